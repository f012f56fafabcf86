package io.linecheck.probe.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Looks at the bytes of a handshake as they arrive, below the engine: engines do not tell the
 * group, nor whether a close came before the ServerHello. Runs on the event loop; read by others
 * only once the handshake has ended.
 */
final class HandshakeTap extends ChannelInboundHandlerAdapter {
  private static final int KEPT = 20 * 1024;

  private byte[] head = new byte[1024];
  private int length;
  private boolean off;
  private boolean ended;
  private boolean reset;

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!off && message instanceof ByteBuf bytes) {
      int more = Math.min(bytes.readableBytes(), KEPT - length);
      if (more > 0) {
        if (length + more > head.length) {
          head = Arrays.copyOf(head, Math.min(KEPT, Math.max(head.length * 4, length + more)));
        }
        bytes.getBytes(bytes.readerIndex(), head, length, more);
        length += more;
      }
    }
    context.fireChannelRead(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    ended = true;
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    reset = true;
    context.fireExceptionCaught(cause);
  }

  /** Stops looking and lets what was kept go after the last question. */
  void stop() {
    off = true;
    head = new byte[0];
    length = 0;
  }

  /** Whether the peer closed. */
  boolean ended() {
    return ended;
  }

  /** Whether the connection broke. */
  boolean reset() {
    return reset;
  }

  /** The first line of what came, if it cannot be TLS: neither a handshake nor an alert record. */
  String plaintext() {
    if (length == 0 || head[0] == 0x16 || head[0] == 0x15 || head[0] == 0x14 || head[0] == 0x17) {
      return "";
    }
    String text = new String(head, 0, Math.min(length, 200), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    StringBuilder printable = new StringBuilder();
    (end < 0 ? text : text.substring(0, end))
        .chars()
        .filter(c -> c != '\r')
        .forEach(c -> printable.append(c >= ' ' && c < 0x7f ? (char) c : '·'));
    return printable.isEmpty() ? "·" : printable.toString();
  }

  /** What the records that came in the clear say. */
  ServerFlight flight() {
    return ServerFlight.read(head, length);
  }
}
