package io.linecheck.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Status;
import io.linecheck.model.TurnAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class ProbeLoopTest {
  private final Recorder recorder = new Recorder();
  private final List<ProbeLoop> loops = new ArrayList<>();

  @AfterEach
  void stop() {
    loops.forEach(ProbeLoop::close);
  }

  @Test
  void everyCheckRunsAgainAndAgain() throws Exception {
    ProbeLoop loop = loop((task, deadline) -> result(task));
    loop.schedule(List.of(task("a", 100), task("b", 100)));
    Map<String, Integer> runs = new ConcurrentHashMap<>();
    while (runs.getOrDefault("a", 0) < 3 || runs.getOrDefault("b", 0) < 3) {
      runs.merge(recorder.finished.take().dialer(), 1, Integer::sum);
    }
  }

  @Test
  void startsAreSpreadEvenlyOverTheInterval() throws Exception {
    List<CheckTask> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      tasks.add(task("d" + i, 1000));
    }
    BlockingQueue<Long> starts = new LinkedBlockingQueue<>();
    ProbeLoop loop =
        loop((task, deadline) -> {
          starts.add(System.nanoTime());
          return result(task);
        });
    loop.schedule(tasks);
    long first = starts.take();
    long last = first;
    for (int i = 1; i < 20; i++) {
      last = starts.take();
    }
    long spread = TimeUnit.NANOSECONDS.toMillis(last - first);
    assertTrue(spread >= 850, "twenty starts came within " + spread + " ms of a second");
  }

  @Test
  void rareChecksAreFirstLookedAtWithinSeconds() throws Exception {
    ProbeLoop loop = loop((task, deadline) -> result(task));
    loop.schedule(List.of(task("a", 3_600_000), task("b", 3_600_000), task("c", 3_600_000)));
    for (int i = 0; i < 3; i++) {
      assertNotNull(recorder.finished.poll(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void firstLookDoesNotMoveThePlaceInTime() {
    Slot slot = new Slot(task("a", 1000));
    long second = TimeUnit.SECONDS.toNanos(1);
    Turn early = new Turn(slot, 0, second / 2);
    assertEquals(second / 2, early.next(1).due);
    assertEquals(second * 3 / 2, early.next(second / 2).due);
    assertEquals(second * 7 / 2, early.next(second / 2).next(second * 3).due);
  }

  @Test
  void tarpitDelaysNobody() throws Exception {
    List<CheckTask> tasks = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tasks.add(task("tarpit" + i, 100));
    }
    tasks.add(task("healthy", 100));
    ProbeLoop loop =
        loop((task, deadline) -> {
          if (task.dialer().id().startsWith("tarpit")) {
            new CountDownLatch(1).await();
          }
          return result(task);
        });
    loop.schedule(tasks);
    for (int i = 0; i < 5; i++) {
      assertEquals("healthy", recorder.finished.take().dialer());
    }
    assertTrue(loop.lag().quantile(0.5).compareTo(Duration.ofSeconds(1)) < 0);
  }

  @Test
  void runThatOutlivesItsDeadlineIsInterruptedAndSaidToHaveFailed() throws Exception {
    ProbeLoop loop =
        loop((task, deadline) -> {
          new CountDownLatch(1).await();
          return result(task);
        });
    loop.schedule(List.of(task("a", 60_000)));
    assertEquals("a: ran past its deadline of 1 s", recorder.failed.take());
  }

  @Test
  void checkThatThrowsIsReportedAndRunsAgain() throws Exception {
    AtomicInteger runs = new AtomicInteger();
    ProbeLoop loop =
        loop((task, deadline) -> {
          if (runs.getAndIncrement() == 0) {
            throw new IllegalStateException("a defect");
          }
          return result(task);
        });
    loop.schedule(List.of(task("a", 100)));
    assertEquals(
        "a: failed inside Linecheck: java.lang.IllegalStateException: a defect",
        recorder.failed.take());
    assertEquals("a", recorder.finished.take().dialer());
  }

  @Test
  void checkNowJoinsARunThatIsAlreadyGoing() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    ProbeLoop loop =
        loop((task, deadline) -> {
          runs.incrementAndGet();
          entered.countDown();
          release.await();
          return result(task);
        });
    loop.schedule(List.of(task("a", 60_000)));
    entered.await();
    List<CompletableFuture<CheckResult>> now = loop.checkNow("a");
    assertEquals(1, now.size());
    release.countDown();
    assertEquals("a", now.getFirst().get().dialer());
    assertEquals(1, runs.get());
    assertTrue(loop.checkNow("nobody").isEmpty());
  }

  @Test
  void reloadKeepsStopsAndAdds() throws Exception {
    ProbeLoop loop = loop((task, deadline) -> result(task));
    loop.schedule(List.of(task("kept", 60_000), task("gone", 60_000)));
    recorder.finished.take();
    loop.schedule(List.of(task("kept", 60_000), task("new", 60_000)));
    assertEquals("new", take("new").dialer());
    assertEquals(2, loop.tasks().size());
    assertTrue(loop.checkNow("gone").isEmpty());
  }

  @Test
  void removedCheckIsInterruptedAndItsResultNotTold() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    ProbeLoop loop =
        loop((task, deadline) -> {
          entered.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException expected) {
            interrupted.countDown();
          }
          return result(task);
        });
    loop.schedule(List.of(task("gone", 60_000)));
    entered.await();
    loop.schedule(List.of());
    interrupted.await();
    loop.close();
    assertTrue(recorder.finished.isEmpty());
    assertTrue(recorder.failed.isEmpty());
  }

  @Test
  void closingEndsEveryRunWithinSeconds() throws Exception {
    CountDownLatch entered = new CountDownLatch(50);
    ProbeLoop loop =
        loop((task, deadline) -> {
          entered.countDown();
          new CountDownLatch(1).await();
          return result(task);
        });
    List<CheckTask> tasks = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      tasks.add(task("d" + i, 100));
    }
    loop.schedule(tasks);
    entered.await();
    CompletableFuture<CheckResult> waiting = loop.checkNow("d1").getFirst();
    long before = System.nanoTime();
    loop.close();
    assertThrows(ExecutionException.class, waiting::get);
    assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 5);
  }

  @Test
  void quantilesAreOfTheRunsSeen() {
    Lag lag = new Lag();
    assertEquals(Duration.ZERO, lag.quantile(0.99));
    for (int i = 1; i <= 100; i++) {
      lag.add(Duration.ofMillis(i));
    }
    assertEquals(Duration.ofMillis(50), lag.quantile(0.5));
    assertEquals(Duration.ofMillis(99), lag.quantile(0.99));
    assertFalse(lag.quantile(1).isZero());
  }

  private CheckResult take(String dialer) throws InterruptedException {
    CheckResult result = recorder.finished.take();
    while (!result.dialer().equals(dialer)) {
      result = recorder.finished.take();
    }
    return result;
  }

  private ProbeLoop loop(Check check) {
    ProbeLoop loop = new ProbeLoop(check, recorder);
    loops.add(loop);
    loop.start();
    return loop;
  }

  private static CheckTask task(String id, long intervalMillis) {
    Service service =
        new Service("wss", ServiceKind.WSS, id + ".example.com", 8089, List.of("/ws"), true);
    Dialer dialer =
        new Dialer(
            id,
            service.host(),
            "vicidial",
            Platform.VICIDIAL,
            10,
            Map.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(service),
            Optional.empty(),
            new TurnAccess.None());
    return new CheckTask(
        dialer,
        service,
        "local",
        CheckTask.WALK,
        Duration.ofMillis(intervalMillis),
        Duration.ofSeconds(1));
  }

  private static CheckResult result(CheckTask task) {
    return new CheckResult(
        task.dialer().id(),
        task.service(),
        task.vantage(),
        "192.0.2.1:8089",
        Instant.EPOCH,
        Duration.ofMillis(1),
        Status.OK,
        List.of(),
        new TreeMap<>(),
        List.of(),
        List.of(),
        List.of());
  }

  private static final class Recorder implements RunListener {
    final BlockingQueue<CheckResult> finished = new LinkedBlockingQueue<>();
    final BlockingQueue<String> failed = new LinkedBlockingQueue<>();

    @Override
    public void started(CheckTask task, Duration lag) {}

    @Override
    public void finished(CheckTask task, CheckResult result) {
      finished.add(result);
    }

    @Override
    public void failed(CheckTask task, String reason) {
      failed.add(task.dialer().id() + ": " + reason);
    }
  }
}
