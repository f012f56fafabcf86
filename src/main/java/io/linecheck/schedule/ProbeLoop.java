package io.linecheck.schedule;

import io.linecheck.model.CheckResult;
import io.linecheck.probe.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each check on its own interval. Starts are spread evenly over the interval and stay there;
 * one virtual thread a run, so that a door which never answers delays nobody; a run that outlives
 * its deadline is interrupted. A check never runs twice at once: a start that comes due while the
 * run before still goes is left out. Safe for use by any thread.
 */
public final class ProbeLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);
  private static final Duration GRACE = Duration.ofSeconds(2);
  private static final Duration FIRST_LOOK = Duration.ofMillis(250);
  private static final Duration STOPPING = Duration.ofSeconds(4);

  private final Check check;
  private final RunListener listener;
  private final Lag lag = new Lag();
  private final DelayQueue<Turn> turns = new DelayQueue<>();
  private final DelayQueue<Guard> guards = new DelayQueue<>();
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final ExecutorService runs =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("check-", 0).factory());
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** A loop with nothing to do yet. */
  public ProbeLoop(Check check, RunListener listener) {
    this.check = check;
    this.listener = listener;
  }

  /** Begins to run what it is told to schedule. */
  public synchronized void start() {
    if (threads.isEmpty() && !stopped) {
      threads.add(Thread.ofPlatform().daemon().name("linecheck-schedule").start(this::begin));
      threads.add(Thread.ofPlatform().daemon().name("linecheck-deadlines").start(this::end));
    }
  }

  /**
   * Makes these the checks that run. Those that are new are spread over their interval, with a
   * first look four a second before that where the interval is long; those already there with the
   * same interval keep their place in time, those missing stop, and a run of theirs that still goes
   * on is interrupted.
   */
  public synchronized void schedule(Collection<CheckTask> tasks) {
    Map<String, CheckTask> wanted = new HashMap<>();
    tasks.forEach(task -> wanted.put(task.key(), task));
    slots
        .values()
        .removeIf(slot -> {
          boolean gone = !wanted.containsKey(slot.task().key());
          if (gone) {
            slot.remove();
          }
          return gone;
        });
    Map<Duration, List<CheckTask>> fresh = new HashMap<>();
    for (CheckTask task : wanted.values()) {
      Slot slot = slots.get(task.key());
      if (slot != null && slot.task().interval().equals(task.interval())) {
        slot.replace(task);
      } else {
        fresh.computeIfAbsent(task.interval(), any -> new ArrayList<>()).add(task);
      }
    }
    fresh.forEach(this::spread);
  }

  private void spread(Duration interval, List<CheckTask> tasks) {
    tasks.sort(Comparator.comparing(CheckTask::key));
    long now = System.nanoTime();
    for (int i = 0; i < tasks.size(); i++) {
      CheckTask task = tasks.get(i);
      Slot before = slots.remove(task.key());
      if (before != null) {
        before.remove();
      }
      Slot slot = new Slot(task);
      slots.put(task.key(), slot);
      long place = now + interval.toNanos() / tasks.size() * i;
      turns.add(new Turn(slot, Math.min(place, now + FIRST_LOOK.toNanos() * i), place));
    }
  }

  /**
   * Runs the walks of a dialer at once, beside their schedule; a check that is running already
   * answers with that run. Each future completes with the result, or exceptionally when there is
   * none.
   */
  public List<CompletableFuture<CheckResult>> checkNow(String dialer) {
    return slots.values().stream()
        .filter(slot -> slot.task().dialer().id().equals(dialer))
        .filter(slot -> slot.task().purpose().equals(CheckTask.WALK))
        .map(slot -> launch(slot, System.nanoTime()))
        .toList();
  }

  /** How late runs begin. */
  public Lag lag() {
    return lag;
  }

  /** What is scheduled. */
  public List<CheckTask> tasks() {
    return slots.values().stream().map(Slot::task).toList();
  }

  private void begin() {
    try {
      while (!stopped) {
        Turn turn = turns.take();
        if (turn.slot.removed()) {
          continue;
        }
        if (turn.slot.running().isEmpty()) {
          CompletableFuture<CheckResult> _ = launch(turn.slot, turn.due);
        } else {
          LOG.debug("{} is still running; this start is left out", turn.slot.task().key());
        }
        turns.add(turn.next(System.nanoTime()));
      }
    } catch (InterruptedException stop) {
      LOG.debug("the schedule has stopped");
    }
  }

  private void end() {
    try {
      while (!stopped) {
        guards.take().run.interrupt();
      }
    } catch (InterruptedException stop) {
      LOG.debug("no more deadlines are kept");
    }
  }

  private CompletableFuture<CheckResult> launch(Slot slot, long due) {
    CompletableFuture<CheckResult> result = new CompletableFuture<>();
    Slot.Run run = new Slot.Run(result);
    Optional<Slot.Run> other = slot.occupy(run);
    if (other.isPresent()) {
      return other.get().result();
    }
    try {
      runs.execute(() -> run(slot, run, due));
    } catch (RejectedExecutionException closed) {
      slot.leave(run);
      result.completeExceptionally(closed);
    }
    return result;
  }

  private void run(Slot slot, Slot.Run run, long due) {
    CheckTask task = slot.task();
    Duration late = Duration.ofNanos(Math.max(0, System.nanoTime() - due));
    lag.add(late);
    Guard guard = new Guard(run, System.nanoTime() + task.timeout().plus(GRACE).toNanos());
    guards.add(guard);
    try {
      run.enter(Thread.currentThread());
      listener.started(task, late);
      CheckResult result = check.run(task, Deadline.in(task.timeout()));
      run.exit();
      if (!slot.removed()) {
        listener.finished(task, result);
      }
      run.result().complete(result);
    } catch (InterruptedException interrupted) {
      fail(slot, run, "ran past its deadline of " + task.timeout().toSeconds() + " s", interrupted);
    } catch (Exception ours) {
      LOG.error("the check {} failed by our own fault", task.key(), ours);
      fail(slot, run, "failed inside Linecheck: " + ours, ours);
    } finally {
      run.exit();
      guards.remove(guard);
      slot.leave(run);
    }
  }

  private void fail(Slot slot, Slot.Run run, String reason, Exception cause) {
    run.exit();
    if (!stopped && !slot.removed()) {
      listener.failed(slot.task(), reason);
    }
    run.result().completeExceptionally(cause);
  }

  /** Interrupts every run and waits up to four seconds for them to end. */
  @Override
  public void close() {
    stopped = true;
    synchronized (this) {
      threads.forEach(Thread::interrupt);
    }
    runs.shutdownNow();
    try {
      if (!runs.awaitTermination(STOPPING.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("some checks did not end when interrupted");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
