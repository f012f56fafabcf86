package io.linecheck.probe.stun;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * Messages to bytes and back (RFC 8489 section 5 and 14). Strict in what it reads: every rule that
 * is broken has its own words, for they are the evidence of a finding.
 */
public final class StunCodec {
  /** The fixed value in every header since RFC 5389. */
  public static final int MAGIC_COOKIE = 0x2112a442;

  /** Bytes of a header. */
  public static final int HEADER = 20;

  private static final int FINGERPRINT_XOR = 0x5354554e;

  private StunCodec() {}

  /** The bytes of a message, without integrity. */
  public static Buffer encode(StunMessage message) {
    Buffer bytes =
        Buffer.buffer(256)
            .appendUnsignedShort(type(message.method().code(), message.kind()))
            .appendUnsignedShort(0)
            .appendInt(MAGIC_COOKIE)
            .appendBuffer(message.transaction());
    message.attributes().forEach(attribute -> append(bytes, attribute.code(), attribute.value()));
    return bytes.setUnsignedShort(2, bytes.length() - HEADER);
  }

  /** The bytes of a message with its MAC as the last attribute. */
  public static Buffer encode(StunMessage message, IntegrityKey key) {
    Buffer bytes = encode(message);
    // The MAC covers the header with the length it will have (section 14.5).
    bytes.setUnsignedShort(2, bytes.length() - HEADER + 4 + key.length());
    append(bytes, key.attribute().code(), key.mac(bytes));
    return bytes;
  }

  /** The same bytes with FINGERPRINT as the last attribute (section 14.7). */
  public static Buffer fingerprinted(Buffer message) {
    Buffer bytes = message.copy();
    bytes.setUnsignedShort(2, bytes.length() - HEADER + 8);
    append(bytes, AttributeType.FINGERPRINT.code(), Buffer.buffer().appendInt(fingerprint(bytes)));
    return bytes;
  }

  /** Reads one whole message; a FINGERPRINT, where there is one, is checked. */
  public static Decoded decode(Buffer bytes) {
    if (bytes.length() < HEADER) {
      return new Decoded.Malformed(
          "%d bytes, a STUN header has 20: %s".formatted(bytes.length(), glimpse(bytes)));
    }
    int type = bytes.getUnsignedShort(0);
    if ((type & 0xc000) != 0) {
      return new Decoded.Malformed("not STUN: begins with " + glimpse(bytes));
    }
    if (bytes.getInt(4) != MAGIC_COOKIE) {
      return new Decoded.Malformed(
          "magic cookie %08x, expected %08x".formatted(bytes.getInt(4), MAGIC_COOKIE));
    }
    int length = bytes.getUnsignedShort(2);
    if (length % 4 != 0 || length != bytes.length() - HEADER) {
      return new Decoded.Malformed(
          "header says %d bytes of attributes, %d came".formatted(length, bytes.length() - HEADER));
    }
    Optional<StunMethod> method = StunMethod.find(method(type));
    if (method.isEmpty()) {
      return new Decoded.Malformed("unknown method 0x%03x".formatted(method(type)));
    }
    return attributes(bytes, method.get(), StunClass.ofBits(kind(type)));
  }

  /**
   * Whether the MAC of a whole, decoded message is right; empty where it has none.
   *
   * @param key of the algorithm that the request was made with
   */
  public static Optional<Boolean> verify(Buffer bytes, IntegrityKey key) {
    int at = HEADER;
    while (at + 4 <= bytes.length()) {
      int length = bytes.getUnsignedShort(at + 2);
      if (bytes.getUnsignedShort(at) == key.attribute().code()) {
        if (length != key.length() || at + 4 + length > bytes.length()) {
          return Optional.of(false);
        }
        Buffer covered =
            bytes.getBuffer(0, at).copy().setUnsignedShort(2, at - HEADER + 4 + length);
        return Optional.of(key.mac(covered).equals(bytes.getBuffer(at + 4, at + 4 + length)));
      }
      at += 4 + padded(length);
    }
    return Optional.empty();
  }

  /** A length rounded up to a multiple of four. */
  public static int padded(int length) {
    return (length + 3) & ~3;
  }

  /** The first bytes of something unexpected: as text where it is text, else in hex. */
  public static String glimpse(Buffer bytes) {
    Buffer first = bytes.getBuffer(0, Math.min(bytes.length(), 32));
    boolean text = first.length() > 0;
    for (int i = 0; i < first.length(); i++) {
      int c = first.getUnsignedByte(i);
      text &= (c >= 0x20 && c < 0x7f) || c == '\r' || c == '\n' || c == '\t';
    }
    if (text) {
      return '"' + first.toString().replaceAll("[\\r\\n\\t]+", " ").strip() + '"';
    }
    StringBuilder hex = new StringBuilder();
    for (int i = 0; i < Math.min(first.length(), 16); i++) {
      hex.append("%02x".formatted(first.getUnsignedByte(i)));
    }
    return hex.isEmpty() ? "nothing" : hex.toString();
  }

  private static Decoded attributes(Buffer bytes, StunMethod method, StunClass kind) {
    List<StunAttribute> attributes = new ArrayList<>();
    int at = HEADER;
    while (at < bytes.length()) {
      int code = bytes.getUnsignedShort(at);
      int length = bytes.getUnsignedShort(at + 2);
      if (at + 4 + length > bytes.length()) {
        return new Decoded.Malformed(
            "attribute 0x%04x of %d bytes runs past the end".formatted(code, length));
      }
      if (code == AttributeType.FINGERPRINT.code()) {
        if (length != 4 || at + 8 != bytes.length()) {
          return new Decoded.Malformed("FINGERPRINT is not the last attribute, or not 4 bytes");
        }
        int expected = fingerprint(bytes.getBuffer(0, at));
        if (bytes.getInt(at + 4) != expected) {
          return new Decoded.Malformed(
              "FINGERPRINT %08x, expected %08x".formatted(bytes.getInt(at + 4), expected));
        }
      }
      attributes.add(new StunAttribute(code, bytes.getBuffer(at + 4, at + 4 + length)));
      at += 4 + padded(length);
    }
    return new Decoded.Whole(new StunMessage(method, kind, bytes.getBuffer(8, HEADER), attributes));
  }

  private static void append(Buffer bytes, int code, Buffer value) {
    bytes.appendUnsignedShort(code).appendUnsignedShort(value.length()).appendBuffer(value);
    for (int i = value.length(); i % 4 != 0; i++) {
      bytes.appendByte((byte) 0);
    }
  }

  private static int fingerprint(Buffer covered) {
    CRC32 crc = new CRC32();
    crc.update(covered.getBytes());
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  // The class bits sit at positions 4 and 8, inside the method's twelve (figure 3).
  private static int type(int method, StunClass kind) {
    return (method & 0x00f)
        | (method & 0x070) << 1
        | (method & 0xf80) << 2
        | (kind.bits() & 1) << 4
        | (kind.bits() & 2) << 7;
  }

  private static int method(int type) {
    return (type & 0x000f) | (type & 0x00e0) >> 1 | (type & 0x3e00) >> 2;
  }

  private static int kind(int type) {
    return (type & 0x0010) >> 4 | (type & 0x0100) >> 7;
  }
}
