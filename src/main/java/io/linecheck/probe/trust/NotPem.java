package io.linecheck.probe.trust;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what a file without a PEM certificate holds instead, and how to make PEM of it. */
final class NotPem {
  private static final Pattern LABEL = Pattern.compile("-----BEGIN ([A-Z0-9 .]{1,40})-----");

  private NotPem() {}

  /** A whole sentence; nothing of the content stands in it. */
  static String sentence(Path file, byte[] bytes) {
    if (bytes.length == 0) {
      return file + " is empty; a PEM certificate begins with -----BEGIN CERTIFICATE-----";
    }
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    Matcher label = LABEL.matcher(text);
    if (label.find()) {
      return file + " holds no PEM certificate but " + labelled(label.group(1), file);
    }
    return file + " holds no PEM certificate" + binary(file, bytes);
  }

  private static String labelled(String label, Path file) {
    if (label.contains("PRIVATE KEY")) {
      return "a private key; give the file with the chain, often fullchain.pem";
    }
    return switch (label) {
      case "PKCS7", "CMS" -> "PKCS #7; convert it: openssl pkcs7 -print_certs -in " + file;
      case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
          "a certificate request; the authority's answer to it is what a server sends";
      case "X509 CRL" -> "a revocation list; give it with --crl";
      default -> "a block called " + label;
    };
  }

  private static String binary(Path file, byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes.length > 1 ? bytes[1] & 0xff : 0;
    if ((first == 0xff && second == 0xfe) || (first == 0xfe && second == 0xff)) {
      return ": it is text in UTF-16, which no server reads; convert it: iconv -f UTF-16 -t ASCII "
          + file;
    }
    if (first == 0xfe && second == 0xed) {
      return ": it is a Java key store; export the chain: keytool -exportcert -rfc -keystore "
          + file;
    }
    if (first != 0x30) {
      return "; it must begin with -----BEGIN CERTIFICATE-----";
    }
    return switch (kind(bytes)) {
      case PKCS12 ->
          ": it is PKCS #12; convert it: openssl pkcs12 -nokeys -in " + file + " -out chain.pem";
      case PKCS7 ->
          ": it is PKCS #7; convert it: openssl pkcs7 -inform der -print_certs -in " + file;
      case CERTIFICATE ->
          ": it is DER; servers send what they read as PEM, convert it: openssl x509 -inform der -in "
              + file;
    };
  }

  private enum Kind {
    PKCS12,
    PKCS7,
    CERTIFICATE
  }

  /** By what stands first inside the outer SEQUENCE: a version, an identifier, or a SEQUENCE. */
  private static Kind kind(byte[] bytes) {
    int length = bytes.length > 1 ? bytes[1] & 0xff : 0;
    int inner = length > 0x80 ? 2 + (length & 0x7f) : 2;
    int tag = inner < bytes.length ? bytes[inner] : 0;
    return switch (tag) {
      case 0x02 -> Kind.PKCS12;
      case 0x06 -> Kind.PKCS7;
      default -> Kind.CERTIFICATE;
    };
  }
}
