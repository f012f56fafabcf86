package io.linecheck.probe.stun;

/** What some bytes turned out to be. */
public sealed interface Decoded {
  /** A whole message. */
  record Whole(StunMessage message) implements Decoded {}

  /**
   * Not a message.
   *
   * @param reason which rule of RFC 8489 it breaks, with the numbers
   */
  record Malformed(String reason) implements Decoded {}
}
