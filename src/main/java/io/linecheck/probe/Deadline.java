package io.linecheck.probe;

import java.time.Duration;

/**
 * The moment by which a run must have ended. Each layer takes what is left of it.
 *
 * @param nanos on the scale of {@link System#nanoTime()}
 */
public record Deadline(long nanos) {

  /** The deadline this long from now. */
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** What is left; zero, never negative, once it has passed. */
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
  }

  /** Whether it has passed. */
  public boolean passed() {
    return nanos - System.nanoTime() <= 0;
  }

  /** This deadline, or the one this long from now if that comes first. */
  public Deadline atMost(Duration duration) {
    Deadline other = in(duration);
    return other.nanos - nanos < 0 ? other : this;
  }
}
