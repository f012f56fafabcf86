package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import java.time.Duration;

/**
 * How long what was seen is kept.
 *
 * @param results every single result
 * @param fiveMinutes sums of five minutes
 * @param hours sums of an hour
 * @param failureTranscripts transcripts of failed checks
 * @param successTranscripts transcripts of sound checks
 * @param incidents closed incidents
 * @param notices delivered notices
 */
public record Retention(
    Duration results,
    Duration fiveMinutes,
    Duration hours,
    Duration failureTranscripts,
    Duration successTranscripts,
    Duration incidents,
    Duration notices) {
  static Mapping<Retention> shape() {
    Keys keys = new Keys();
    Key<Duration> results = key(keys, "results", "7d", "Every single result.");
    Key<Duration> minutes = key(keys, "fiveMinutes", "60d", "Sums of five minutes, for charts.");
    Key<Duration> hours = key(keys, "hours", "400d", "Sums of an hour, for charts and reports.");
    Key<Duration> failures =
        key(keys, "failureTranscripts", "30d", "What was said in checks that failed.");
    Key<Duration> successes =
        key(keys, "successTranscripts", "1d", "What was said in checks that went well.");
    Key<Duration> incidents = key(keys, "incidents", "400d", "Closed incidents.");
    Key<Duration> notices = key(keys, "notices", "90d", "The log of delivered notices.");
    return keys.make(values ->
        new Retention(
            values.get(results),
            values.get(minutes),
            values.get(hours),
            values.get(failures),
            values.get(successes),
            values.get(incidents),
            values.get(notices)));
  }

  private static Key<Duration> key(Keys keys, String name, String value, String about) {
    return keys.defaulted(name, Words.duration("1h", "4000d"), value, about);
  }
}
