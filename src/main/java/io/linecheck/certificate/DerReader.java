package io.linecheck.certificate;

import org.jspecify.annotations.Nullable;

/** Reads one DER element after the other; every error names the field that was being read. */
final class DerReader {
  private final byte[] source;
  private final int end;
  private final String what;
  private int at;

  DerReader(byte[] source, int from, int end, String what) {
    this.source = source;
    this.at = from;
    this.end = end;
    this.what = what;
  }

  boolean isEmpty() {
    return at >= end;
  }

  /** The tag of the next element, -1 at the end. */
  int peek() {
    return at >= end ? -1 : source[at] & 0xff;
  }

  Der next() throws DerException {
    int start = at;
    if (end - at < 2) {
      throw broken("ends in the middle of an element");
    }
    int tag = source[at++] & 0xff;
    if ((tag & 0x1f) == 0x1f) {
      throw broken("has a tag of several octets");
    }
    int length = length();
    if (length > end - at) {
      throw broken("says " + length + " octets where " + (end - at) + " are left");
    }
    Der element = new Der(tag, source, start, at, at + length);
    at += length;
    return element;
  }

  private int length() throws DerException {
    int first = source[at++] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int octets = first & 0x7f;
    if (octets == 0) {
      throw broken("has an indefinite length (BER, not DER)");
    }
    if (octets > 4 || end - at < octets) {
      throw broken("has a length of " + octets + " octets");
    }
    long length = 0;
    for (int i = 0; i < octets; i++) {
      length = (length << 8) | (source[at++] & 0xff);
    }
    if (length < 0x80 || (octets > 1 && length >>> (8 * (octets - 1)) == 0)) {
      throw broken("has a length that is not in its shortest form (BER, not DER)");
    }
    if (length > Integer.MAX_VALUE) {
      throw broken("says it is " + length + " octets long");
    }
    return (int) length;
  }

  Der next(int tag) throws DerException {
    int found = peek();
    if (found != tag) {
      throw broken(
          found < 0
              ? "ends where tag 0x%02x is expected".formatted(tag)
              : "has tag 0x%02x where 0x%02x is expected".formatted(found, tag));
    }
    return next();
  }

  @Nullable Der optional(int tag) throws DerException {
    return peek() == tag ? next() : null;
  }

  DerReader enter(int tag) throws DerException {
    return next(tag).inside(what);
  }

  /** BOOLEAN: exactly 0x00 or 0xff. */
  boolean bool() throws DerException {
    Der element = next(Der.BOOLEAN);
    if (element.length() != 1 || (element.octet(0) != 0 && element.octet(0) != 0xff)) {
      throw broken("has a BOOLEAN that is neither 00 nor ff");
    }
    return element.octet(0) != 0;
  }

  /** INTEGER from 0 to 2^31-1 in its shortest form. */
  int smallInteger() throws DerException {
    Der element = next(Der.INTEGER);
    return smallInteger(element);
  }

  int smallInteger(Der element) throws DerException {
    requireShortest(element);
    if (element.octet(0) >= 0x80) {
      throw broken("has a negative number");
    }
    if (element.length() > 5 || (element.length() == 5 && element.octet(0) != 0)) {
      return Integer.MAX_VALUE;
    }
    long value = 0;
    for (int i = 0; i < element.length(); i++) {
      value = (value << 8) | element.octet(i);
    }
    return (int) Math.min(value, Integer.MAX_VALUE);
  }

  void requireShortest(Der integer) throws DerException {
    if (integer.length() == 0) {
      throw broken("has an empty INTEGER");
    }
    if (integer.length() > 1
        && ((integer.octet(0) == 0 && integer.octet(1) < 0x80)
            || (integer.octet(0) == 0xff && integer.octet(1) >= 0x80))) {
      throw broken("has an INTEGER that is not in its shortest form");
    }
  }

  /** OBJECT IDENTIFIER in dotted form. */
  String oid() throws DerException {
    return oid(next(Der.OID));
  }

  String oid(Der element) throws DerException {
    if (element.length() == 0 || element.octet(element.length() - 1) >= 0x80) {
      throw broken("has an OBJECT IDENTIFIER that is cut off");
    }
    StringBuilder dotted = new StringBuilder(element.length() * 3);
    long arc = 0;
    boolean fresh = true;
    for (int i = 0; i < element.length(); i++) {
      int octet = element.octet(i);
      if ((fresh && octet == 0x80) || arc > Long.MAX_VALUE >> 8) {
        throw broken("has an OBJECT IDENTIFIER that is not in its shortest form");
      }
      arc = (arc << 7) | (octet & 0x7f);
      fresh = octet < 0x80;
      if (fresh) {
        if (dotted.isEmpty()) {
          long first = Math.min(arc / 40, 2);
          dotted.append(first).append('.').append(arc - first * 40);
        } else {
          dotted.append('.').append(arc);
        }
        arc = 0;
      }
    }
    return dotted.toString();
  }

  /** The octets of a BIT STRING that has no unused bits. */
  Der bitString() throws DerException {
    Der element = next(Der.BIT_STRING);
    if (element.length() == 0 || element.octet(0) != 0) {
      throw broken("has a BIT STRING that does not end at an octet");
    }
    return element;
  }

  /** Nothing may follow. */
  void end() throws DerException {
    if (at < end) {
      throw broken("has " + (end - at) + " octets too many at its end");
    }
  }

  DerException broken(String how) {
    return new DerException(what + " " + how);
  }
}
