package io.linecheck.probe.sip;

import java.time.Duration;

/**
 * How the SIP stage asks.
 *
 * @param options how long the answer to OPTIONS is waited for, at most; REGISTER gets what is left
 * @param expiresSeconds what is asked for our own binding
 * @param farewell how long the removal of our own binding may take beyond the deadline
 */
public record SipSettings(Duration options, int expiresSeconds, Duration farewell) {
  /** What is used unless a test hurries. */
  public static SipSettings standard() {
    return new SipSettings(Duration.ofSeconds(4), 60, Duration.ofSeconds(1));
  }
}
