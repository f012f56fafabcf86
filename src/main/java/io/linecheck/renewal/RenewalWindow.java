package io.linecheck.renewal;

import java.time.Duration;
import java.time.Instant;

/**
 * When the authority wants a certificate renewed (ARI, RFC 9773 section 4), and the time drawn in
 * it.
 *
 * @param start of the suggested window
 * @param end after the start
 * @param selected drawn once, uniformly, and kept for as long as the window stays the same
 * @param explanation the authority's page about it; empty without
 */
public record RenewalWindow(Instant start, Instant end, Instant selected, String explanation) {
  /** The authority's wish to be asked again is kept within these (RFC 9773 section 4.3.2). */
  static final Duration SHORTEST_POLL = Duration.ofMinutes(1);

  static final Duration LONGEST_POLL = Duration.ofDays(1);

  public RenewalWindow {
    if (!end.isAfter(start)) {
      throw new IllegalArgumentException("the window ends " + end + " before " + start);
    }
  }

  /**
   * The window with a time drawn in it.
   *
   * @param draw from 0 to 1, uniformly random
   */
  public static RenewalWindow drawn(Instant start, Instant end, double draw, String explanation) {
    long seconds = Duration.between(start, end).toSeconds();
    Instant selected = start.plusSeconds((long) (seconds * draw));
    return new RenewalWindow(start, end, selected, explanation);
  }

  /** Whether this is the same window, so that its draw stays. */
  public boolean sameAs(Instant otherStart, Instant otherEnd) {
    return start.equals(otherStart) && end.equals(otherEnd);
  }

  /** When to ask again, if the authority says this. */
  public static Instant poll(Instant now, Instant retryAfter) {
    Instant earliest = now.plus(SHORTEST_POLL);
    Instant latest = now.plus(LONGEST_POLL);
    return retryAfter.isBefore(earliest)
        ? earliest
        : retryAfter.isAfter(latest) ? latest : retryAfter;
  }
}
