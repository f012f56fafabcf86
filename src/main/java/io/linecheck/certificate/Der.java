package io.linecheck.certificate;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One element of DER (X.690 section 10): tag, definite length in its shortest form, content. It
 * points into the bytes it was read from and copies nothing until asked.
 *
 * <p>Why no general ASN.1 library here: browsers read certificates by strict DER and refuse BER,
 * which lenient parsers take; and hostile input must not cost more than its own size.
 */
final class Der {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int NULL = 0x05;
  static final int OID = 0x06;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;
  static final int SET = 0x31;

  final int tag;
  private final byte[] source;
  private final int start;
  private final int content;
  private final int end;

  Der(int tag, byte[] source, int start, int content, int end) {
    this.tag = tag;
    this.source = source;
    this.start = start;
    this.content = content;
    this.end = end;
  }

  /** The tag of a context-specific element, {@code [n]}. */
  static int context(int number, boolean constructed) {
    return 0x80 | (constructed ? 0x20 : 0) | number;
  }

  /** The only element of these bytes. */
  static Der only(byte[] bytes, String what) throws DerException {
    DerReader reader = new DerReader(bytes, 0, bytes.length, what);
    Der element = reader.next();
    reader.end();
    return element;
  }

  int length() {
    return end - content;
  }

  byte[] content() {
    return Arrays.copyOfRange(source, content, end);
  }

  byte[] encoded() {
    return Arrays.copyOfRange(source, start, end);
  }

  int octet(int index) {
    return source[content + index] & 0xff;
  }

  boolean sameBytes(Der other) {
    return Arrays.equals(source, start, end, other.source, other.start, other.end);
  }

  boolean contentEquals(byte[] bytes) {
    return Arrays.equals(source, content, end, bytes, 0, bytes.length);
  }

  /** Reads what stands inside. */
  DerReader inside(String what) {
    return new DerReader(source, content, end, what);
  }

  /** This element's content as Latin-1, which keeps every octet. */
  String latin1() {
    return new String(source, content, end - content, StandardCharsets.ISO_8859_1);
  }
}
