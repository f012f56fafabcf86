package io.linecheck.web;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * So many requests a minute for each key, refilled evenly; remembers a bounded number of keys, the
 * least recently seen is forgotten first. Thread-safe.
 */
final class RateLimit {
  private static final int KEYS = 10_000;

  private final double perMinute;
  private final InstantSource clock;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > KEYS;
        }
      };

  private record Bucket(double tokens, long millis) {}

  RateLimit(int perMinute, InstantSource clock) {
    this.perMinute = perMinute;
    this.clock = clock;
  }

  /** Takes one; zero when it was there, else how long until there is one. */
  synchronized Duration take(String key) {
    long now = clock.millis();
    Bucket last = buckets.getOrDefault(key, new Bucket(perMinute, now));
    double refilled =
        Math.min(perMinute, last.tokens() + Math.max(0, now - last.millis()) * perMinute / 60_000);
    if (refilled >= 1) {
      buckets.put(key, new Bucket(refilled - 1, now));
      return Duration.ZERO;
    }
    buckets.put(key, new Bucket(refilled, now));
    return Duration.ofMillis((long) Math.ceil((1 - refilled) * 60_000 / perMinute));
  }
}
