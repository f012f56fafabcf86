package io.linecheck.schedule;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** The next start of a check, on the scale of {@link System#nanoTime()}. */
final class Turn implements Delayed {
  final Slot slot;
  final long due;

  Turn(Slot slot, long due) {
    this.slot = slot;
    this.due = due;
  }

  /**
   * The first start after now that keeps the place in time; those that were missed are left out.
   */
  Turn next(long now) {
    long interval = slot.task().interval().toNanos();
    long missed = Math.max(0, (now - due) / interval);
    return new Turn(slot, due + (missed + 1) * interval);
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.signum(due - ((Turn) other).due);
  }
}
