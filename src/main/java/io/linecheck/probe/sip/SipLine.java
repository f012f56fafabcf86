package io.linecheck.probe.sip;

import io.linecheck.probe.Deadline;

/** A line over which whole SIP messages go: a WebSocket (RFC 7118 section 5). */
public interface SipLine extends AutoCloseable {
  /**
   * Sends one message.
   *
   * @return whether it went out; after {@code false} the next {@link #receive} tells the reason
   */
  boolean send(String text, Deadline deadline) throws InterruptedException;

  /** The next message, or why there is none. */
  Incoming receive(Deadline deadline) throws InterruptedException;

  /** Ends the line politely; never throws. */
  @Override
  void close();

  /** What a wait came to. */
  sealed interface Incoming {
    /** A whole message, at most 256 KiB. */
    record Message(String text) implements Incoming {}

    /**
     * A close frame (RFC 6455 section 7.1.5).
     *
     * @param code its status code; 1005 where it has none
     * @param reason its text
     */
    record Closed(int code, String reason) implements Incoming {}

    /** The connection ended without a close frame. */
    record Lost(String reason) implements Incoming {}

    /** The frames break the rules or exceed the limits. */
    record Malformed(String reason) implements Incoming {}

    /** Nothing whole came until the deadline. */
    record Silence() implements Incoming {}
  }
}
