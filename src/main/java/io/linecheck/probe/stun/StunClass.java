package io.linecheck.probe.stun;

/** The four classes of messages, in the order of their two bits (RFC 8489 section 5). */
public enum StunClass {
  /** Expects a response. */
  REQUEST(0, "request"),
  /** Expects none. */
  INDICATION(1, "indication"),
  /** The request was done. */
  SUCCESS(2, "success response"),
  /** The request was refused; the ERROR-CODE tells why. */
  ERROR(3, "error response");

  private final int bits;
  private final String words;

  StunClass(int bits, String words) {
    this.bits = bits;
    this.words = words;
  }

  /** Its two bits on the wire. */
  int bits() {
    return bits;
  }

  /** The class of these two bits. */
  static StunClass ofBits(int bits) {
    return switch (bits & 3) {
      case 0 -> REQUEST;
      case 1 -> INDICATION;
      case 2 -> SUCCESS;
      default -> ERROR;
    };
  }

  /** In words, for the transcript. */
  public String words() {
    return words;
  }

  /** Whether it answers a request. */
  public boolean isResponse() {
    return switch (this) {
      case SUCCESS, ERROR -> true;
      case REQUEST, INDICATION -> false;
    };
  }
}
