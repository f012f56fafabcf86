package io.linecheck.certificate;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate (RFC 5280 section 4.1), read once, judged elsewhere. Immutable. */
public final class Certificate implements Decoded {
  /** More octets are not read. */
  static final int LARGEST = 1 << 20;

  private final byte[] encoded;
  private final byte[] signed;
  private final byte[] signature;
  final int version;
  final BigInteger serial;
  final int serialOctets;
  final boolean algorithmsAgree;
  final SignatureAlgorithm algorithm;
  final DistinguishedName issuer;
  final Instant notBefore;
  final Instant notAfter;
  final DistinguishedName subject;
  final SubjectKey key;
  final Extensions extensions;
  private volatile @Nullable String sha256;

  /** Reads the outer structure step by step, in the order of the fields of RFC 5280. */
  private Certificate(byte[] bytes) throws DerException {
    encoded = bytes.clone();
    DerReader outer = Der.only(encoded, "the certificate").inside("the certificate");
    Der tbs = outer.next(Der.SEQUENCE);
    Der outerAlgorithm = outer.next(Der.SEQUENCE);
    Der value = outer.bitString();
    outer.end();
    signed = tbs.encoded();
    byte[] bits = value.content();
    signature = Arrays.copyOfRange(bits, 1, bits.length);

    DerReader reader = tbs.inside("tbsCertificate");
    Der versionElement = reader.optional(Der.context(0, true));
    version = versionElement == null ? 1 : version(versionElement);
    Der number = reader.next(Der.INTEGER);
    if (number.length() == 0) {
      throw reader.broken("has an empty serial number");
    }
    serial = new BigInteger(number.content());
    serialOctets = number.length();
    Der innerAlgorithm = reader.next(Der.SEQUENCE);
    algorithmsAgree = innerAlgorithm.sameBytes(outerAlgorithm);
    algorithm = SignatureAlgorithm.read(outerAlgorithm);
    issuer = name(reader, "issuer");
    DerReader validity = reader.next(Der.SEQUENCE).inside("validity");
    notBefore = time(validity, "notBefore");
    notAfter = time(validity, "notAfter");
    validity.end();
    subject = name(reader, "subject");
    key = SubjectKey.read(reader.next(Der.SEQUENCE));
    Der issuerId = reader.optional(Der.context(1, false));
    Der subjectId = reader.optional(Der.context(2, false));
    if ((issuerId != null || subjectId != null) && version == 1) {
      throw reader.broken("has a unique identifier in version 1");
    }
    Der list = reader.optional(Der.context(3, true));
    reader.end();
    if (list == null) {
      extensions = ExtensionReader.none();
    } else if (version != 3) {
      throw reader.broken("has extensions in version " + version);
    } else {
      DerReader wrapped = list.inside("extensions");
      extensions = ExtensionReader.read(wrapped.enter(Der.SEQUENCE));
      wrapped.end();
    }
  }

  /** Reads a certificate; what is no certificate comes back as {@link Malformed}. */
  public static Decoded read(byte[] bytes) {
    if (bytes.length == 0) {
      return new Malformed("its block is empty, is no base64 or has no END line");
    }
    if (bytes.length > LARGEST) {
      return new Malformed(bytes.length + " octets, more than " + LARGEST + " are not read");
    }
    try {
      return new Certificate(bytes);
    } catch (DerException e) {
      return new Malformed(String.valueOf(e.getMessage()));
    }
  }

  private static int version(Der element) throws DerException {
    DerReader reader = element.inside("version");
    int found = reader.smallInteger();
    reader.end();
    if (found == 0) {
      throw reader.broken("writes its default, version 1, out (BER, not DER)");
    }
    if (found > 2) {
      throw reader.broken("is " + (found + 1L) + ", there are 1 to 3");
    }
    return found + 1;
  }

  private static DistinguishedName name(DerReader reader, String what) throws DerException {
    return DistinguishedName.read(reader.next(Der.SEQUENCE).inside(what));
  }

  /** UTCTime or GeneralizedTime with seconds and Z (RFC 5280 section 4.1.2.5). */
  private static Instant time(DerReader reader, String what) throws DerException {
    Der element = reader.next();
    String text = element.latin1();
    boolean utc = element.tag == Der.UTC_TIME && text.matches("\\d{12}Z");
    if (!utc && (element.tag != Der.GENERALIZED_TIME || !text.matches("\\d{14}Z"))) {
      throw new DerException(what + " is not a UTCTime or GeneralizedTime that ends with Z");
    }
    if (utc) {
      text = (text.charAt(0) >= '5' ? "19" : "20") + text;
    }
    try {
      return LocalDateTime.of(
              digits(text, 0, 4),
              digits(text, 4, 6),
              digits(text, 6, 8),
              digits(text, 8, 10),
              digits(text, 10, 12),
              digits(text, 12, 14))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new DerException(what + " " + text + " is no date");
    }
  }

  private static int digits(String text, int from, int to) {
    return Integer.parseInt(text, from, to, 10);
  }

  /** The DER it was read from. */
  public byte[] encoded() {
    return encoded.clone();
  }

  /** Lower-case hexadecimal. */
  public String sha256() {
    String known = sha256;
    if (known == null) {
      known = sha256(encoded);
      sha256 = known;
    }
    return known;
  }

  /** The fingerprint of any octets. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** RFC 4514. */
  public String subject() {
    return subject.toString();
  }

  /** Where revocation lists can be fetched (RFC 5280 section 4.2.1.13). */
  public List<String> revocationUrls() {
    return extensions.crlUrls();
  }

  /** RFC 4514. */
  public String issuer() {
    return issuer.toString();
  }

  /** Start of validity. */
  public Instant notBefore() {
    return notBefore;
  }

  /** End of validity, itself still valid. */
  public Instant notAfter() {
    return notAfter;
  }

  /** Lower-case hexadecimal of its octets. */
  public String serialHex() {
    byte[] octets = serial.toByteArray();
    int from = octets.length > 1 && octets[0] == 0 ? 1 : 0;
    return HexFormat.of().formatHex(octets, from, octets.length);
  }

  /** Whether issuer and subject are the same name. */
  public boolean isSelfIssued() {
    return issuer.equals(subject);
  }

  /** Whether that key signed it. */
  boolean isSignedBy(SubjectKey signer) {
    return algorithm.verifies(signer, signed, signature);
  }

  boolean isValidAt(Instant at) {
    return !at.isBefore(notBefore) && !at.isAfter(notAfter);
  }

  /** How people call it: the common name, else the first SAN, else the whole subject. */
  String shortName() {
    String common = subject.commonName();
    if (!common.isEmpty()) {
      return "CN=" + common;
    }
    if (!subject.isEmpty()) {
      return subject.toString();
    }
    var names = extensions.alternativeNames();
    return names == null ? "no subject" : names.getFirst().toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Certificate that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return subject + " (serial " + serialHex() + ")";
  }
}
