package io.linecheck.certificate;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Textual encodings (RFC 7468): the blocks of one label in a text. */
public final class Pem {
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";

  private Pem() {}

  /** The certificates of a text, in order; a block that is no base64 comes as no octets at all. */
  public static List<byte[]> certificates(String text) {
    return blocks(text, "CERTIFICATE");
  }

  /** The revocation lists of a text, in order. */
  public static List<byte[]> revocationLists(String text) {
    return blocks(text, "X509 CRL");
  }

  private static List<byte[]> blocks(String text, String label) {
    List<byte[]> blocks = new ArrayList<>();
    String begin = BEGIN + label + DASHES;
    String close = "-----END " + label + DASHES;
    int at = text.indexOf(begin);
    while (at >= 0) {
      int from = at + begin.length();
      int end = text.indexOf(close, from);
      int next = text.indexOf(begin, from);
      boolean closed = end >= 0 && (next < 0 || end < next);
      blocks.add(closed ? decode(text.substring(from, end)) : new byte[0]);
      at = next;
    }
    return List.copyOf(blocks);
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s+", ""));
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
