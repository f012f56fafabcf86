package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.Bind;
import io.linecheck.peer.Nginx;
import io.linecheck.peer.SignedZone;
import io.linecheck.peer.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the next renewal will meet, told today: signed zones, split views and CAA of a real BIND,
 * port 80, owners.
 */
class NextRenewalIT {
  private static final String OWNED =
      "owners: {pbx: Ana, firewall: Ben, dns: Cy, certificate: Dee}";

  @TempDir static Path folder;
  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static final TestAuthority AUTHORITY = TestAuthority.today();
  private static Bind zones;
  private static Bind validating;
  private static Bind views;
  private static Nginx nginx;

  @BeforeAll
  static void start() {
    SignedZone sound = SignedZone.of(folder, "signed.test", "pbx A 127.0.0.1", false);
    SignedZone bogus = SignedZone.of(folder, "bogus.test", "pbx A 127.0.0.1", true);
    zones =
        keep(
            Bind.start(
                folder,
                Map.of(
                    "allowed.test", "@ CAA 0 issue \"letsencrypt.org\"\npbx A 127.0.0.1",
                    "forbidden.test",
                        "@ CAA 0 issue \"digicert.com\"\npbx A 127.0.0.1\npbx.deep A 127.0.0.1",
                    "nobody.test", "pbx A 127.0.0.1\npbx CAA 0 issue \";\"",
                    "shared.test", "pbx A 127.0.0.1\nconference A 127.0.0.1"),
                sound.served() + bogus.served()));
    validating = keep(resolver(sound, bogus));
    views = keep(views());
    AUTHORITY.writeRoot(folder);
    var chain =
        AUTHORITY.writeChain(
            folder,
            "pbx",
            AUTHORITY.leaf(
                "pbx.allowed.test",
                "pbx.forbidden.test",
                "pbx.deep.forbidden.test",
                "pbx.nobody.test",
                "pbx.signed.test",
                "pbx.bogus.test",
                "pbx.shared.test",
                "pbx.split.test"));
    var other =
        AUTHORITY.writeChain(folder, "conference", AUTHORITY.leaf("conference.shared.test"));
    nginx =
        keep(
            Nginx.start(
                folder,
                List.of(Nginx.Site.sound("pbx", chain), Nginx.Site.sound("conference", other))));
  }

  private static Bind resolver(SignedZone... signed) {
    StringBuilder rest = new StringBuilder();
    for (SignedZone zone : signed) {
      rest.append(zone.anchor());
      rest.append(
          "zone \"%s\" { type forward; forward only; forwarders { 127.0.0.1 port %d; }; };\n"
              .formatted(zone.name(), zones.port()));
    }
    return Bind.configured(folder, "dnssec-validation yes;", rest.toString());
  }

  private static Bind views() {
    String view =
        """
        view "%s" { match-destinations { %s; };
          zone "." { type primary; file "%s"; };
          zone "split.test" { type primary; file "%s"; }; };
        """;
    Path root = Bind.zone(folder, "root-of-views", "");
    Path inside = Bind.zone(folder, "split-inside", "pbx A 127.0.0.1\nmoved A 127.0.0.1");
    Path outside = Bind.zone(folder, "split-outside", "pbx A 9.8.7.6\nmoved A 10.9.9.9");
    return Bind.configured(
        folder,
        "dnssec-validation no;",
        view.formatted("inside", "127.0.0.1", root, inside)
            + view.formatted("outside", "::1", root, outside));
  }

  private static <C extends AutoCloseable> C keep(C peer) {
    OPEN.add(peer);
    return peer;
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable peer : OPEN.reversed()) {
      peer.close();
    }
    OPEN.clear();
  }

  @Test
  void zoneWithEndedSignaturesIsBogusAndTheWalkGoesOn() throws IOException {
    CommandRun run = check("pbx.bogus.test", validating.address(), OWNED);
    assertEquals(List.of("dns-dnssec-bogus"), run.codes(""), run.out());
    assertEquals(1, run.code());
    assertTrue(run.out().contains("but 127.0.0.1 with checking disabled"), run.out());
    assertTrue(run.out().contains("\"http.status\" : \"200\""), run.out());
  }

  @Test
  void soundlySignedZoneIsReady() throws IOException {
    CommandRun run = check("pbx.signed.test", validating.address(), OWNED);
    assertEquals(List.of(), run.codes(""), run.out());
    assertEquals(0, run.code());
  }

  @Test
  void insidePrivateAndOutsidePublicIsHowASplitShouldBe() throws IOException {
    CommandRun run = check("pbx.split.test", splitViews(), OWNED);
    assertEquals(List.of(), run.codes(""), run.out());
  }

  @Test
  void privateAddressInTheOutsideViewIsNamed() throws IOException {
    CommandRun run = check("moved.split.test", splitViews(), OWNED);
    assertTrue(run.codes("critical").contains("dns-private-address-outside"), run.out());
    assertTrue(run.codes("warning").contains("dns-split-mismatch"), run.out());
  }

  private static String splitViews() {
    return "\"127.0.0.1:%1$d\", inside: \"127.0.0.1:%1$d\", outside: \"[::1]:%1$d\""
        .formatted(views.port());
  }

  @Test
  void authorityThatCertbotAsksIsAllowed() throws IOException {
    CommandRun run =
        check(
            "pbx.allowed.test",
            zones.address(),
            OWNED + "\n    certificate: {renewedBy: certbot, challenge: dns-01}");
    assertEquals(List.of(), run.codes(""), run.out());
    assertEquals(
        "allowed.test: issue \"letsencrypt.org\"",
        run.json().at("/checks/0/facts/dns.caa").asText());
  }

  @Test
  void authorityThatMayNotIssueIsToldBeforeTheRenewal() throws IOException {
    for (String host : List.of("pbx.forbidden.test", "pbx.deep.forbidden.test")) {
      CommandRun run =
          check(
              host,
              zones.address(),
              OWNED + "\n    certificate: {renewedBy: certbot, challenge: dns-01}");
      assertEquals(List.of("dns-caa-forbids-issuer"), run.codes(""), run.out());
      assertEquals(1, run.code());
      assertTrue(
          run.out().contains("allows issue \\\"digicert.com\\\"; expected letsencrypt.org"),
          run.out());
    }
  }

  @Test
  void nobodyMayIssueWhateverTheAuthority() throws IOException {
    CommandRun run = check("pbx.nobody.test", zones.address(), OWNED);
    assertEquals(List.of("dns-caa-forbids-issuer"), run.codes(""), run.out());
  }

  @Test
  void closedPort80IsToldWhereCertbotNeedsIt() throws IOException {
    CommandRun run =
        check(
            "pbx.allowed.test", zones.address(), OWNED + "\n    certificate: {renewedBy: certbot}");
    List<String> codes = run.codes("warning");
    if (portIsFree()) {
      assertEquals(List.of("renewal-path-closed"), codes, run.out());
      assertTrue(run.out().contains("127.0.0.1:80 refused the connection"), run.out());
    } else {
      assertFalse(codes.contains("renewal-path-closed"), run.out());
    }
  }

  private static boolean portIsFree() {
    try (var probe = new java.net.Socket("127.0.0.1", 80)) {
      return !probe.isConnected();
    } catch (IOException refused) {
      return true;
    }
  }

  @Test
  void twoHostsOfOneAddressCompeteForPort80() throws IOException {
    CommandRun run =
        check(
            "pbx.shared.test",
            zones.address(),
            OWNED + "\n    certificate: {renewedBy: 3cx}",
            ", conference: {host: conference.shared.test, kind: https, port: %d, path: /}"
                .formatted(nginx.port("conference")));
    assertTrue(run.codes("warning").contains("renewal-path-shared"), run.out());
    assertTrue(
        run.out().contains("port 80 of 127.0.0.1: pbx.shared.test and conference.shared.test"),
        run.out());
  }

  @Test
  void renewalByHandTellsDaysLeftAndTheOwner() throws IOException {
    CommandRun run =
        check(
            "pbx.allowed.test", zones.address(), OWNED + "\n    certificate: {renewedBy: manual}");
    assertEquals(List.of("certificate-renewed-by-hand"), run.codes(""), run.out());
    JsonNode finding = run.json().path("findings").get(0);
    assertTrue(
        finding
            .path("evidence")
            .asText()
            .matches("renewedBy: manual; 59 days left, until [0-9-]+; its owner is Dee"),
        finding.toString());
    assertEquals(1, run.code());
  }

  @Test
  void missingOwnersAreNamedAndChangeNothingElse() throws IOException {
    CommandRun run = check("pbx.allowed.test", zones.address(), "owners: {pbx: Ana, dns: Cy}");
    assertEquals(List.of("owner-missing"), run.codes("info"), run.out());
    assertEquals("ready", run.json().path("readiness").asText());
    assertEquals(0, run.code());
    assertTrue(run.out().contains("no owner is named for firewall, certificate"), run.out());
  }

  @Test
  void newerFileThatIsNotServedIsNamedAndTheServedOneIsNot() throws IOException {
    Instant now = Instant.now();
    var newer =
        AUTHORITY.writeChain(
            folder,
            "newer",
            AUTHORITY.leaf(now, now.plus(Duration.ofDays(90)), "pbx.allowed.test"));
    for (Path file : List.of(newer.certificate(), folder.resolve("pbx.pem"), folder)) {
      CommandRun run =
          check(
              "pbx.allowed.test",
              zones.address(),
              OWNED
                  + "\n    certificate: {renewedBy: certbot, challenge: dns-01, deploy: [web]}"
                  + "\ntargets: { web: { type: local, recipe: nginx, certificate: \"%s\", key: k } }"
                      .formatted(file));
      boolean differs = file.equals(newer.certificate());
      assertEquals(
          differs ? List.of("certificate-file-not-served") : List.of(), run.codes(""), run.out());
      assertTrue(run.out().contains("\"certificate.file.web\" : \"web: " + file), run.out());
      assertTrue(!differs || run.out().contains(file + " holds serial "), run.out());
    }
  }

  private static CommandRun check(String host, String resolver, String keys) throws IOException {
    return check(host, resolver, keys, "");
  }

  private static CommandRun check(String host, String resolver, String keys, String services)
      throws IOException {
    Path file = folder.resolve(host + keys.hashCode() + resolver.hashCode() + ".yaml");
    Files.writeString(
        file,
        """
        resolvers: { default: %s }
        dialers:
          - id: manila-1
            host: %s
            services: { wss: false, https: { port: %d, paths: [/] }%s }
            %s
        """
            .formatted(
                resolver.startsWith("\"") ? resolver : "\"" + resolver + "\"",
                host,
                nginx.port("pbx"),
                services,
                keys));
    return CommandRun.of(
        "check",
        "manila-1",
        "--config",
        file.toString(),
        "--ca-file",
        folder.resolve("root.pem").toString(),
        "--timeout",
        "6s",
        "--json");
  }
}
