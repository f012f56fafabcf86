package io.linecheck.probe.call;

import java.time.Duration;

/**
 * The patience of a synthetic call.
 *
 * @param answer from INVITE to its final answer
 * @param checks for connectivity checks, at most
 * @param handshake for DTLS, at most
 * @param length how long packets are sent
 * @param tail how long the last of them may be on their way back
 */
public record CallSettings(
    Duration answer, Duration checks, Duration handshake, Duration length, Duration tail) {
  /** What a browser would bear; three seconds of packets. */
  public static CallSettings standard() {
    return new CallSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(6),
        Duration.ofSeconds(4),
        Duration.ofSeconds(3),
        Duration.ofMillis(400));
  }
}
