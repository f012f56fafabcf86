package io.linecheck.probe;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Everything one run of one check carries with it.
 *
 * @param dialer whose service is checked
 * @param service which door
 * @param vantage where from, {@code local}
 * @param deadline when it must have ended
 * @param transcript where to write down what is sent and comes
 * @param clock the time of day
 * @param listener hears of stages as they end
 */
public record CheckContext(
    Dialer dialer,
    Service service,
    String vantage,
    Deadline deadline,
    Transcript transcript,
    InstantSource clock,
    StageListener listener) {

  /** The subject of a decision made now. */
  public Subject subject() {
    Instant now = clock.instant();
    return new Subject(dialer, service, now);
  }
}
