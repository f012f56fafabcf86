package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import java.time.ZoneId;

/**
 * The notice that is sent to prove that notices arrive.
 *
 * @param enabled whether it is sent
 * @param times when
 */
public record Drill(boolean enabled, Cron times) {
  static Mapping<Drill> shape() {
    Keys keys = new Keys();
    Key<Boolean> enabled = keys.defaulted("enabled", Words.truth(), "true", "Whether it is sent.");
    Key<String> cron =
        keys.defaulted("cron", Words.cron(), "\"0 9 * * MON\"", "When, to every channel.");
    Key<ZoneId> zone = keys.defaulted("zone", Words.zone(), "UTC", "The time zone of cron.");
    return keys.make(
        values -> new Drill(values.get(enabled), Cron.of(values.get(cron), values.get(zone))));
  }
}
