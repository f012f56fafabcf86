package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/**
 * A STUN server (RFC 8489, Binding over UDP and IPv4 only) behind whatever network a test wants: it
 * answers with the address that the network's NAT would have given the client.
 */
public final class MappingStun implements AutoCloseable {
  private static final int COOKIE = 0x2112a442;
  private static final short BINDING_SUCCESS = 0x0101;
  private static final short XOR_MAPPED_ADDRESS = 0x0020;

  private final DatagramSocket door;
  private final UnaryOperator<InetSocketAddress> nat;

  /** Starts one on a free port of 127.0.0.1. */
  public MappingStun(UnaryOperator<InetSocketAddress> nat) {
    this.nat = nat;
    try {
      door = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::serve);
  }

  /** Where it listens. */
  public int port() {
    return door.getLocalPort();
  }

  private void serve() {
    DatagramPacket packet = new DatagramPacket(new byte[1500], 1500);
    try {
      while (true) {
        packet.setLength(1500);
        door.receive(packet);
        byte[] answer = answer(packet);
        door.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      door.close();
    }
  }

  private byte[] answer(DatagramPacket request) {
    InetSocketAddress mapped = nat.apply((InetSocketAddress) request.getSocketAddress());
    return ByteBuffer.allocate(32)
        .putShort(BINDING_SUCCESS)
        .putShort((short) 12)
        .put(request.getData(), 4, 16)
        .putShort(XOR_MAPPED_ADDRESS)
        .putShort((short) 8)
        .putShort((short) 1)
        .putShort((short) (mapped.getPort() ^ COOKIE >>> 16))
        .putInt(ByteBuffer.wrap(mapped.getAddress().getAddress()).getInt() ^ COOKIE)
        .array();
  }

  @Override
  public void close() {
    door.close();
  }
}
