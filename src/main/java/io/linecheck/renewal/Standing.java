package io.linecheck.renewal;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a certificate between renewals.
 *
 * @param attempts those that failed since the last success
 * @param jitter drawn at the last failure, 0 to 1
 * @param window the authority's advice, with the time drawn
 * @param askAt when the authority may be asked for its advice again
 * @param problem why the last attempt failed; empty after a success
 * @param escalatedAt when people were paged about the present trouble
 * @param unservedAt when people were told that an issued certificate is not served
 */
public record Standing(
    Attempts attempts,
    double jitter,
    Optional<RenewalWindow> window,
    Optional<Instant> askAt,
    String problem,
    Optional<Instant> escalatedAt,
    Optional<Instant> unservedAt) {
  /** Nothing is known. */
  public static final Standing NEW =
      new Standing(
          Attempts.NONE,
          0,
          Optional.empty(),
          Optional.empty(),
          "",
          Optional.empty(),
          Optional.empty());

  Standing failed(String why, Instant now, Optional<Instant> retryAfter, double draw) {
    return new Standing(
        attempts.failed(now, retryAfter), draw, window, askAt, why, escalatedAt, unservedAt);
  }

  Standing advised(Optional<RenewalWindow> advice, Instant next) {
    return new Standing(
        attempts, jitter, advice, Optional.of(next), problem, escalatedAt, unservedAt);
  }

  /** When the authority may be asked for its advice. */
  Instant nextAdvice() {
    return askAt.orElse(Instant.MIN);
  }

  Standing escalated(Instant now) {
    return new Standing(attempts, jitter, window, askAt, problem, Optional.of(now), unservedAt);
  }

  Standing unserved(Instant now) {
    return new Standing(attempts, jitter, window, askAt, problem, escalatedAt, Optional.of(now));
  }
}
