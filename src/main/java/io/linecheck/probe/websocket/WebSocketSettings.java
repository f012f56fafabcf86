package io.linecheck.probe.websocket;

import java.time.Duration;

/**
 * How patient the upgrade is.
 *
 * @param answer how long the answer to an upgrade is waited for, at most
 * @param repeatAfter the pause before the same upgrade is tried again when it was closed without a
 *     byte
 * @param repeats how often it is tried again
 * @param quiet how long a further, quiet WebSocket is watched after the first one was lost
 */
public record WebSocketSettings(
    Duration answer, Duration repeatAfter, int repeats, Duration quiet) {
  /** What is used unless a test hurries: three attempts within three seconds. */
  public static WebSocketSettings standard() {
    return new WebSocketSettings(
        Duration.ofSeconds(8), Duration.ofMillis(1200), 2, Duration.ofMillis(1500));
  }
}
