package io.linecheck.probe.stun;

import io.linecheck.probe.wire.AddressWords;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * How an address and port stand in an attribute, plain (RFC 8489 section 14.1) and XORed with magic
 * cookie and transaction id (section 14.2).
 */
public final class TransportAddress {
  private static final int IPV4 = 1;
  private static final int IPV6 = 2;

  private TransportAddress() {}

  /** The value of a MAPPED-ADDRESS and its kin. */
  public static Buffer plain(InetSocketAddress address) {
    return write(address.getAddress().getAddress(), address.getPort());
  }

  /** The value of a XOR-MAPPED-ADDRESS and its kin in a message of this transaction. */
  public static Buffer xored(InetSocketAddress address, Buffer transaction) {
    return write(
        masked(address.getAddress().getAddress(), transaction),
        address.getPort() ^ (StunCodec.MAGIC_COOKIE >>> 16));
  }

  /** Reads a MAPPED-ADDRESS and its kin; empty where it is malformed. */
  public static Optional<InetSocketAddress> findPlain(Buffer value) {
    return read(value).map(raw -> socketAddress(raw.bytes(), raw.port()));
  }

  /** Reads a XOR-MAPPED-ADDRESS and its kin; empty where it is malformed. */
  public static Optional<InetSocketAddress> findXored(Buffer value, Buffer transaction) {
    return read(value)
        .map(raw ->
            socketAddress(
                masked(raw.bytes(), transaction), raw.port() ^ (StunCodec.MAGIC_COOKIE >>> 16)));
  }

  /** An address in words, {@code 203.0.113.10:3478} or {@code [2001:db8::1]:3478}. */
  public static String words(InetSocketAddress address) {
    return AddressWords.of(address);
  }

  private record Raw(Buffer ip, int port) {
    byte[] bytes() {
      return ip.getBytes();
    }
  }

  private static Buffer write(byte[] ip, int port) {
    return Buffer.buffer(20)
        .appendByte((byte) 0)
        .appendByte((byte) (ip.length == 4 ? IPV4 : IPV6))
        .appendUnsignedShort(port & 0xffff)
        .appendBytes(ip);
  }

  private static Optional<Raw> read(Buffer value) {
    if (value.length() < 4) {
      return Optional.empty();
    }
    int family = value.getUnsignedByte(1);
    boolean whole =
        (family == IPV4 && value.length() == 8) || (family == IPV6 && value.length() == 20);
    return whole
        ? Optional.of(new Raw(value.getBuffer(4, value.length()), value.getUnsignedShort(2)))
        : Optional.empty();
  }

  private static byte[] masked(byte[] ip, Buffer transaction) {
    byte[] mask =
        Buffer.buffer().appendInt(StunCodec.MAGIC_COOKIE).appendBuffer(transaction).getBytes();
    byte[] masked = ip.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i];
    }
    return masked;
  }

  private static InetSocketAddress socketAddress(byte[] ip, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port & 0xffff);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException("an address of " + ip.length + " bytes", impossible);
    }
  }
}
