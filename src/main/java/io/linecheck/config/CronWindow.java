package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Values;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A span of time that comes again and again.
 *
 * @param starts when each begins
 * @param length how long each lasts
 */
public record CronWindow(Cron starts, Duration length) {
  /** Whether an instant lies in one of them; the end does not. */
  public boolean contains(Instant now) {
    return end(now).isPresent();
  }

  /** The end of the one an instant lies in. */
  public Optional<Instant> end(Instant now) {
    return starts.last(now).map(start -> start.plus(length)).filter(now::isBefore);
  }

  /** The next beginning after an instant. */
  public Optional<Instant> next(Instant after) {
    return starts.next(after);
  }

  static Mapping<CronWindow> shape() {
    Keys keys = new Keys();
    Parts parts = Parts.in(keys);
    return keys.make(parts::window);
  }

  /** The three keys of a window, for mappings that have others besides. */
  record Parts(Key<String> cron, Key<Duration> length, Key<ZoneId> zone) {
    static Parts in(Keys keys) {
      return new Parts(
          keys.required(
              "cron",
              Words.cron(),
              "\"0 3 * * SUN\"",
              "When it begins: minute, hour, day of month, month, day of week."),
          keys.required("for", Words.duration("1m", "31d"), "2h", "How long it lasts."),
          keys.defaulted("zone", Words.zone(), "UTC", "The time zone of cron."));
    }

    CronWindow window(Values values) {
      return new CronWindow(Cron.of(values.get(cron), values.get(zone)), values.get(length));
    }
  }
}
