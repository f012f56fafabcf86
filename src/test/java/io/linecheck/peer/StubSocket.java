package io.linecheck.peer;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The server's end of a WebSocket (RFC 6455 section 5), which can also break its rules. */
final class StubSocket {
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;

  private final DataInputStream in;
  private final OutputStream out;
  private boolean polite;

  StubSocket(Socket socket) throws IOException {
    this.in = new DataInputStream(socket.getInputStream());
    this.out = socket.getOutputStream();
  }

  /** Whether the client ended it with a close frame. */
  boolean endedPolitely() {
    return polite;
  }

  /** The next text; empty once the client closed. */
  Optional<String> receive() throws IOException {
    while (true) {
      int first = in.read();
      if (first < 0) {
        return Optional.empty();
      }
      int second = in.readUnsignedByte();
      if ((second & 0x80) == 0) {
        throw new IOException("a client's frame must be masked");
      }
      int length = second & 0x7f;
      if (length == 126) {
        length = in.readUnsignedShort();
      } else if (length == 127) {
        length = (int) in.readLong();
      }
      byte[] mask = in.readNBytes(4);
      byte[] payload = in.readNBytes(length);
      for (int i = 0; i < payload.length; i++) {
        payload[i] ^= mask[i % 4];
      }
      int opcode = first & 0xf;
      if (opcode == CLOSE) {
        polite = true;
        frame(0x80 | CLOSE, payload);
        return Optional.empty();
      }
      if (opcode == TEXT) {
        return Optional.of(new String(payload, StandardCharsets.UTF_8));
      }
      if (opcode == PING) {
        frame(0x8a, payload);
      }
    }
  }

  void send(String text) throws IOException {
    frame(0x80 | TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void sendBinary(byte[] bytes) throws IOException {
    frame(0x82, bytes);
  }

  /** Sends a text in three fragments with a ping between them. */
  void sendInFragments(String text) throws IOException {
    int third = text.length() / 3;
    frame(TEXT, text.substring(0, third).getBytes(StandardCharsets.UTF_8));
    frame(0x89, new byte[] {'?'});
    frame(0, text.substring(third, 2 * third).getBytes(StandardCharsets.UTF_8));
    frame(0x80, text.substring(2 * third).getBytes(StandardCharsets.UTF_8));
  }

  void close(int code, String reason) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(code >> 8);
    payload.write(code);
    payload.writeBytes(reason.getBytes(StandardCharsets.UTF_8));
    frame(0x80 | CLOSE, payload.toByteArray());
  }

  /** Breaks the rules of framing; whether it did. */
  boolean misbehave(Set<Ailing> ailing) throws IOException {
    if (ailing.contains(Ailing.MASKED_FRAME)) {
      out.write(new byte[] {(byte) 0x81, (byte) 0x81, 1, 2, 3, 4, 'a' ^ 1});
    } else if (ailing.contains(Ailing.RESERVED_OPCODE)) {
      out.write(new byte[] {(byte) 0x83, 1, 'a'});
    } else if (ailing.contains(Ailing.GIGABYTE_FRAME)) {
      out.write(new byte[] {(byte) 0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0});
      byte[] block = new byte[64 * 1024];
      for (int i = 0; i < 16 * 1024; i++) {
        out.write(block);
      }
    } else if (ailing.contains(Ailing.ENDLESS_FRAGMENTS)) {
      frame(TEXT, new byte[0]);
      while (true) {
        frame(0, new byte[] {'a'});
      }
    } else if (ailing.contains(Ailing.PING_FLOOD)) {
      while (true) {
        frame(0x89, new byte[0]);
      }
    } else {
      return false;
    }
    out.flush();
    while (in.read() >= 0) {
      // until the client has had enough
    }
    return true;
  }

  private void frame(int first, byte[] payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(first);
    if (payload.length < 126) {
      bytes.write(payload.length);
    } else {
      bytes.write(126);
      bytes.write(payload.length >> 8);
      bytes.write(payload.length);
    }
    bytes.writeBytes(payload);
    out.write(bytes.toByteArray());
    out.flush();
  }
}
