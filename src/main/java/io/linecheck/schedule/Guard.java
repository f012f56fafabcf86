package io.linecheck.schedule;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** The moment at which a run is interrupted if it still goes on. */
final class Guard implements Delayed {
  final Slot.Run run;
  private final long due;

  Guard(Slot.Run run, long due) {
    this.run = run;
    this.due = due;
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(due - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  @Override
  public int compareTo(Delayed other) {
    return Long.signum(due - ((Guard) other).due);
  }
}
