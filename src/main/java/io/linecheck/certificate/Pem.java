package io.linecheck.certificate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Textual encodings (RFC 7468): the blocks of one kind in a text. */
public final class Pem {
  private static final String CLOSE = "-----END ";

  /** The labels under which servers read certificates (RFC 7468 section 5.1, OpenSSL). */
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN (CERTIFICATE|X509 CERTIFICATE|TRUSTED CERTIFICATE)-----");

  private static final Pattern LIST = Pattern.compile("-----BEGIN (X509 CRL)-----");

  private Pem() {}

  /** The certificates of a text, in order; a block that is no base64 comes as no octets at all. */
  public static List<byte[]> certificates(String text) {
    return blocks(text, CERTIFICATE);
  }

  /** The revocation lists of a text, in order. */
  public static List<byte[]> revocationLists(String text) {
    return blocks(text, LIST);
  }

  private static List<byte[]> blocks(String text, Pattern begin) {
    List<byte[]> blocks = new ArrayList<>();
    Matcher matcher = begin.matcher(text);
    boolean found = matcher.find();
    while (found) {
      String label = matcher.group(1);
      int from = matcher.end();
      int end = text.indexOf(CLOSE + label + "-----", from);
      found = matcher.find();
      boolean closed = end >= 0 && (!found || end < matcher.start());
      byte[] octets = closed ? decode(text.substring(from, end)) : new byte[0];
      blocks.add(label.startsWith("TRUSTED") ? first(octets) : octets);
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

  /** OpenSSL puts its own remarks behind a certificate that it trusts. */
  private static byte[] first(byte[] octets) {
    try {
      Der element = new DerReader(octets, 0, octets.length, "the certificate").next();
      return element.encoded();
    } catch (DerException e) {
      return Arrays.copyOf(octets, octets.length);
    }
  }
}
