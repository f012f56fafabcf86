package io.linecheck.model;

import java.time.Duration;

/**
 * One thing that was sent, received or noticed. Secrets are already {@code [REDACTED]}.
 *
 * @param at time since the check began
 * @param stage during which layer
 * @param direction which way it went
 * @param text printable text
 */
public record TranscriptLine(Duration at, Stage stage, Direction direction, String text) {
  /** Which way a line of the transcript went. */
  public enum Direction {
    /** From Linecheck to the dialer. */
    SENT,
    /** From the dialer to Linecheck. */
    RECEIVED,
    /** Neither: something Linecheck noticed. */
    NOTE
  }
}
