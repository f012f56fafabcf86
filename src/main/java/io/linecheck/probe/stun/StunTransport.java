package io.linecheck.probe.stun;

import io.linecheck.probe.Deadline;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;

/**
 * Carries STUN messages and ChannelData to one server and back, over UDP, TCP or TLS alike. Used by
 * one virtual thread at a time, in blocking style.
 */
public interface StunTransport extends AutoCloseable {
  /**
   * Sends one message; padded as the transport asks (RFC 8656 section 12.5).
   *
   * @return whether it went out; after {@code false} the next {@link #receive} tells the reason
   * @throws InterruptedException when the run is ended
   */
  boolean send(Buffer message, Deadline deadline) throws InterruptedException;

  /**
   * The next message, or why there is none.
   *
   * @throws InterruptedException when the run is ended
   */
  Received receive(Deadline deadline) throws InterruptedException;

  /** Whether the transport repeats what is lost by itself, so that requests are sent once. */
  boolean reliable();

  /** Our own address. */
  InetSocketAddress local();

  /** The server's address. */
  InetSocketAddress remote();

  /**
   * Sends one last message without waiting and closes. Works on an interrupted thread too, where
   * the transport can.
   */
  void farewell(Buffer message);

  /** Closes it; never throws. */
  @Override
  void close();
}
