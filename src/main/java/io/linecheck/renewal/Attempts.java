package io.linecheck.renewal;

import java.time.Instant;
import java.util.Optional;

/**
 * The attempts of one renewal that failed.
 *
 * @param failures how many in a row, 0 or more
 * @param last when the last one failed
 * @param notBefore the authority asked for nothing before it (Retry-After)
 */
public record Attempts(int failures, Optional<Instant> last, Optional<Instant> notBefore) {
  /** None has failed. */
  public static final Attempts NONE = new Attempts(0, Optional.empty(), Optional.empty());

  /** One more has failed. */
  public Attempts failed(Instant now, Optional<Instant> retryAfter) {
    return new Attempts(failures + 1, Optional.of(now), retryAfter);
  }
}
