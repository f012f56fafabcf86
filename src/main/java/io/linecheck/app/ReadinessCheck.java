package io.linecheck.app;

import io.linecheck.diagnose.Diagnostician;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.Secret;
import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.StageListener;
import io.linecheck.probe.Transcript;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One full readiness check of a dialer: every service on a virtual thread of its own, all under one
 * deadline, then the diagnosis. Thread-safe.
 */
public final class ReadinessCheck {
  /** What a walk may need beyond its deadline to close politely before it is interrupted. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Walker walker;
  private final Diagnostician diagnostician;
  private final InstantSource clock;

  /** Runs one service once, on the calling virtual thread. */
  @FunctionalInterface
  public interface Walker {
    /** The result; what goes wrong out there is in it, never thrown. */
    CheckResult walk(CheckContext context) throws InterruptedException;
  }

  /** A check that walks services with the given walker. */
  public ReadinessCheck(Walker walker, Diagnostician diagnostician, InstantSource clock) {
    this.walker = walker;
    this.diagnostician = diagnostician;
    this.clock = clock;
  }

  /**
   * Checks one dialer.
   *
   * @param timeout of the whole check
   * @param listener hears of each stage as it ends, on the checks' threads
   * @throws InterruptedException when the caller is interrupted; the walks are then ended too
   */
  public ReadinessReport run(
      Dialer dialer, String vantage, Duration timeout, StageListener listener)
      throws InterruptedException {
    Instant checkedAt = clock.instant();
    long started = System.nanoTime();
    Deadline deadline = Deadline.in(timeout);
    List<CheckResult> results = new ArrayList<>();
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<CheckContext> contexts =
          dialer.services().stream()
              .map(service -> context(dialer, service, vantage, deadline, listener))
              .toList();
      List<Future<CheckResult>> walks =
          contexts.stream().map(context -> threads.submit(() -> walker.walk(context))).toList();
      for (int i = 0; i < walks.size(); i++) {
        results.add(await(contexts.get(i), walks.get(i), deadline, checkedAt));
      }
    } finally {
      threads.shutdownNow();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - started);
    return new ReadinessReport(
        dialer,
        vantage,
        checkedAt,
        took,
        results,
        diagnostician.diagnose(dialer, results, clock.instant()));
  }

  private CheckContext context(
      Dialer dialer, Service service, String vantage, Deadline deadline, StageListener listener) {
    return new CheckContext(
        dialer, service, vantage, deadline, new Transcript(secrets(dialer)), clock, listener);
  }

  /** Everything of a dialer that no transcript may show. */
  public static Collection<Secret> secrets(Dialer dialer) {
    List<Secret> secrets = new ArrayList<>();
    dialer.sip().flatMap(account -> account.password()).ifPresent(secrets::add);
    switch (dialer.turn()) {
      case TurnAccess.None none -> {}
      case TurnAccess.SharedSecret shared -> secrets.add(shared.secret());
      case TurnAccess.LongTerm longTerm -> secrets.add(longTerm.password());
    }
    return secrets;
  }

  private static CheckResult await(
      CheckContext context, Future<CheckResult> walk, Deadline deadline, Instant startedAt)
      throws InterruptedException {
    try {
      return walk.get(deadline.remaining().plus(GRACE).toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      walk.cancel(true);
      return without(context, startedAt, StageResult.outOfTime(Stage.DNS, Duration.ZERO));
    } catch (ExecutionException broken) {
      String defect = "a defect of Linecheck itself: " + broken.getCause();
      return without(
          context,
          startedAt,
          new StageResult(Stage.DNS, Status.UNKNOWN, Duration.ZERO, List.of(), defect));
    }
  }

  /** The result of a walk that gave none. */
  private static CheckResult without(CheckContext context, Instant startedAt, StageResult unknown) {
    return new CheckResult(
        context.dialer().id(),
        context.service(),
        context.vantage(),
        "",
        startedAt,
        Duration.ZERO,
        Status.UNKNOWN,
        List.of(unknown),
        new TreeMap<>(),
        List.of(),
        List.of(),
        context.transcript().lines());
  }
}
