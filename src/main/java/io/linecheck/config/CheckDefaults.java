package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import java.time.Duration;

/**
 * How every check is run and judged unless a dialer says otherwise.
 *
 * @param interval from one start of a check to the next
 * @param timeout of one whole check
 * @param survey how often the surroundings are looked at: obsolete versions, every address, port 80
 * @param open when a critical finding becomes an incident
 * @param openWarning when a warning does
 * @param close when an incident ends
 */
public record CheckDefaults(
    Duration interval,
    Duration timeout,
    Duration survey,
    Opening open,
    Opening openWarning,
    Closing close) {
  /**
   * Failures among the last results.
   *
   * @param failures so many
   * @param of among so many
   */
  public record Opening(int failures, int of) {
    static Mapping<Opening> shape(String failures, String of) {
      Keys keys = new Keys();
      Key<Integer> count =
          keys.defaulted(
              "failures", Words.integer(1, 100), failures, "So many results that failed.");
      Key<Integer> among =
          keys.defaulted("of", Words.integer(1, 100), of, "Among so many of the last results.");
      return keys.make(values -> new Opening(values.get(count), values.get(among)))
          .with((values, place) -> {
            if (values.get(count) > values.get(among)) {
              place.refuse(
                  "failures ("
                      + values.get(count)
                      + ") may not be more than of ("
                      + values.get(among)
                      + ")");
            }
          });
    }
  }

  /**
   * Successes in a row.
   *
   * @param successes so many
   */
  public record Closing(int successes) {
    static Mapping<Closing> shape() {
      Keys keys = new Keys();
      Key<Integer> count =
          keys.defaulted("successes", Words.integer(1, 100), "2", "So many good results in a row.");
      return keys.make(values -> new Closing(values.get(count)));
    }
  }

  static Mapping<CheckDefaults> shape() {
    Keys keys = new Keys();
    Key<Duration> interval =
        keys.defaulted(
            "interval",
            Words.duration("1s", "1d"),
            "30s",
            "From one start of a check to the next, of each service.");
    Key<Duration> timeout =
        keys.defaulted(
            "timeout", Words.duration("100ms", "5m"), "15s", "The most a whole check may take.");
    Key<Duration> survey =
        keys.defaulted(
            "survey",
            Words.duration("1m", "7d"),
            "1h",
            "How often the surroundings are looked at: obsolete TLS versions, every address, port"
                + " 80.");
    Key<Opening> open =
        keys.defaulted(
            "open", Opening.shape("2", "3"), "{}", "When a critical finding becomes an incident.");
    Key<Opening> openWarning =
        keys.defaulted(
            "openWarning", Opening.shape("3", "5"), "{}", "When a warning becomes an incident.");
    Key<Closing> close = keys.defaulted("close", Closing.shape(), "{}", "When an incident ends.");
    return keys.make(values ->
        new CheckDefaults(
            values.get(interval),
            values.get(timeout),
            values.get(survey),
            values.get(open),
            values.get(openWarning),
            values.get(close)));
  }
}
