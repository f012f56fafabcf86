package io.linecheck.certificate;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A subjectPublicKeyInfo (RFC 5280 section 4.1.2.7, RFC 3279, RFC 5480) and what browsers think of
 * it: RSA of at least 2048 bits, a multiple of eight, or a named curve P-256, P-384, P-521.
 */
final class SubjectKey {
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String EC = "1.2.840.10045.2.1";
  private static final Map<String, String> CURVES =
      Map.of(
          "1.2.840.10045.3.1.7", "P-256",
          "1.3.132.0.34", "P-384",
          "1.3.132.0.35", "P-521");
  private static final Map<String, Integer> POINT_OCTETS =
      Map.of("P-256", 32, "P-384", 48, "P-521", 66);
  private static final Map<String, String> OTHERS =
      Map.of(
          "1.2.840.10040.4.1", "DSA",
          "1.3.101.112", "Ed25519",
          "1.3.101.113", "Ed448",
          "1.2.840.113549.1.1.10", "RSASSA-PSS",
          "1.2.840.113549.1.1.7", "RSAES-OAEP");
  private static final Map<String, String> OTHER_CURVES =
      Map.of(
          "1.2.840.10045.3.1.1", "P-192",
          "1.3.132.0.33", "P-224",
          "1.3.132.0.10", "secp256k1",
          "1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1",
          "1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1");

  /** Above it a verification would cost more than a verdict may. */
  private static final int LARGEST_RSA_BITS = 8192;

  private final String algorithm;
  private final String text;
  private final int bits;
  private final String weakness;
  private final byte[] info;
  private volatile @Nullable PublicKey key;

  private SubjectKey(String algorithm, String text, int bits, String weakness, byte[] info) {
    this.algorithm = algorithm;
    this.text = text;
    this.bits = bits;
    this.weakness = weakness;
    this.info = info;
  }

  static SubjectKey read(Der info) throws DerException {
    String field = "subjectPublicKeyInfo";
    DerReader reader = info.inside(field);
    DerReader identifier = reader.enter(Der.SEQUENCE);
    String oid = identifier.oid();
    Der parameters = identifier.isEmpty() ? null : identifier.next();
    identifier.end();
    Der bits = reader.bitString();
    reader.end();
    return switch (oid) {
      case RSA -> rsa(parameters, bits, info.encoded());
      case EC -> elliptic(parameters, bits, info.encoded());
      default -> {
        String name = OTHERS.getOrDefault(oid, oid);
        yield new SubjectKey(
            name, name, 0, "browsers take RSA and EC keys, not " + name, info.encoded());
      }
    };
  }

  private static SubjectKey rsa(@Nullable Der parameters, Der bits, byte[] info)
      throws DerException {
    String field = "RSA public key";
    byte[] content = bits.content();
    DerReader outer = new DerReader(content, 1, content.length, field);
    DerReader sequence = outer.enter(Der.SEQUENCE);
    outer.end();
    Der modulus = sequence.next(Der.INTEGER);
    sequence.requireShortest(modulus);
    Der exponent = sequence.next(Der.INTEGER);
    sequence.requireShortest(exponent);
    sequence.end();
    int size = modulus.octet(0) >= 0x80 ? 0 : new BigInteger(1, modulus.content()).bitLength();
    String weakness = "";
    if (size == 0 || modulus.octet(modulus.length() - 1) % 2 == 0) {
      weakness = "the modulus is not a positive odd number";
    } else if (size < 2048) {
      weakness = "RSA of " + size + " bits, at least 2048 are expected";
    } else if (size % 8 != 0) {
      weakness = "RSA of " + size + " bits, a multiple of 8 is expected";
    } else if (size > LARGEST_RSA_BITS) {
      weakness = "RSA of " + size + " bits, browsers take up to " + LARGEST_RSA_BITS;
    } else if (exponent.octet(0) >= 0x80
        || exponent.length() > 5
        || exponent.octet(exponent.length() - 1) % 2 == 0
        || (exponent.length() == 1 && exponent.octet(0) < 3)) {
      weakness = "the public exponent is not an odd number from 3 to 2^33";
    } else if (parameters == null || parameters.tag != Der.NULL || parameters.length() > 0) {
      weakness = "the algorithm has other parameters than NULL (RFC 3279 2.3.1)";
    }
    return new SubjectKey("RSA", "RSA " + size, size, weakness, info);
  }

  private static SubjectKey elliptic(@Nullable Der parameters, Der bits, byte[] info)
      throws DerException {
    if (parameters == null || parameters.tag != Der.OID) {
      String how = "explicit curve parameters, a named curve is expected";
      return new SubjectKey("EC", "EC explicit", 0, how, info);
    }
    String oid = parameters.inside("curve").oid(parameters);
    String curve = CURVES.get(oid);
    if (curve == null) {
      String name = OTHER_CURVES.getOrDefault(oid, oid);
      String how = "curve " + name + ", P-256, P-384 or P-521 is expected";
      return new SubjectKey("EC", "EC " + name, 0, how, info);
    }
    int octets = POINT_OCTETS.getOrDefault(curve, 0);
    boolean uncompressed = bits.length() == 2 + 2 * octets && bits.octet(1) == 4;
    String weakness = "";
    if (!uncompressed) {
      weakness = "the point is not an uncompressed point of " + curve;
    } else if (!NistCurve.of(curve).contains(bits.content())) {
      weakness = "the point does not lie on " + curve;
    }
    int size = "P-521".equals(curve) ? 521 : octets * 8;
    return new SubjectKey("EC", "EC " + curve, size, weakness, info);
  }

  /** {@code RSA}, {@code EC}, or another name or number. */
  String algorithm() {
    return algorithm;
  }

  /** {@code RSA 2048}, {@code EC P-256}. */
  String text() {
    return text;
  }

  /** Why browsers refuse it; empty where they do not. */
  String weakness() {
    return weakness;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SubjectKey that && Arrays.equals(info, that.info);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(info);
  }

  byte[] info() {
    return info.clone();
  }

  /** What one verification with this key costs, in units of about 50 microseconds. */
  int cost() {
    return switch (algorithm) {
      case "RSA" -> 1 + bits / 2048 * (bits / 2048);
      case "EC" -> bits <= 256 ? 5 : bits <= 384 ? 12 : 25;
      default -> 10;
    };
  }

  /** The key for the platform's algorithms. */
  PublicKey forVerification() throws GeneralSecurityException {
    PublicKey known = key;
    if (known == null) {
      known = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info));
      key = known;
    }
    return known;
  }
}
