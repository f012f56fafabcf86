package io.linecheck.probe.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * What a server's first flight says in the clear: RFC 8446 section 5.1 (records), 4.1.3
 * (ServerHello), 4.2.8 (key share), RFC 8422 section 5.4 (ServerKeyExchange). Tolerates any bytes.
 *
 * @param serverHello whether a ServerHello came
 * @param group of the key exchange; empty where there is none or it is not known
 * @param alert the name of a plaintext alert; empty where none came
 * @param certificateRequest whether a TLS 1.2 CertificateRequest came in the clear
 */
record ServerFlight(boolean serverHello, String group, String alert, boolean certificateRequest) {
  private static final int ALERT = 21;
  private static final int HANDSHAKE = 22;
  private static final Map<Integer, String> GROUPS =
      Map.ofEntries(
          Map.entry(21, "secp224r1"),
          Map.entry(23, "secp256r1"),
          Map.entry(24, "secp384r1"),
          Map.entry(25, "secp521r1"),
          Map.entry(29, "x25519"),
          Map.entry(30, "x448"),
          Map.entry(256, "ffdhe2048"),
          Map.entry(257, "ffdhe3072"),
          Map.entry(258, "ffdhe4096"),
          Map.entry(4587, "SecP256r1MLKEM768"),
          Map.entry(4588, "X25519MLKEM768"));

  static ServerFlight read(byte[] bytes, int length) {
    String alert = "";
    ByteArrayOutputStream handshake = new ByteArrayOutputStream();
    for (int at = 0; at + 5 <= length; ) {
      int type = bytes[at] & 0xff;
      int size = ((bytes[at + 3] & 0xff) << 8) | (bytes[at + 4] & 0xff);
      int here = Math.min(size, length - at - 5);
      if (type == HANDSHAKE) {
        handshake.write(bytes, at + 5, here);
      } else if (type == ALERT && size == 2 && here == 2 && alert.isEmpty()) {
        alert = TlsAlert.name(bytes[at + 6] & 0xff);
      } else if (type != ALERT) {
        break; // ChangeCipherSpec or application data: the rest is encrypted
      }
      at += 5 + size;
    }
    return messages(ByteBuffer.wrap(handshake.toByteArray()), alert);
  }

  private static ServerFlight messages(ByteBuffer in, String alert) {
    boolean hello = false;
    boolean request = false;
    String group = "";
    while (in.remaining() >= 4) {
      int type = in.get() & 0xff;
      int size = ((in.get() & 0xff) << 16) | (in.getShort() & 0xffff);
      if (size > in.remaining()) {
        hello |= type == 2;
        break;
      }
      ByteBuffer body = in.slice(in.position(), size);
      in.position(in.position() + size);
      switch (type) {
        case 2 -> {
          hello = true;
          String named = keyShare(body);
          group = named.isEmpty() ? group : named;
        }
        case 12 -> group = keyExchange(body, group);
        case 13 -> request = true;
        default -> {
          // Certificate, ServerHelloDone: nothing to learn here
        }
      }
    }
    return new ServerFlight(hello, group, alert, request);
  }

  private static String keyShare(ByteBuffer hello) {
    try {
      hello.position(34);
      hello.position(hello.position() + 1 + (hello.get(hello.position()) & 0xff));
      hello.position(hello.position() + 3 + 2);
      while (hello.remaining() >= 4) {
        int type = hello.getShort() & 0xffff;
        int size = hello.getShort() & 0xffff;
        if (type == 51 && size >= 2) {
          return name(hello.getShort() & 0xffff);
        }
        hello.position(hello.position() + size);
      }
    } catch (IllegalArgumentException
        | IndexOutOfBoundsException
        | java.nio.BufferUnderflowException malformed) {
      return "";
    }
    return "";
  }

  private static String keyExchange(ByteBuffer body, String known) {
    return body.remaining() >= 3 && body.get(0) == 3
        ? name(body.getShort(1) & 0xffff)
        : known.isEmpty() ? "dhe" : known;
  }

  private static String name(int group) {
    return GROUPS.getOrDefault(group, "group " + group);
  }
}
