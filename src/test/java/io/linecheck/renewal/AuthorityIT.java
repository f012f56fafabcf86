package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.app.RenewalStack;
import io.linecheck.config.Configuration;
import io.linecheck.model.FindingCode;
import io.linecheck.renewal.acme.Authority;
import io.linecheck.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What authorities may want and offer: advice, profiles, bindings, reuse, other chains. */
class AuthorityIT {
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

  private static RunResult.Done done(RunResult result) {
    return assertInstanceOf(RunResult.Done.class, result, result::toString);
  }

  private static String at(Pebble pebble) {
    return world
        .yaml()
        .replace(world.front.directory(), pebble.directory())
        .replace(world.front.root.toString(), pebble.root.toString());
  }

  @Test
  void theAuthoritysWindowIsDrawnOnceKeptAndObeyed() throws Exception {
    done(world.renew(world.yaml()));
    Instant now = Instant.now();
    Instant start =
        now.plus(Duration.ofDays(40)).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    world.front.suggests(start, start.plus(Duration.ofDays(2)), "https://ca.example/why");
    Configuration configuration = world.configuration(world.yaml());
    AtomicReference<Instant> time = new AtomicReference<>(now);
    try (Database database = RenewalStack.open(configuration.storage())) {
      RenewalStack stack =
          new RenewalStack(configuration, database, world.vertx, (handle, event) -> {}, time::get);
      RenewalLoop loop = stack.loop();
      loop.turn();
      RenewalPlan plan = loop.findPlan("d1").orElseThrow();
      assertEquals(RenewalPlan.Action.WAIT, plan.action());
      assertTrue(plan.reason().contains("see https://ca.example/why"), plan.reason());
      assertFalse(plan.due().isBefore(start), plan::toString);
      assertFalse(plan.due().isAfter(start.plus(Duration.ofDays(2))), plan::toString);
      loop.turn();
      assertEquals(plan.due(), loop.findPlan("d1").orElseThrow().due());
      assertEquals(1, world.front.asked.size(), "Retry-After of six hours is honoured");
      time.set(now.plus(Duration.ofHours(7)));
      loop.turn();
      assertEquals(plan.due(), loop.findPlan("d1").orElseThrow().due(), "the draw stays");
      assertEquals(2, world.front.asked.size());
    }
  }

  @Test
  void theReplacedCertificateIsNamedAndLeftOutWhereThatWasDoneAlready() throws Exception {
    done(world.renew(world.yaml()));
    Instant now = Instant.now();
    world.front.suggests(now.minusSeconds(60), now.plusSeconds(60), "");
    done(world.renew(world.yaml()));
    assertTrue(world.front.orders.getLast().containsKey("replaces"));
    world.front.fails("/order-plz", 409, "alreadyReplaced", "", 1);
    world.front.orders.clear();
    done(world.renew(world.yaml()));
    assertEquals(2, world.front.orders.size());
    assertTrue(world.front.orders.getFirst().containsKey("replaces"));
    assertFalse(world.front.orders.getLast().containsKey("replaces"));
  }

  @Test
  void theProfileThatIsWantedIsOrdered() throws Exception {
    done(world.renew(world.yaml().replace("caFile:", "profile: shortlived, caFile:")));
    assertEquals("shortlived", world.front.orders.getFirst().getString("profile"));
  }

  @Test
  void anAccountIsBoundWhereTheAuthorityWantsIt() throws Exception {
    try (Pebble pebble = new Pebble(folder.resolve("eab"), world.bind.port, 5, true)) {
      RunResult.Failed without = assertInstanceOf(RunResult.Failed.class, world.renew(at(pebble)));
      assertEquals(FindingCode.RENEWAL_CA_REFUSED, without.faults().getFirst().code());
      assertTrue(
          without.faults().getFirst().evidence().contains("set binding: {kid, hmacKey}"),
          without.faults()::toString);
      done(
          world.renew(
              at(pebble)
                  .replace("caFile:", "binding: {kid: kid-1, hmacKey: {env: EAB}}, caFile:")));
    }
  }

  @Test
  void anAuthorizationFromBeforeIsReusedAndAlternateChainsAreNoTrouble() throws Exception {
    try (Pebble pebble = new Pebble(folder.resolve("reuse"), world.bind.port, 5, false, 100, 2)) {
      done(world.renew(at(pebble)));
      List<String> heard = new ArrayList<>();
      done(world.renew(at(pebble), Renewal.Purpose.RENEWAL, (state, text) -> heard.add(text)));
      assertTrue(heard.stream().noneMatch(text -> text.startsWith("TXT ")), heard::toString);
    }
  }

  @Test
  void halfOfAllNoncesMayBeRejected() throws Exception {
    try (Pebble pebble = new Pebble(folder.resolve("nonces"), world.bind.port, 50, false)) {
      done(world.renew(at(pebble)));
    }
  }

  @Test
  void theAccountsKeyIsChanged() throws Exception {
    done(world.renew(world.yaml()));
    RenewalTask task =
        new RenewalTasks(world.configuration(world.yaml()))
            .task(world.configuration(world.yaml()).find("d1").orElseThrow());
    RenewalTask.NamedAccount account = task.accounts().getFirst();
    Path file = task.accountKey(account, account.account().directory());
    String before = Files.readString(file);
    Authority authority =
        new Authority(
            account.account().directory(), account.account(), file, InstantSource.system());
    authority.changeKey();
    assertNotEquals(before, Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    done(world.renew(world.yaml()));
    // A crash after the authority has agreed: the new key still lies beside.
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.move(file, next);
    Files.writeString(file, before);
    done(world.renew(world.yaml()));
    assertFalse(Files.exists(next));
    assertNotEquals(before, Files.readString(file));
  }

  @Test
  void theSecondWayTriesTheStagingDirectoryThenTheOtherAccount() throws Exception {
    try (Pebble other = new Pebble(folder.resolve("other"), world.bind.port, 5, false)) {
      String yaml =
          world
              .yaml()
              .replaceFirst(
                  "acme:\n",
                  "acme:\n  other: { directory: \""
                      + other.directory()
                      + "\", caFile: "
                      + other.root
                      + " }\n")
              .replace(
                  "caFile: " + world.front.root,
                  "staging: \"" + world.front.directory() + "\", caFile: " + world.front.root)
              .replace("account: pebble,", "account: pebble, secondAccount: other,");
      RunResult.Done done =
          done(
              world.renew(
                  yaml,
                  Renewal.Purpose.RENEWAL,
                  RenewalPlan.Route.SECOND,
                  InstantSource.system(),
                  (state, text) -> {}));
      assertEquals(1, world.front.orders.size(), "the staging order");
      assertEquals(other.directory(), done.renewal().directory());
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
    }
  }

  @Test
  void aResolverThatRemembersNoSuchNameLeadsToARefusalThatSaysSo() throws Exception {
    try (SideServers side = new SideServers(folder.resolve("side"), world.bind.port);
        Pebble pebble = new Pebble(folder.resolve("cached"), side.resolver, 5, false)) {
      String name = "_acme-challenge.dialer1.cached.test";
      side.ask(name);
      RunResult.Failed failed =
          assertInstanceOf(
              RunResult.Failed.class,
              world.renew(at(pebble).replace("dialer1.dialer.test", "dialer1.cached.test")));
      String evidence = failed.faults().getFirst().evidence();
      assertEquals(FindingCode.RENEWAL_CA_REFUSED, failed.faults().getFirst().code());
      assertTrue(evidence.contains("did not accept dialer1.cached.test"), evidence);
      assertTrue(evidence.contains("our value is there"), evidence);
      assertTrue(evidence.contains("resolvers may keep an older"), evidence);
      assertEquals(List.of(), world.bind.txt(name));
    }
  }
}
