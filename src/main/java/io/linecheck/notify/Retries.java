package io.linecheck.notify;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait after each failed try.
 *
 * @param delays after the first failure, the second, …; when they are used up the delivery has
 *     failed and stays visible
 * @param jitter the share by which each is lengthened at random, 0 to 1, so that receivers which
 *     come back are not hit all at once
 */
public record Retries(List<Duration> delays, double jitter) {
  public Retries {
    delays = List.copyOf(delays);
  }

  /** 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, as Standard Webhooks advises. */
  public static Retries standard() {
    return new Retries(
        List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24)),
        0.1);
  }

  /** How long to wait after this many failed tries; empty when there are no more. */
  public Optional<Duration> after(int failures, RandomGenerator random) {
    if (failures < 1 || failures > delays.size()) {
      return Optional.empty();
    }
    Duration delay = delays.get(failures - 1);
    return Optional.of(delay.plusNanos((long) (delay.toNanos() * jitter * random.nextDouble())));
  }
}
