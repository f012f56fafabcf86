package io.linecheck.probe.websocket;

import java.util.Objects;
import java.util.Optional;

/**
 * How long a quiet, registered WebSocket lived.
 *
 * @param quietSeconds how long it was quiet when it was cut, or as long as was watched
 * @param cut how it was cut; empty where it lived
 * @param expectedSeconds how long a web phone leaves it quiet
 * @param keepAliveSeconds the longest interval of pings with which it lived on; empty where none
 *     was tried or none helped
 */
public record IdleObservation(
    double quietSeconds,
    Optional<String> cut,
    double expectedSeconds,
    Optional<Double> keepAliveSeconds) {
  public IdleObservation {
    Objects.requireNonNull(cut);
    Objects.requireNonNull(keepAliveSeconds);
  }
}
