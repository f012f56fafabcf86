package io.linecheck.probe.websocket;

import java.time.Duration;

/**
 * How the survival of a quiet WebSocket is measured.
 *
 * @param expected how long a web phone leaves it quiet, and thus how long it is watched
 * @param login how long upgrade and registration may take
 */
public record IdleSettings(Duration expected, Duration login) {
  /** Five minutes: JsSIP and SIP.js refresh a registration of 600 s after about that long. */
  public static IdleSettings standard() {
    return watching(Duration.ofMinutes(5));
  }

  /** The usual patience with another time of watching. */
  public static IdleSettings watching(Duration expected) {
    return new IdleSettings(expected, Duration.ofSeconds(10));
  }

  /**
   * The deadline a measurement is given: enough to watch a connection that lives, and where it is
   * cut within a third of that, to try each keep-alive.
   */
  public Duration timeout() {
    return expected.multipliedBy(3).plus(login.multipliedBy(2));
  }
}
