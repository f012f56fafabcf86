package io.linecheck.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;

/**
 * A STUN server on loopback that answers Binding requests (RFC 8489 section 7.3.1) with
 * XOR-MAPPED-ADDRESS.
 */
final class PracticeStun {
  private static final int MAGIC_COOKIE = 0x2112A442;

  private PracticeStun() {}

  /** Listens on a loopback port. */
  static Future<DatagramSocket> listen(Vertx vertx, int port) {
    DatagramSocket socket = vertx.createDatagramSocket();
    socket.handler(packet -> answer(socket, packet));
    return socket.listen(port, "127.0.0.1");
  }

  private static void answer(DatagramSocket socket, DatagramPacket packet) {
    Buffer request = packet.data();
    if (request.length() < 20
        || request.getUnsignedShort(0) != 0x0001
        || request.getInt(4) != MAGIC_COOKIE) {
      return;
    }
    Buffer response =
        Buffer.buffer()
            .appendShort((short) 0x0101)
            .appendShort((short) 12)
            .appendBuffer(request, 4, 16)
            .appendShort((short) 0x0020)
            .appendShort((short) 8)
            .appendByte((byte) 0)
            .appendByte((byte) 1)
            .appendShort((short) (packet.sender().port() ^ (MAGIC_COOKIE >>> 16)))
            .appendInt(0x7f000001 ^ MAGIC_COOKIE);
    socket.send(response, packet.sender().port(), packet.sender().host());
  }
}
