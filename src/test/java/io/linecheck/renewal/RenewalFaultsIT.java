package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.peer.FreePorts;
import io.linecheck.renewal.dns.AuthoritativeServers;
import io.linecheck.renewal.dns.BeforeOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults on purpose: each ends in the right state, with nothing lost and nothing left. */
class RenewalFaultsIT {
  @TempDir private static Path folder;
  private static RenewalWorld world;

  @BeforeAll
  static void start() throws IOException {
    world = new RenewalWorld(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    world.afresh().reset();
  }

  /** One row: what is changed in a sound configuration, and the code it must lead to. */
  record Row(String title, String from, String to, FindingCode code, String evidence) {
    @Override
    public String toString() {
      return title;
    }

    String yaml() {
      String changed = world.yaml().replaceFirst(from, to);
      assertTrue(!changed.equals(world.yaml()), "the row changes nothing");
      return changed;
    }
  }

  private static Row row(String title, String from, String to, FindingCode code, String evidence) {
    return new Row(title, from, to, code, evidence);
  }

  private static String exec(String script) {
    return "bind: { type: exec, timeout: 1s, program: " + folder.resolve(script) + " }";
  }

  /** Rows in which nothing is touched: the old certificate stays, and is served throughout. */
  static Stream<Row> beforeInstallation() throws IOException {
    Script.write(folder.resolve("fails.sh"), "echo no such zone >&2; exit 3\n");
    Script.write(folder.resolve("hangs.sh"), "sleep 30\n");
    Script.write(folder.resolve("idle.sh"), "exit 0\n");
    String bind = "bind: \\{ type: rfc2136.*";
    String names = "deploy: \\[web, phone\\]";
    return Stream.of(
        row(
            "TSIG key wrong",
            "env: TSIG",
            "env: WRONG",
            FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED,
            "NOTAUTH"),
        row(
            "TSIG key unknown to the server",
            "keyName: linecheck.",
            "keyName: nobody.",
            FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED,
            "NOTAUTH"),
        row(
            "zone takes no updates",
            names,
            "deploy: [web, phone], names: [a.frozen.test]",
            FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED,
            "REFUSED"),
        row(
            "name server does not answer",
            "server: \"127.0.0.1:\\d+\"",
            "server: \"127.0.0.1:" + FreePorts.closed() + "\"",
            FindingCode.RENEWAL_FAILING,
            "no answer"),
        row(
            "script fails",
            bind,
            exec("fails.sh"),
            FindingCode.RENEWAL_FAILING,
            "ended with 3: no such zone"),
        row(
            "script hangs",
            bind,
            exec("hangs.sh"),
            FindingCode.RENEWAL_FAILING,
            "did not end within 1 s"),
        row(
            "record never appears",
            bind + "([\\s\\S]*)propagation: 5s",
            exec("idle.sh") + "$1propagation: 1s",
            FindingCode.RENEWAL_DNS_NOT_VISIBLE,
            "no TXT"),
        row(
            "authority refuses the name",
            names,
            "deploy: [web, phone], names: [blocked.test]",
            FindingCode.RENEWAL_CA_REFUSED,
            "rejectedIdentifier"),
        row(
            "authority has no such profile",
            "caFile:",
            "profile: tlsserver, caFile:",
            FindingCode.RENEWAL_CA_REFUSED,
            "no profile 'tlsserver'"),
        row(
            "authority is down",
            "localhost:\\d+",
            "localhost:" + FreePorts.closed(),
            FindingCode.RENEWAL_FAILING,
            "no answer"),
        row(
            "authority's door is not trusted",
            "caFile: \\S+ ",
            "",
            FindingCode.RENEWAL_FAILING,
            "unable to find valid certification path"),
        row(
            "folder of the target is missing",
            "certificate: \\S+web.pem",
            "certificate: /nowhere/at/all/web.pem",
            FindingCode.RENEWAL_DEPLOY_FAILED,
            "does not exist"),
        row(
            "owner is nobody of this machine",
            "recipe: asterisk,",
            "recipe: asterisk, owner: \"no-such-user:no-such-group\",",
            FindingCode.RENEWAL_DEPLOY_FAILED,
            "no user or group 'no-such-user:no-such-group'"),
        row(
            "certificate does not cover the host",
            names,
            "deploy: [web, phone], names: [other.dialer.test]",
            FindingCode.RENEWAL_DEPLOY_FAILED,
            "certificate-name-mismatch"),
        row(
            "targets feed no door",
            "deploy: \\[web, phone\\]",
            "deploy: []",
            null,
            "no target is set"));
  }

  @ParameterizedTest
  @MethodSource("beforeInstallation")
  void nothingIsTouched(Row row) throws Exception {
    if (row.code() == null) {
      assertInstanceOf(RunResult.Done.class, world.renew(row.yaml()));
    } else {
      expect(row, world.renew(row.yaml()));
    }
    oldPairIsServed();
    nothingIsLeft();
  }

  /** Rows in which the new pair was installed and must be taken back. */
  static Stream<Row> afterInstallation() {
    String webReload = "reload: \\[\"nginx[^\\]]*\\]";
    String phoneReload = "reload: \\[\"bash[^\\]]*\\]";
    return Stream.of(
        row(
            "reload fails",
            webReload,
            "reload: [\"echo boom; exit 7\"]",
            FindingCode.RENEWAL_DEPLOY_FAILED,
            "ended with 7: boom"),
        row(
            "reload hangs",
            phoneReload + ", timeout: 3s",
            "reload: [\"sleep 20\"], timeout: 1s",
            FindingCode.RENEWAL_DEPLOY_FAILED,
            "did not end within 1 s"),
        row(
            "reload command is not there",
            webReload,
            "reload: [\"no-such-command-here\"]",
            FindingCode.RENEWAL_DEPLOY_FAILED,
            "ended with 127"),
        row(
            "a door keeps the old certificate",
            phoneReload,
            "reload: [\"true\"]",
            FindingCode.RENEWAL_NOT_SERVED,
            "wss 127.0.0.1"));
  }

  @ParameterizedTest
  @MethodSource("afterInstallation")
  void theOldPairIsPutBackEverywhere(Row row) throws Exception {
    List<Fault> faults = expect(row, world.renew(row.yaml()));
    assertEquals(FindingCode.RENEWAL_ROLLED_BACK, faults.getLast().code());
    oldPairIsServed();
    nothingIsLeft();
    long orders = world.pebble.orders();
    assertInstanceOf(RunResult.Done.class, world.renew(world.yaml()));
    assertEquals(orders, world.pebble.orders(), "the certificate is installed, not ordered again");
    assertEquals(RenewalWorld.served(world.webPort), RenewalWorld.served(world.asterisk.port()));
  }

  @Test
  void asteriskThatDiesOfABadPairIsBroughtBackByTouchingItsSettings() throws Exception {
    RunResult.Failed failed = failed(world.renew(spoiling(world.yaml())));
    assertEquals(FindingCode.RENEWAL_NOT_SERVED, failed.faults().getFirst().code());
    assertEquals(FindingCode.RENEWAL_ROLLED_BACK, failed.faults().getLast().code());
    oldPairIsServed();
    nothingIsLeft();
  }

  @Test
  void whenNeitherPairIsServedPeopleArePagedAtOnce() throws Exception {
    String yaml = spoiling(world.yaml()).replaceFirst("settings: \\S+", "settings: /dev/null,");
    RunResult.Failed failed = failed(world.renew(yaml));
    assertEquals(FindingCode.RENEWAL_ROLLBACK_FAILED, failed.faults().getFirst().code());
    assertEquals(RenewalEvent.Type.ESCALATED, world.events.getFirst().type());
    assertEquals("", RenewalWorld.served(world.asterisk.port()));
  }

  /** A reload that finds a torn file: another program wrote it between rename and reload. */
  private static String spoiling(String yaml) {
    Path once = folder.resolve("spoiled-" + System.nanoTime());
    String spoil =
        "[ -e %s ] || { touch %s; cp %s %s.torn; : > %s; %s; cp %s.torn %s; }; "
            .formatted(
                once,
                once,
                world.phoneChain,
                once,
                world.phoneChain,
                world.asterisk.reloadCommand(),
                once,
                world.phoneChain);
    return yaml.replace("reload: [\"bash", "reload: [\"" + spoil + "bash");
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {
        "DUE",
        "ORDERED",
        "CHALLENGED",
        "ISSUED",
        "STAGED",
        "INSTALLED",
        "RELOADED",
        "SERVED"
      })
  void aCrashAtAnyStepIsResumedWithoutASecondCertificate(State at) throws Exception {
    boolean[] crashed = new boolean[1];
    try {
      world.renew(
          world.yaml(),
          Renewal.Purpose.RENEWAL,
          (state, text) -> {
            if (state == at && !crashed[0]) {
              crashed[0] = true;
              throw new Crash();
            }
          });
    } catch (Crash expected) {
      crashed[0] = true;
    }
    assertTrue(crashed[0]);
    long before = world.pebble.orders();
    RunResult.Done done = assertInstanceOf(RunResult.Done.class, world.renew(world.yaml()));
    assertEquals(at == State.DUE ? before + 1 : before, world.pebble.orders());
    assertEquals(done.renewal().fingerprint(), RenewalWorld.served(world.webPort));
    assertEquals(done.renewal().fingerprint(), RenewalWorld.served(world.asterisk.port()));
    nothingIsLeft();
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void twoAtOnceOrderOneCertificate() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    String yaml = world.yaml();
    CompletableFuture<RunResult> first =
        CompletableFuture.supplyAsync(() -> {
          try {
            return world.renew(
                yaml,
                Renewal.Purpose.RENEWAL,
                (state, text) -> {
                  if (state == State.ORDERED) {
                    inside.countDown();
                    await(go);
                  }
                });
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    await(inside);
    assertInstanceOf(RunResult.Busy.class, world.renew(yaml));
    go.countDown();
    assertInstanceOf(RunResult.Done.class, first.get());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void caaThatForbidsIsSeenBeforeTheOrder() {
    var server =
        new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), world.bind.port);
    BeforeOrder before =
        new BeforeOrder(new AuthoritativeServers(server, java.util.Optional.empty()));
    assertEquals(
        "CAA of caa.test allows other-authority.example for a.caa.test, not letsencrypt.org",
        before.objection("a.caa.test", Set.of("letsencrypt.org")).orElse("none"));
    assertTrue(before.objection("a.caa.test", Set.of("other-authority.example")).isEmpty());
    assertTrue(before.objection("dialer1.dialer.test", Set.of("letsencrypt.org")).isEmpty());
  }

  @Test
  void theBudgetOfAnAccountIsKept() throws Exception {
    String yaml = world.yaml().replace("caFile:", "ordersPerWeek: 1, caFile:");
    assertInstanceOf(RunResult.Done.class, world.renew(yaml));
    RunResult.Failed failed = failed(world.renew(yaml));
    assertEquals(FindingCode.RENEWAL_RATE_LIMITED, failed.faults().getFirst().code());
  }

  private static RunResult.Failed failed(RunResult result) {
    return assertInstanceOf(RunResult.Failed.class, result, result::toString);
  }

  private static List<Fault> expect(Row row, RunResult result) {
    List<Fault> faults = failed(result).faults();
    assertEquals(row.code(), faults.getFirst().code(), faults::toString);
    assertTrue(faults.getFirst().evidence().contains(row.evidence()), faults::toString);
    assertEquals(RenewalEvent.Type.FAILED, world.events.getFirst().type());
    return faults;
  }

  private static void oldPairIsServed() throws IOException {
    assertEquals(world.oldLeaf(), RenewalWorld.served(world.webPort));
    assertEquals(world.oldLeaf(), RenewalWorld.served(world.asterisk.port()));
  }

  private static void nothingIsLeft() throws IOException {
    assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer1.dialer.test"));
    assertEquals(List.of(), world.bind.txt("_acme-challenge.other.dialer.test"));
    if (Files.exists(folder.resolve("keys"))) {
      assertEquals(List.of(), world.exposed());
    }
    try (var files = Files.list(folder)) {
      assertEquals(
          List.of(), files.filter(file -> file.toString().endsWith(".linecheck-new")).toList());
    }
  }
}
