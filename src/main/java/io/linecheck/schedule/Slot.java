package io.linecheck.schedule;

import io.linecheck.model.CheckResult;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The place of one check in the schedule, and the run that occupies it. */
final class Slot {
  private final AtomicReference<@Nullable Run> running = new AtomicReference<>();
  private volatile CheckTask task;
  private volatile boolean removed;

  Slot(CheckTask task) {
    this.task = task;
  }

  CheckTask task() {
    return task;
  }

  void replace(CheckTask newer) {
    task = newer;
  }

  boolean removed() {
    return removed;
  }

  void remove() {
    removed = true;
    running().ifPresent(Run::interrupt);
  }

  Optional<Run> running() {
    return Optional.ofNullable(running.get());
  }

  /** Takes the place for this run, or gives the run that has it. */
  Optional<Run> occupy(Run run) {
    return Optional.ofNullable(running.compareAndExchange(null, run));
  }

  void leave(Run run) {
    running.compareAndSet(run, null);
  }

  /** One run; it can be interrupted only between {@link #enter} and {@link #exit}. */
  static final class Run {
    private final CompletableFuture<CheckResult> result;
    private @Nullable Thread thread;

    Run(CompletableFuture<CheckResult> result) {
      this.result = result;
    }

    CompletableFuture<CheckResult> result() {
      return result;
    }

    synchronized void enter(Thread current) {
      thread = current;
    }

    /**
     * After this nobody interrupts the thread, and an interrupt that came too late is forgotten.
     */
    synchronized void exit() {
      if (thread != null) {
        thread = null;
        Thread.interrupted();
      }
    }

    synchronized void interrupt() {
      if (thread != null) {
        thread.interrupt();
      }
    }
  }
}
