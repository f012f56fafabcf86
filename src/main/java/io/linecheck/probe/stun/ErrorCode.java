package io.linecheck.probe.stun;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * Why a request was refused (RFC 8489 section 14.8).
 *
 * @param code 300 to 699
 * @param reason the server's phrase, often empty
 */
public record ErrorCode(int code, String reason) {
  /** The value of the attribute. */
  public Buffer encode() {
    return Buffer.buffer()
        .appendUnsignedShort(0)
        .appendByte((byte) (code / 100))
        .appendByte((byte) (code % 100))
        .appendString(reason);
  }

  /**
   * Reads the attribute; empty where it is malformed. A NUL that coturn puts at the end is not
   * text.
   */
  public static Optional<ErrorCode> find(Buffer value) {
    if (value.length() < 4) {
      return Optional.empty();
    }
    int hundreds = value.getUnsignedByte(2) & 0x07;
    int rest = value.getUnsignedByte(3);
    if (hundreds < 3 || hundreds > 6 || rest > 99) {
      return Optional.empty();
    }
    String reason = StunMessage.text(value.getBuffer(4, value.length())).replace("\0", "");
    return Optional.of(new ErrorCode(hundreds * 100 + rest, reason));
  }

  /** {@code 401 Unauthorized}. */
  public String words() {
    return reason.isBlank() ? Integer.toString(code) : code + " " + reason.strip();
  }
}
