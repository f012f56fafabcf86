package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
import static io.linecheck.model.FindingCode.CERTIFICATE_KEY_WEAK;
import static io.linecheck.model.FindingCode.CERTIFICATE_SIGNATURE_WEAK;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Keys and signatures (Baseline Requirements 6.1.1.5, 7.1.3). */
final class KeyCases {
  private static final String KEYS = "BR 6.1.1.5";
  private static final String SIGNATURES = "BR 7.1.3.2";

  private KeyCases() {}

  static void add(Corpus corpus) {
    keys(corpus);
    signatures(corpus);
  }

  static void letsEncrypt(Corpus corpus) {
    corpus.good(
        "leaf RSA 2048, issuer RSA 2048, root RSA 4096",
        KEYS,
        s -> {
          signWith(s, s.root, "RSA 4096");
          s.issuer.key = s.key("issuer", "RSA 2048");
          s.leaf.algorithm = "SHA256withRSA";
          s.leaf.key = s.key("leaf", "RSA 2048");
          s.publicRoots = true;
          PublicCases.timestamps(s.leaf, 1, 2);
        });
    corpus.good(
        "leaf P-256, issuer P-384, root P-384",
        KEYS,
        s -> {
          s.root.key = s.key("root", "EC P-384");
          s.issuer.key = s.key("issuer", "EC P-384");
          s.issuer.algorithm = "SHA384withECDSA";
          s.leaf.algorithm = "SHA384withECDSA";
          s.publicRoots = true;
          PublicCases.timestamps(s.leaf, 1, 2);
        });
  }

  private static void keys(Corpus corpus) {
    for (String kind : new String[] {"RSA 2048", "RSA 3072", "EC P-256", "EC P-384", "EC P-521"}) {
      if (kind.equals("EC P-521")) {
        corpus.warned(
            "leaf " + kind,
            "Chrome has no such signature",
            CERTIFICATE_KEY_WEAK,
            s -> s.leaf.key = s.key("leaf", kind));
      } else {
        corpus.good("leaf " + kind, KEYS, s -> s.leaf.key = s.key("leaf", kind));
      }
      corpus.good("intermediate " + kind, KEYS, s -> signWith(s, s.issuer, kind));
    }
    corpus.good("root RSA 4096", KEYS, s -> signWith(s, s.root, "RSA 4096"));
    for (String kind : new String[] {"RSA 1024", "RSA 2041", "RSA 2047", "DSA 2048", "Ed25519"}) {
      corpus.bad("leaf " + kind, KEYS, CERTIFICATE_KEY_WEAK, s -> s.leaf.key = s.key("leaf", kind));
    }
    corpus.bad(
        "intermediate RSA 1024",
        KEYS,
        CERTIFICATE_KEY_WEAK,
        s -> signWith(s, s.issuer, "RSA 1024"));
    corpus.bad("root RSA 1024", KEYS, CERTIFICATE_KEY_WEAK, s -> signWith(s, s.root, "RSA 1024"));
    corpus.bad("root RSA 2050", KEYS, CERTIFICATE_KEY_WEAK, s -> signWith(s, s.root, "RSA 2050"));
    for (String curve : new String[] {"secp192r1", "secp224r1", "secp256k1"}) {
      corpus.bad("leaf " + curve, KEYS, CERTIFICATE_KEY_WEAK, s -> s.leaf.keyInfo = named(curve));
    }
    corpus.bad(
        "explicit curve parameters",
        "RFC 5480 2.1.1",
        CERTIFICATE_KEY_WEAK,
        s -> {
          var curve = SECNamedCurves.getByName("secp256r1");
          byte[] info = s.leaf.key.getPublic().getEncoded();
          byte[] point = SubjectPublicKeyInfo.getInstance(info).getPublicKeyData().getOctets();
          s.leaf.keyInfo =
              new SubjectPublicKeyInfo(
                      new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point)
                  .toASN1Primitive();
        });
    corpus.bad(
        "RSA with exponent 1",
        KEYS,
        CERTIFICATE_KEY_WEAK,
        s -> s.leaf.keyInfo = rsa(s, BigInteger.ONE));
    corpus.bad(
        "RSA with an even exponent",
        KEYS,
        CERTIFICATE_KEY_WEAK,
        s -> s.leaf.keyInfo = rsa(s, BigInteger.valueOf(65538)));
    corpus.bad(
        "RSA of 16384 bits",
        "bounded work",
        CERTIFICATE_KEY_WEAK,
        s ->
            s.leaf.keyInfo =
                rsa(
                    BigInteger.ONE.shiftLeft(16384).subtract(BigInteger.ONE),
                    BigInteger.valueOf(65537)));
  }

  private static void signatures(Corpus corpus) {
    for (String digest : new String[] {"SHA384", "SHA512"}) {
      corpus.good(
          "leaf signed by " + digest + " and ECDSA",
          SIGNATURES,
          s -> s.leaf.algorithm = digest + "withECDSA");
      corpus.good(
          "leaf signed by " + digest + " and RSA",
          SIGNATURES,
          s -> {
            signWith(s, s.issuer, "RSA 2048");
            s.leaf.algorithm = digest + "withRSA";
          });
    }
    for (String digest : new String[] {"MD5", "SHA1", "SHA224"}) {
      corpus.bad(
          "leaf signed by " + digest + " and RSA",
          SIGNATURES,
          CERTIFICATE_SIGNATURE_WEAK,
          s -> {
            signWith(s, s.issuer, "RSA 2048");
            s.leaf.algorithm = digest + "withRSA";
          });
    }
    corpus.bad(
        "leaf signed by SHA-1 and ECDSA",
        SIGNATURES,
        CERTIFICATE_SIGNATURE_WEAK,
        s -> s.leaf.algorithm = "SHA1withECDSA");
    corpus.bad(
        "intermediate signed by SHA-1",
        SIGNATURES,
        CERTIFICATE_SIGNATURE_WEAK,
        s -> s.issuer.algorithm = "SHA1withECDSA");
    corpus.good(
        "root signed by SHA-1",
        "a root's own signature is not looked at",
        s -> s.root.algorithm = "SHA1withECDSA");
    corpus.bad(
        "signed by DSA",
        SIGNATURES,
        CERTIFICATE_SIGNATURE_WEAK,
        s -> {
          signWith(s, s.issuer, "DSA 2048");
          s.leaf.algorithm = "SHA256withDSA";
        });
    corpus.bad(
        "signed by Ed25519",
        SIGNATURES,
        CERTIFICATE_SIGNATURE_WEAK,
        s -> {
          signWith(s, s.issuer, "Ed25519");
          s.leaf.algorithm = "Ed25519";
        });
    corpus.bad(
        "algorithms inside and outside differ",
        "RFC 5280 4.1.1.2",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.inner = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA384));
    corpus.bad(
        "ECDSA with NULL parameters",
        "RFC 5758 3.2",
        CERTIFICATE_SIGNATURE_WEAK,
        s ->
            s.leaf.outer =
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE));
    corpus.bad(
        "signature of another key",
        "RFC 5280 6.1.3",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.signer = s.key("stranger"));
    corpus.bad(
        "signature with one bit changed",
        "RFC 5280 6.1.3",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s ->
            s.leaf.finish =
                bytes -> {
                  bytes[bytes.length - 1] ^= 1;
                  return bytes;
                });
  }

  /** Gives an issuer another kind of key; what it signs follows. */
  private static void signWith(Scene scene, Draft issuer, String kind) {
    issuer.key = scene.key("signer", kind);
    String algorithm = kind.startsWith("EC ") ? "SHA256withECDSA" : "SHA256withRSA";
    for (Draft each : new Draft[] {scene.root, scene.issuer, scene.leaf}) {
      if (each.issuer == issuer || (issuer.issuer == null && each == issuer)) {
        each.algorithm = algorithm;
      }
      Scene.keyIds(each);
    }
    scene.leaf.remove(org.bouncycastle.asn1.x509.Extension.subjectKeyIdentifier);
  }

  private static ASN1Primitive named(String curve) {
    var parameters = SECNamedCurves.getByName(curve);
    return new SubjectPublicKeyInfo(
            new AlgorithmIdentifier(
                X9ObjectIdentifiers.id_ecPublicKey, SECNamedCurves.getOID(curve)),
            parameters.getG().getEncoded(false))
        .toASN1Primitive();
  }

  private static ASN1Primitive rsa(Scene scene, BigInteger exponent) {
    RSAPublicKey key = (RSAPublicKey) scene.key("leaf", "RSA 2048").getPublic();
    return rsa(key.getModulus(), exponent);
  }

  private static ASN1Primitive rsa(BigInteger modulus, BigInteger exponent) {
    try {
      return new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(Scene.oid("1.2.840.113549.1.1.1"), DERNull.INSTANCE),
              new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent))
          .toASN1Primitive();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
