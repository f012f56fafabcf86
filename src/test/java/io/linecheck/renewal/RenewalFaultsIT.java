package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.FindingCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/**
 * The fault table. After every row the old or the new certificate was served by every door at every
 * moment, no TXT of ours is left, key files are their owner's alone, nothing lies beside the pairs.
 */
class RenewalFaultsIT {
  @TempDir private static Path folder;
  private static RenewalWorld world;
  private static SideServers side;

  @BeforeAll
  static void start() throws IOException {
    world = new RenewalWorld(folder);
    side = new SideServers(folder.resolve("side"), world.bind.port);
  }

  @AfterAll
  static void stop() throws IOException {
    side.close();
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    world.afresh().reset();
  }

  static Stream<FaultRow> untouched() throws IOException {
    return Stream.concat(
        Stream.concat(FaultRows.dns(folder, world, side), FaultRows.authority(world)),
        FaultRows.preflight(folder, world));
  }

  /** The old pair stays where it is; once the fault is gone, the next attempt succeeds. */
  @ParameterizedTest
  @MethodSource("untouched")
  void nothingIsTouched(FaultRow row) throws Exception {
    try (Watched watched = new Watched(world)) {
      RunResult.Failed failed = failed(world.renew(row.yaml(), row.clock()));
      row.judge(failed);
      assertEquals(State.FAILED, failed.renewal().state());
      assertEquals(RenewalEvent.Type.FAILED, world.events.getFirst().type());
      watched.onlyOld();
      row.end();
      if (row.mends()) {
        RunResult.Done done = done(world.renew(world.yaml()));
        watched.oldThen(done.renewal().fingerprint());
      }
      watched.nothingLeft();
    }
  }

  static Stream<FaultRow> rolledBack() throws IOException {
    return FaultRows.installation(folder, world);
  }

  /** The new pair was installed and is taken back; the next attempt installs it, orders nothing. */
  @ParameterizedTest
  @MethodSource("rolledBack")
  void theOldPairIsPutBackEverywhere(FaultRow row) throws Exception {
    try (Watched watched = new Watched(world)) {
      RunResult.Failed failed = failed(world.renew(row.yaml()));
      row.judge(failed);
      assertEquals(FindingCode.RENEWAL_ROLLED_BACK, failed.faults().getLast().code());
      assertEquals(State.ROLLED_BACK, failed.renewal().state());
      RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
      RenewalWorld.assertServed(world.oldLeaf(), world.asterisk.port());
      watched.oldOr(failed.renewal().fingerprint(), row.breaksService());
      row.end();
      long orders = world.pebble.orders();
      RunResult.Done done = done(world.renew(world.yaml()));
      assertEquals(orders, world.pebble.orders(), "it is installed, not ordered again");
      assertEquals(failed.renewal().fingerprint(), done.renewal().fingerprint());
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.asterisk.port());
      watched.oldOr(done.renewal().fingerprint(), row.breaksService());
      watched.nothingLeft();
    }
  }

  static Stream<FaultRow> borne() throws IOException {
    return FaultRows.borne(folder, world, side);
  }

  /** It ends well all the same, within one attempt. */
  @ParameterizedTest
  @MethodSource("borne")
  void itIsBorne(FaultRow row) throws Exception {
    try (Watched watched = new Watched(world)) {
      RunResult.Done done = done(world.renew(row.yaml(), row.clock()));
      if (!row.yaml().contains("deploy: []")) {
        RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
        RenewalWorld.assertServed(done.renewal().fingerprint(), world.asterisk.port());
      }
      watched.oldOr(done.renewal().fingerprint(), false);
      row.end();
      watched.nothingLeft();
    }
  }

  @Test
  void whenNeitherPairIsServedPeopleArePagedAtOnce() throws Exception {
    String yaml =
        FaultRows.spoiling(folder, world).replaceFirst("settings: \\S+", "settings: /dev/null,");
    RunResult.Failed failed = failed(world.renew(yaml));
    assertEquals(FindingCode.RENEWAL_ROLLBACK_FAILED, failed.faults().getFirst().code());
    assertEquals(RenewalEvent.Type.ESCALATED, world.events.getFirst().type());
    RenewalWorld.assertServed("", world.asterisk.port());
    RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
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
    try (Watched watched = new Watched(world)) {
      assertThrows(
          Crash.class,
          () ->
              world.renew(
                  world.yaml(),
                  Renewal.Purpose.RENEWAL,
                  (state, text) -> {
                    if (state == at) {
                      throw new Crash();
                    }
                  }));
      long before = world.pebble.orders();
      RunResult.Done done = done(world.renew(world.yaml()));
      assertEquals(at == State.DUE ? before + 1 : before, world.pebble.orders());
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.asterisk.port());
      watched.oldThen(done.renewal().fingerprint());
      watched.nothingLeft();
    }
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void twoAtOnceOrderOneCertificate() throws Exception {
    try (Watched watched = new Watched(world)) {
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
      watched.oldThen(done(first.get()).renewal().fingerprint());
      watched.nothingLeft();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theBudgetOfAnAccountIsKept() throws Exception {
    String yaml = world.yaml().replace("caFile:", "ordersPerWeek: 1, caFile:");
    done(world.renew(yaml));
    RunResult.Failed failed = failed(world.renew(yaml));
    assertEquals(FindingCode.RENEWAL_RATE_LIMITED, failed.faults().getFirst().code());
  }

  @Test
  void aForeignValueIsLeftAndOursIsNot() throws Exception {
    String name = "_acme-challenge.dialer1.dialer.test";
    world.bind.update(name, "of-somebody-else", true);
    List<String> heard = new ArrayList<>();
    try {
      done(world.renew(world.yaml(), Renewal.Purpose.RENEWAL, (state, text) -> heard.add(text)));
      String told = "1 TXT value of others beside it, left as found";
      assertTrue(heard.contains(told), heard::toString);
      assertEquals(List.of("of-somebody-else"), world.bind.txt(name));
    } finally {
      world.bind.update(name, "of-somebody-else", false);
    }
  }

  private static RunResult.Failed failed(RunResult result) {
    return assertInstanceOf(RunResult.Failed.class, result, result::toString);
  }

  private static RunResult.Done done(RunResult result) {
    return assertInstanceOf(RunResult.Done.class, result, result::toString);
  }
}
