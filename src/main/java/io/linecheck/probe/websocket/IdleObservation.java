package io.linecheck.probe.websocket;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a quiet, registered WebSocket lived.
 *
 * @param quiet how long it was quiet when it was cut, or as long as was watched
 * @param cut how it was cut; empty where it lived
 * @param expected how long a web phone leaves it quiet
 * @param keepAlive the longest with which it lived on; empty where none was tried or none helped
 */
public record IdleObservation(
    Duration quiet, Optional<String> cut, Duration expected, Optional<KeepAlive> keepAlive) {
  public IdleObservation {
    Objects.requireNonNull(cut);
    Objects.requireNonNull(keepAlive);
  }
}
