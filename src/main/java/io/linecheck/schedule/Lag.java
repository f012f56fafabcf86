package io.linecheck.schedule;

import java.time.Duration;
import java.util.Arrays;

/** How late the last 4,096 runs began. Safe for use by any thread. */
public final class Lag {
  private static final int KEPT = 4096;

  private final long[] nanos = new long[KEPT];
  private long count;

  synchronized void add(Duration lag) {
    nanos[(int) (count % KEPT)] = lag.toNanos();
    count++;
  }

  /** How many runs have begun. */
  public synchronized long count() {
    return count;
  }

  /** The lag that this share of runs did not exceed, 0 to 1; zero before the first run. */
  public Duration quantile(double share) {
    long[] sorted;
    synchronized (this) {
      sorted = Arrays.copyOf(nanos, (int) Math.min(count, KEPT));
    }
    if (sorted.length == 0) {
      return Duration.ZERO;
    }
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return Duration.ofNanos(sorted[Math.clamp(index, 0, sorted.length - 1)]);
  }
}
