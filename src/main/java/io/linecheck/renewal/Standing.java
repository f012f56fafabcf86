package io.linecheck.renewal;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a certificate between renewals.
 *
 * @param attempts those that failed since the last success
 * @param jitter drawn at the last failure, 0 to 1
 * @param window the authority's advice, with the time drawn
 * @param problem why the last attempt failed; empty after a success
 * @param escalatedAt when people were paged about the present trouble
 */
public record Standing(
    Attempts attempts,
    double jitter,
    Optional<RenewalWindow> window,
    String problem,
    Optional<Instant> escalatedAt) {
  /** Nothing is known. */
  public static final Standing NEW =
      new Standing(Attempts.NONE, 0, Optional.empty(), "", Optional.empty());

  Standing failed(String why, Instant now, Optional<Instant> retryAfter, double draw) {
    return new Standing(attempts.failed(now, retryAfter), draw, window, why, escalatedAt);
  }

  Standing advised(Optional<RenewalWindow> advice) {
    return new Standing(attempts, jitter, advice, problem, escalatedAt);
  }

  Standing escalated(Instant now) {
    return new Standing(attempts, jitter, window, problem, Optional.of(now));
  }
}
