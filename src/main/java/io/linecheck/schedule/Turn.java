package io.linecheck.schedule;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/**
 * The next start of a check, on the scale of {@link System#nanoTime()}. The first one may come
 * before the check's place in time, so that nobody waits an interval for the first look.
 */
final class Turn implements Delayed {
  final Slot slot;
  final long due;
  private final long place;

  Turn(Slot slot, long due, long place) {
    this.slot = slot;
    this.due = due;
    this.place = place;
  }

  /**
   * The first start after now that keeps the place in time; those that were missed are left out.
   */
  Turn next(long now) {
    long interval = slot.task().interval().toNanos();
    long over = Math.max(0, now - place);
    long next = now < place ? place : place + (over / interval + 1) * interval;
    return new Turn(slot, next, next);
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
