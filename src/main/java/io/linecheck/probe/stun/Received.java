package io.linecheck.probe.stun;

import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;

/** What a transport brought. */
public sealed interface Received {
  /**
   * One datagram, or one whole message cut from the stream; the first two bits tell what it is.
   *
   * @param source who sent it
   */
  record Packet(Buffer bytes, InetSocketAddress source) implements Received {}

  /**
   * The stream holds something that is neither STUN nor ChannelData; nothing after it can be read.
   *
   * @param glimpse its first bytes
   */
  record Garbage(String glimpse) implements Received {}

  /**
   * The way there is gone.
   *
   * @param reason {@code connection closed}, {@code ICMP port unreachable}
   */
  record Broken(String reason) implements Received {}

  /** Nothing came until the deadline. */
  record Silence() implements Received {}
}
