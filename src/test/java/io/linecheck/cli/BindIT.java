package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.Bind;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.Nginx;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that lead agents astray, as a real BIND answers them. */
class BindIT {
  private static final String RECORDS =
      """
      pbx A 127.0.0.1
      dead A 127.0.0.1
      dead A 127.0.0.9
      two A 127.0.0.1
      two A 127.0.0.3
      wrong A 127.0.0.7
      text TXT "no address"
      alias CNAME pbx
      split A 203.0.113.10
      only-inside A 10.0.0.5
      blocked A 0.0.0.0
      blocked AAAA ::
      half A 127.0.0.1
      half A 255.255.255.255
      round CNAME and-round
      and-round CNAME round
      itself CNAME itself
      dangling CNAME gone
      no-address CNAME text
      """;

  private static final TestAuthority AUTHORITY = TestAuthority.today();

  @TempDir static Path folder;
  private static Bind inside;
  private static Bind outside;
  private static Nginx nginx;

  @BeforeAll
  static void start() {
    inside = Bind.start(folder, Map.of("dialer.test", RECORDS), forwarding());
    outside =
        Bind.start(
            folder,
            Map.of("dialer.test", "pbx A 127.0.0.1\nsplit A 198.51.100.7\nonly-inside A 10.0.0.5"),
            "");
    AUTHORITY.writeRoot(folder);
    var leaf = AUTHORITY.leaf("*.dialer.test");
    nginx =
        Nginx.start(
            folder, List.of(Nginx.Site.sound("good", AUTHORITY.writeChain(folder, "pbx", leaf))));
  }

  /** A zone whose forwarder does not exist: SERVFAIL. */
  private static String forwarding() {
    return "zone \"broken.test\" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };\n"
        .formatted(FreePorts.closed());
  }

  @AfterAll
  static void stop() {
    for (AutoCloseable peer : new AutoCloseable[] {nginx, outside, inside}) {
      try {
        peer.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void knownNameIsWalkedWithTheTimeOfItsLookup() throws IOException {
    CommandRun run = check("pbx.dialer.test", "", "");
    assertEquals(0, run.code(), run.out());
    JsonNode first = run.json().path("checks").get(0).path("stages").get(0);
    assertEquals("dns", first.path("stage").asText());
    assertTrue(first.path("seconds").asDouble() > 0, run.out());
  }

  @Test
  void aliasIsFollowed() throws IOException {
    CommandRun run = check("alias.dialer.test", "", "");
    assertEquals(0, run.code(), run.out());
  }

  @Test
  void nxdomainIsAnUnknownName() throws IOException {
    assertCritical("dns-name-unknown", check("nobody.dialer.test", "", ""));
  }

  @Test
  void nameWithoutAnAddressIsUnknownToo() throws IOException {
    assertCritical("dns-name-unknown", check("text.dialer.test", "", ""));
  }

  @ParameterizedTest
  @CsvSource({
    "round, 'circle of CNAME records: round.dialer.test → and-round.dialer.test → round.dialer'",
    "itself, 'circle of CNAME records: itself.dialer.test → itself.dialer.test'",
    "dangling, 'NXDOMAIN for gone.dialer.test, which dangling.dialer.test is an alias of'",
    "no-address, 'neither an A nor an AAAA record for text.dialer.test'"
  })
  void aliasThatLeadsToNoAddressIsNamedWithItsWay(String name, String way) throws IOException {
    CommandRun run = check(name + ".dialer.test", "", "");
    assertCritical("dns-name-unknown", run);
    assertTrue(run.out().contains(way), run.out());
  }

  @Test
  void aliasesInACircleAreFollowedWhereAResolverOnlySaysServfail() throws IOException {
    String forwarding =
        "zone \"dialer.test\" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };"
            .formatted(inside.port());
    Path own = Files.createDirectories(folder.resolve("resolver"));
    try (Bind resolver = Bind.configured(own, "dnssec-validation no;", forwarding)) {
      CommandRun run = check("round.dialer.test", resolver.address(), "", "");
      assertCritical("dns-name-unknown", run);
      assertTrue(run.out().contains("and-round.dialer.test"), run.out());
    }
  }

  @Test
  void addressThatNoHostCanHaveIsWrongAndNotWalked() throws IOException {
    CommandRun run = check("blocked.dialer.test", "", "");
    assertCritical("dns-wrong-address", run);
    assertEquals(1, run.json().path("checks").get(0).path("stages").size(), run.out());
    CommandRun half = check("half.dialer.test", "", "");
    assertCritical("dns-wrong-address", half);
    assertTrue(half.out().contains("answers 255.255.255.255 for"), half.out());
  }

  @Test
  void servfailIsTheServersFailure() throws IOException {
    assertCritical("dns-server-failure", check("pbx.broken.test", "", ""));
  }

  @Test
  void nobodyAnsweringIsTheServersFailure() throws IOException {
    String silent = "127.0.0.1:" + FreePorts.closed();
    assertCritical("dns-server-failure", check("pbx.dialer.test", silent, "", ""));
  }

  @Test
  void anotherAddressThanTheConfiguredOneIsWrong() throws IOException {
    CommandRun run = check("pbx.dialer.test", "", "addresses: [127.0.0.55]");
    assertCritical("dns-wrong-address", run);
    assertTrue(run.out().contains("expected 127.0.0.55"), run.out());
  }

  @Test
  void deadSecondAddressIsNamedWhileTheFirstServes() throws IOException {
    CommandRun run = check("dead.dialer.test", "", "");
    assertEquals(List.of("dns-address-unreachable"), run.codes("warning"), run.out());
    assertEquals(1, run.code());
    assertTrue(run.out().contains("127.0.0.9:"), run.out());
  }

  @Test
  void addressesThatServeDifferentGenerationsAreADrift() throws IOException {
    Instant now = Instant.now();
    assertEquals(
        List.of("certificate-drift-between-addresses"),
        besides(now.minus(Duration.ofDays(45))).codes(""));
    CommandRun expired = besides(now.minus(Duration.ofDays(95)));
    assertEquals(
        List.of("certificate-drift-between-addresses"), expired.codes("critical"), expired.out());
    assertTrue(expired.out().contains("127.0.0.3:" + nginx.port("good") + " serves serial"));
  }

  /**
   * The check of a name whose other address serves a certificate of ninety days that began then.
   */
  private static CommandRun besides(Instant began) throws IOException {
    var files =
        AUTHORITY.writeChain(
            folder,
            "other-" + began.getEpochSecond(),
            AUTHORITY.leaf(began, began.plus(Duration.ofDays(90)), "*.dialer.test"));
    Path intermediate =
        Files.writeString(
            folder.resolve("intermediate.pem"), TestAuthority.pem(AUTHORITY.intermediate()));
    String owners = "owners: {pbx: Ana, firewall: Ben, dns: Cy, certificate: Dee}";
    try (PeerProcess other =
        PeerProcess.start(
                "s_server",
                folder,
                List.of(
                    "openssl",
                    "s_server",
                    "-www",
                    "-accept",
                    "127.0.0.3:" + nginx.port("good"),
                    "-cert",
                    files.certificate().toString(),
                    "-cert_chain",
                    intermediate.toString(),
                    "-key",
                    files.key().toString()))
            .awaitOutput("ACCEPT")) {
      return check("two.dialer.test", "", owners);
    }
  }

  @Test
  void deadAddressOfAStunServerIsNamedWhileTheOtherAnswers() throws IOException {
    try (Coturn coturn = Coturn.start(folder, "--no-auth")) {
      CommandRun run =
          CommandRun.of(
              "check",
              "manila-1",
              "--config",
              file("dead.dialer.test", inside.address(), "", "").toString(),
              "--service",
              "stun=dead.dialer.test:" + coturn.address().getPort(),
              "--only",
              "stun",
              "--json");
      assertEquals(List.of("dns-address-unreachable"), run.codes("warning"), run.out());
      assertEquals(List.of(), run.codes("critical"), run.out());
      assertTrue(run.out().contains("127.0.0.9:" + coturn.address().getPort()), run.out());
    }
  }

  @Test
  void privateAddressSeenFromOutsideIsCritical() throws IOException {
    CommandRun run = check("only-inside.dialer.test", views(), "");
    assertTrue(run.codes("critical").contains("dns-private-address-outside"), run.out());
  }

  @Test
  void answersThatCannotBothBeRightAreASplit() throws IOException {
    CommandRun run = check("split.dialer.test", views(), "");
    assertTrue(run.codes("").contains("dns-split-mismatch"), run.out());
  }

  private static String views() {
    return ", inside: \"%s\", outside: \"%s\"".formatted(inside.address(), outside.address());
  }

  private static void assertCritical(String code, CommandRun run) {
    assertEquals(List.of(code), run.codes("critical"), run.out());
    assertEquals("not-ready", run.json().path("readiness").asText());
    assertEquals(2, run.code());
  }

  private static CommandRun check(String host, String views, String keys) throws IOException {
    return check(host, inside.address(), views, keys);
  }

  private static CommandRun check(String host, String resolver, String views, String keys)
      throws IOException {
    Path file = file(host, resolver, views, keys);
    return CommandRun.of(
        "check",
        "manila-1",
        "--config",
        file.toString(),
        "--only",
        "https",
        "--ca-file",
        folder.resolve("root.pem").toString(),
        "--timeout",
        "4s",
        "--json");
  }

  private static Path file(String host, String resolver, String views, String keys)
      throws IOException {
    Path file = folder.resolve(host + "-" + resolver.hashCode() + keys.hashCode() + ".yaml");
    return Files.writeString(
        file,
        """
        resolvers: { default: "%s"%s }
        dialers:
          - id: manila-1
            host: %s
            services: { https: { port: %d, paths: [/] } }
            %s
        """
            .formatted(resolver, views, host, nginx.port("good"), keys));
  }
}
