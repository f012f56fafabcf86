package io.linecheck.schedule;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import java.time.Duration;

/**
 * One check to be run again and again.
 *
 * @param dialer whose door
 * @param service which door
 * @param vantage where from, {@code local}
 * @param purpose {@code walk} for the path of an agent, {@code survey} for what it cannot show,
 *     {@code idle} for how long a quiet connection lives; checks of different purpose have results
 *     of their own
 * @param interval between starts, at least 100 ms
 * @param timeout of one run
 */
public record CheckTask(
    Dialer dialer,
    Service service,
    String vantage,
    String purpose,
    Duration interval,
    Duration timeout) {
  /** The purpose of an ordinary check. */
  public static final String WALK = "walk";

  /** The purpose of the rarer look at what a healthy door's path cannot show. */
  public static final String SURVEY = "survey";

  /** The purpose of the daily look at how long a quiet WebSocket lives; takes minutes. */
  public static final String IDLE = "idle";

  public CheckTask {
    if (interval.compareTo(Duration.ofMillis(100)) < 0) {
      throw new IllegalArgumentException("an interval of " + interval + " is under 100 ms");
    }
    if (!timeout.isPositive()) {
      throw new IllegalArgumentException("a timeout must be positive, not " + timeout);
    }
  }

  /** What stays the same when the configuration is read again. */
  public String key() {
    return dialer.id() + ' ' + service.name() + ' ' + vantage + ' ' + purpose;
  }
}
