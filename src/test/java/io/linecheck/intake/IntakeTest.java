package io.linecheck.intake;

import static io.linecheck.model.FindingCode.PORT_REFUSED;
import static io.linecheck.model.FindingCode.TURN_NO_ANSWER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentStore;
import io.linecheck.incident.NetworkDecision;
import io.linecheck.incident.Swallow;
import io.linecheck.live.Tile;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Readiness;
import io.linecheck.notify.Notice;
import io.linecheck.notify.Outbox;
import io.linecheck.notify.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
  @TempDir Path folder;
  private Scene scene;
  private volatile Optional<Swallow.ByMaintenance> maintenance = Optional.empty();
  private volatile NetworkDecision.Controls controls = NetworkDecision.Controls.REACHABLE;

  @BeforeEach
  void open() {
    scene =
        new Scene(
            folder.resolve("linecheck.db"),
            (channel, notice, now) -> new Outcome.Delivered("ok"),
            "test",
            null,
            new Surroundings() {
              @Override
              public Optional<Swallow.ByMaintenance> maintenance(Dialer dialer, Instant now) {
                return maintenance;
              }

              @Override
              public NetworkDecision.Controls controls() {
                return controls;
              }
            });
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void secondFailureOfThreeOpensAndSecondSuccessCloses() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "turn-a.example.com");
    scene.watch(dialer);
    fail(dialer, "wss", PORT_REFUSED);
    assertEquals(List.of(), told());
    fail(dialer, "wss", PORT_REFUSED);
    assertEquals(
        List.of("incident.opened a (10 seats): port-refused title owner=Ann +63 1"), told());
    Tile tile = scene.feed.findTile("a").orElseThrow();
    assertEquals(Readiness.NOT_READY, tile.readiness());
    assertTrue(tile.incident().isPresent());
    assertEquals("do this then that", tile.problems().getFirst().remedy());
    pass(dialer, "wss");
    pass(dialer, "wss");
    assertEquals("incident.resolved", told().get(1).substring(0, 17));
    assertEquals(2, told().size());
  }

  @Test
  void failuresInTheSameTransactionAsTheResultThatFoundADialerCalmAreCounted() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    CountDownLatch queued = new CountDownLatch(1);
    CompletableFuture<Boolean> before = scene.database.submit(handle -> waited(queued), done -> {});
    List<CompletableFuture<Void>> taken = new ArrayList<>();
    taken.add(accept(dialer, new FindingCode[0]));
    taken.add(accept(dialer, PORT_REFUSED));
    taken.add(accept(dialer, new FindingCode[0]));
    taken.add(accept(dialer, PORT_REFUSED));
    queued.countDown();
    before.join();
    taken.forEach(CompletableFuture::join);
    assertEquals(1, incidents().size());
    assertTrue(scene.feed.findTile("a").orElseThrow().incident().isPresent());
  }

  @Test
  void aCalmDialerWhoseRenewalFailsShowsItsIncidentUntilTheRenewalSucceeds() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    calm(dialer);
    Finding failing =
        Scene.run(dialer, "wss", scene.now, FindingCode.RENEWAL_FAILING).findings().getFirst();
    say(dialer, Optional.of(failing));
    pass(dialer, "wss");
    assertTrue(scene.feed.findTile("a").orElseThrow().incident().isPresent());
    assertEquals(1, incidents().size());
    say(dialer, Optional.empty());
    calm(dialer);
    assertEquals(Optional.empty(), scene.feed.findTile("a").orElseThrow().incident());
    assertEquals(2, told().size());
  }

  @Test
  void calmDialersFailTogetherAndAreSwallowedByTheirParentAsAnyOther() {
    Dialer gateway = Scene.dialer("gateway", Optional.empty(), "t0.example.com");
    Dialer child = Scene.dialer("child", Optional.of("gateway"), "t1.example.com");
    scene.watch(gateway, child);
    calm(gateway);
    calm(child);
    bothFail(gateway, child);
    scene.watch(child);
    assertEquals(List.of("child"), incidents().getFirst().dialers());
    scene.watch(gateway, child);
    pass(child, "wss");
    pass(child, "wss");
    assertEquals(List.of(), incidents());
  }

  private void bothFail(Dialer gateway, Dialer child) {
    fail(gateway, "wss", PORT_REFUSED);
    fail(gateway, "wss", PORT_REFUSED);
    fail(child, "wss", PORT_REFUSED);
    fail(child, "wss", PORT_REFUSED);
    assertEquals(1, told().size());
    assertEquals(Optional.of(gateway.id()), scene.feed.findTile(child.id()).orElseThrow().behind());
  }

  @Test
  void fortyDialersBehindOneTurnServerAreOneNotice() {
    Dialer[] dialers = new Dialer[40];
    for (int i = 0; i < 40; i++) {
      dialers[i] = Scene.dialer("d" + i, Optional.empty(), "turn.example.com");
    }
    scene.watch(dialers);
    for (int round = 0; round < 2; round++) {
      for (Dialer dialer : dialers) {
        scene.now = scene.now.plusMillis(500);
        scene.result(dialer, "turn-udp", TURN_NO_ANSWER);
      }
    }
    assertEquals(List.of(), told());
    scene.now = scene.now.plusSeconds(61);
    scene.intake.tick();
    assertEquals(
        List.of(
            "incident.opened 40 dialers (400 seats), all behind TURN server turn.example.com:"
                + " turn-no-answer title owner=Tom"),
        told());
    for (int round = 0; round < 2; round++) {
      for (Dialer dialer : dialers) {
        pass(dialer, "turn-udp");
      }
    }
    assertEquals(2, told().size());
  }

  @Test
  void failedParentSwallowsItsChildrenUntilItIsBackAndTheyAreNot() {
    Dialer gateway = Scene.dialer("gateway", Optional.empty(), "t0.example.com");
    Dialer child = Scene.dialer("child", Optional.of("gateway"), "t1.example.com");
    scene.watch(gateway, child);
    bothFail(gateway, child);
    pass(gateway, "wss");
    pass(gateway, "wss");
    scene.intake.tick();
    assertEquals(2, told().size());
    scene.now = scene.now.plus(Duration.ofMinutes(3));
    scene.intake.tick();
    assertTrue(told().get(2).startsWith("incident.opened child"), told().toString());
  }

  @Test
  void whatWasSwallowedAndIsOverIsNeverTold() {
    maintenance = Optional.of(new Swallow.ByMaintenance("restart", scene.now.plusSeconds(3600)));
    Dialer dialer = Scene.dialer("a", Optional.empty(), "turn-a.example.com");
    scene.watch(dialer);
    fail(dialer, "wss", PORT_REFUSED);
    fail(dialer, "wss", PORT_REFUSED);
    pass(dialer, "wss");
    pass(dialer, "wss");
    assertEquals(List.of(), told());
  }

  @Test
  void whatBeganBeforeMaintenanceIsResolvedWithinIt() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "turn-a.example.com");
    scene.watch(dialer);
    fail(dialer, "wss", PORT_REFUSED);
    fail(dialer, "wss", PORT_REFUSED);
    maintenance = Optional.of(new Swallow.ByMaintenance("restart", scene.now.plusSeconds(3600)));
    pass(dialer, "wss");
    pass(dialer, "wss");
    assertEquals(2, told().size());
  }

  @Test
  void unacknowledgedCriticalEscalatesOnceAndAcknowledgedOneDoesNot() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "turn-a.example.com");
    scene.watch(dialer);
    fail(dialer, "wss", PORT_REFUSED);
    fail(dialer, "wss", PORT_REFUSED);
    String id = incidents().getFirst().id();
    scene.intake.acknowledge(
        id, new Acknowledgement("Ann", scene.now, scene.now.plusSeconds(3600), ""));
    scene.now = scene.now.plus(Duration.ofMinutes(20));
    scene.intake.tick();
    assertEquals(1, told().stream().filter(text -> text.contains("port-refused")).count());
    assertEquals(
        "Ann", scene.feed.findTile("a").orElseThrow().acknowledged().orElseThrow().owner());
    scene.now = scene.now.plus(Duration.ofMinutes(60));
    scene.intake.tick();
    scene.intake.tick();
    assertEquals(1, told().stream().filter(text -> text.startsWith("incident.escalated")).count());
  }

  @Test
  void flappingIsToldOnceAndResolvedOnceItIsCalm() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "turn-a.example.com");
    scene.watch(dialer);
    for (int i = 0; i < 20; i++) {
      fail(dialer, "wss", PORT_REFUSED);
      fail(dialer, "wss", PORT_REFUSED);
      pass(dialer, "wss");
      pass(dialer, "wss");
    }
    long during = told().size();
    assertTrue(during <= 8, told().toString());
    for (int i = 0; i < 30; i++) {
      scene.now = scene.now.plusSeconds(30);
      pass(dialer, "wss");
    }
    assertEquals(during + 1, told().size());
    assertTrue(told().getLast().startsWith("incident.resolved"));
  }

  @Test
  void whenNothingIsReachableNoDialerIsBlamed() {
    Dialer a = Scene.dialer("a", Optional.empty(), "ta.example.com");
    Dialer b = Scene.dialer("b", Optional.empty(), "tb.example.com");
    scene.watch(a, b);
    controls = NetworkDecision.Controls.UNREACHABLE;
    for (int i = 0; i < 5; i++) {
      fail(a, "wss", FindingCode.PORT_FILTERED);
      fail(b, "wss", FindingCode.PORT_FILTERED);
    }
    scene.intake.tick();
    assertEquals(1, told().size());
    assertTrue(told().getFirst().contains("monitor-network-down"), told().toString());
    assertEquals(Readiness.UNKNOWN, scene.feed.findTile("a").orElseThrow().readiness());
    controls = NetworkDecision.Controls.REACHABLE;
    pass(a, "wss");
    scene.intake.tick();
    assertEquals(2, told().size());
  }

  @Test
  void whatWasSeenWhileNothingWasReachableBlamesNobodyAfterwards() {
    Dialer a = Scene.dialer("a", Optional.empty(), "ta.example.com");
    Dialer b = Scene.dialer("b", Optional.empty(), "tb.example.com");
    scene.watch(a, b);
    controls = NetworkDecision.Controls.UNREACHABLE;
    fail(a, "wss", FindingCode.PORT_FILTERED);
    fail(b, "wss", FindingCode.PORT_FILTERED);
    pass(a, "wss");
    scene.intake.redraw(List.of("a", "b"));
    assertEquals(Optional.empty(), scene.intake.networkDownSince());
    assertEquals(Readiness.UNKNOWN, scene.feed.findTile("b").orElseThrow().readiness());
    controls = NetworkDecision.Controls.REACHABLE;
    fail(b, "wss", FindingCode.PORT_FILTERED);
    assertEquals(Readiness.NOT_READY, scene.feed.findTile("b").orElseThrow().readiness());
  }

  @Test
  void surveyOfAMinuteAgoDoesNotSpeakForThePresent() {
    Dialer a = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(a);
    scene.intake.accept(Scene.run(a, "wss", scene.now, new FindingCode[0]), "survey").join();
    controls = NetworkDecision.Controls.UNREACHABLE;
    fail(a, "wss", FindingCode.PORT_FILTERED);
    fail(a, "wss", FindingCode.PORT_FILTERED);
    assertEquals(List.of(), told());
    assertTrue(scene.intake.networkDownSince().isPresent());
  }

  @Test
  void checkThatGoesSilentIsAnIncidentUntilItSpeaks() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    pass(dialer, "wss");
    pass(dialer, "turn-udp");
    scene.now = scene.now.plusSeconds(120);
    scene.intake.tick();
    assertEquals(1, told().size());
    assertTrue(told().getFirst().contains("monitor-result-stale"));
    assertTrue(scene.feed.findTile("a").orElseThrow().stale());
    assertEquals(Readiness.UNKNOWN, scene.feed.findTile("a").orElseThrow().readiness());
    pass(dialer, "wss");
    pass(dialer, "wss");
    pass(dialer, "turn-udp");
    pass(dialer, "turn-udp");
    assertEquals(2, told().size());
    assertEquals(Readiness.READY, scene.feed.findTile("a").orElseThrow().readiness());
  }

  @Test
  void surveyIsRareAndNeverGoesSilent() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    scene.intake.accept(Scene.run(dialer, "wss", scene.now, new FindingCode[0]), "survey").join();
    for (int i = 0; i < 60; i++) {
      pass(dialer, "wss");
      pass(dialer, "turn-udp");
      scene.intake.tick();
    }
    assertEquals(List.of(), told());
  }

  @Test
  void whatARareLookFoundStaysUntilItsNextLookIsSound() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    pass(dialer, "turn-udp");
    pass(dialer, "wss");
    CheckResult cut = Scene.run(dialer, "wss", scene.now, FindingCode.WEBSOCKET_IDLE_CUT);
    scene.intake.accept(cut, "idle").join();
    for (int i = 0; i < 6; i++) {
      pass(dialer, "wss");
    }
    assertEquals(1, told().size());
    assertEquals(Readiness.AT_RISK, scene.feed.findTile("a").orElseThrow().readiness());
    CheckResult sound = Scene.run(dialer, "wss", scene.now, new FindingCode[0]);
    scene.intake.accept(sound, "idle").join();
    assertEquals(2, told().size());
    assertEquals(Readiness.READY, scene.feed.findTile("a").orElseThrow().readiness());
  }

  @Test
  void doorThatNeverGaveAResultIsSilentToo() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    for (int i = 0; i < 20; i++) {
      pass(dialer, "wss");
    }
    scene.intake.tick();
    assertEquals(1, told().size());
    assertTrue(told().getFirst().contains("monitor-result-stale"), told().toString());
  }

  @Test
  void readyIsSaidOnlyWhenEveryRequiredDoorWasTried() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    pass(dialer, "wss");
    Tile tile = scene.feed.findTile("a").orElseThrow();
    assertEquals(Readiness.UNKNOWN, tile.readiness());
    assertEquals("not all of it is checked yet", tile.headline());
    pass(dialer, "turn-udp");
    assertEquals(Readiness.READY, scene.feed.findTile("a").orElseThrow().readiness());
  }

  @Test
  void longAbsenceTellsNobodyAndJudgesByNothingOld() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    pass(dialer, "wss");
    pass(dialer, "turn-udp");
    reopen(scene.now.plus(Duration.ofHours(3)));
    scene.watch(dialer);
    scene.intake.tick();
    Tile tile = scene.feed.findTile("a").orElseThrow();
    assertEquals(Readiness.UNKNOWN, tile.readiness());
    assertEquals("not checked yet", tile.headline());
    pass(dialer, "wss");
    pass(dialer, "turn-udp");
    assertEquals(Readiness.READY, scene.feed.findTile("a").orElseThrow().readiness());
    assertEquals(List.of(), told());
  }

  @Test
  void removedDialerClosesItsIncidents() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    fail(dialer, "wss", PORT_REFUSED);
    fail(dialer, "wss", PORT_REFUSED);
    scene.watch();
    assertEquals(2, told().size());
    assertTrue(scene.feed.findTile("a").isEmpty());
  }

  @Test
  void restartKnowsWhatWasKnown() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "ta.example.com");
    scene.watch(dialer);
    fail(dialer, "wss", PORT_REFUSED);
    fail(dialer, "wss", PORT_REFUSED);
    Instant since = scene.feed.findTile("a").orElseThrow().since();
    reopen(scene.now.plusSeconds(10));
    scene.watch(dialer);
    Tile tile = scene.feed.findTile("a").orElseThrow();
    assertEquals(Readiness.NOT_READY, tile.readiness());
    assertEquals(since, tile.since());
    pass(dialer, "wss");
    pass(dialer, "wss");
    assertEquals(2, told().size());
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private CompletableFuture<Void> accept(Dialer dialer, FindingCode... codes) {
    scene.now = scene.now.plusSeconds(5);
    return scene.intake.accept(Scene.run(dialer, "wss", scene.now, codes), "walk");
  }

  /** Enough good results that nothing of the dialer is counted or open. */
  private void calm(Dialer dialer) {
    for (int i = 0; i < 3; i++) {
      pass(dialer, "wss");
      pass(dialer, "turn-udp");
    }
  }

  /** What the renewal of a dialer's certificate says. */
  private void say(Dialer dialer, Optional<Finding> finding) {
    Instant now = scene.now;
    scene.database.write(handle -> {
      scene.intake.condition(handle, dialer.id(), "renewal", finding, now);
      return true;
    });
  }

  private void reopen(Instant at) {
    scene.close();
    scene =
        new Scene(
            Scene.alone(folder.resolve("linecheck.db")),
            (channel, notice, now) -> new Outcome.Delivered("ok"),
            "again",
            null,
            Surroundings.none(),
            at);
  }

  private void fail(Dialer dialer, String service, FindingCode code) {
    scene.now = scene.now.plusSeconds(5);
    scene.result(dialer, service, code);
  }

  private void pass(Dialer dialer, String service) {
    scene.now = scene.now.plusSeconds(5);
    scene.result(dialer, service);
  }

  private List<Incident> incidents() {
    IncidentStore store = new IncidentStore();
    return scene.database.read(store::open);
  }

  private List<String> told() {
    Outbox outbox = new Outbox();
    return scene.database.read(handle -> {
      List<String> told = new ArrayList<>();
      handle
          .createQuery("SELECT id FROM notice ORDER BY created_at, rowid")
          .mapTo(String.class)
          .forEach(id -> {
            Notice notice = outbox.findNotice(handle, id).orElseThrow();
            told.add(
                notice.type().word()
                    + ' '
                    + notice.text()
                    + notice.owner().map(owner -> " owner=" + owner.contact()).orElse(""));
          });
      return told;
    });
  }
}
