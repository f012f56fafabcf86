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
    return new IdleSettings(Duration.ofMinutes(5), Duration.ofSeconds(10));
  }
}
