package io.linecheck.incident;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Locale;
import java.util.random.RandomGenerator;

/** Makes ids that sort by time and that nobody can guess: {@code inc_0mb3k9x1a…}. */
public final class Ids {
  private final RandomGenerator random;

  /** Ids from the system's secure random source. */
  public Ids() {
    this(new SecureRandom());
  }

  /** Ids from this source. */
  public Ids(RandomGenerator random) {
    this.random = random;
  }

  /** A new id with this prefix. */
  public String next(String prefix, Instant now) {
    String time = Long.toString(now.toEpochMilli(), 36);
    String noise =
        Long.toString(random.nextLong() >>> 1, 36) + Long.toString(random.nextLong() >>> 1, 36);
    String tail = (noise + "0".repeat(16)).substring(0, 16);
    return String.format(Locale.ROOT, "%s_%9s%s", prefix, time, tail).replace(' ', '0');
  }
}
