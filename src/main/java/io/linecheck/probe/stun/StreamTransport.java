package io.linecheck.probe.stun;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * STUN and ChannelData over TCP and TLS: each message tells its own length (RFC 8489 section 6.2.2,
 * RFC 8656 section 12.5).
 */
public final class StreamTransport implements StunTransport {
  /** The type of a ChannelBind request; before one, nothing can be ChannelData. */
  private static final int CHANNEL_BIND = 0x0009;

  /** In octets after the header; what is relayed is no larger than a packet of the network. */
  private static final int LARGEST = 8192;

  private final Connection connection;
  private Buffer pending = Buffer.buffer();
  private boolean channels;

  /** A transport over an open connection, which it owns from now on. */
  public StreamTransport(Connection connection) {
    this.connection = connection;
  }

  @Override
  public boolean send(Buffer message, Deadline deadline) throws InterruptedException {
    channels |= message.getUnsignedShort(0) == CHANNEL_BIND;
    Buffer padded = message;
    if (message.length() % 4 != 0) {
      padded = message.copy();
      while (padded.length() % 4 != 0) {
        padded.appendByte((byte) 0);
      }
    }
    return connection.write(padded, deadline);
  }

  @Override
  public Received receive(Deadline deadline) throws InterruptedException {
    while (true) {
      if (pending.length() >= 4) {
        int kind = pending.getUnsignedByte(0) >>> 6;
        if (kind > 1 || (kind == 1 && !channels)) {
          return new Received.Garbage(StunCodec.glimpse(pending));
        }
        int length = pending.getUnsignedShort(2);
        if (kind == 0 && length > LARGEST) {
          return new Received.Garbage(
              "a message of %d octets: %s".formatted(length, StunCodec.glimpse(pending)));
        }
        int whole = kind == 0 ? StunCodec.HEADER + length : 4 + StunCodec.padded(length);
        if (pending.length() >= whole) {
          return cut(kind == 0 ? whole : 4 + length, whole);
        }
      }
      switch (connection.read(deadline)) {
        case Read.Bytes(Buffer bytes) -> pending = pending.copy().appendBuffer(bytes);
        case Read.Closed() -> {
          return new Received.Broken("connection closed by the server");
        }
        case Read.Broken(String reason) -> {
          return new Received.Broken(reason);
        }
        case Read.Silence() -> {
          return new Received.Silence();
        }
      }
    }
  }

  @Override
  public boolean reliable() {
    return true;
  }

  @Override
  public InetSocketAddress local() {
    return connection.local();
  }

  @Override
  public InetSocketAddress remote() {
    return connection.remote();
  }

  /** Closing the connection releases the allocation as well (RFC 8656 section 3.1). */
  @Override
  public void farewell(Buffer message) {
    try {
      send(message, Deadline.in(Duration.ofMillis(50)));
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    connection.close();
  }

  private Received cut(int message, int whole) {
    Buffer packet = pending.getBuffer(0, message);
    pending = pending.getBuffer(whole, pending.length());
    return new Received.Packet(packet, connection.remote());
  }
}
