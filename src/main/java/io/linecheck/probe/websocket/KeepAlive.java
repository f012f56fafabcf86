package io.linecheck.probe.websocket;

import java.time.Duration;
import java.util.Locale;

/**
 * What keeps a quiet WebSocket alive.
 *
 * @param kind what is sent
 * @param interval how often
 */
public record KeepAlive(Kind kind, Duration interval) {
  /** What can be sent. */
  public enum Kind {
    /**
     * A double CRLF (RFC 7118 section 6), the only one a phone in a browser can send; Asterisk does
     * not answer it.
     */
    CRLF("a CRLF keep-alive"),
    /**
     * A ping frame (RFC 6455 section 5.5.2), which is answered; browsers have no way to send it.
     */
    PING("a WebSocket ping, which no browser can send by itself,");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** In words, {@code a CRLF keep-alive every 45 s}. */
  public String words() {
    return String.format(Locale.ROOT, "%s every %.1f s", kind.words, interval.toNanos() / 1e9);
  }
}
