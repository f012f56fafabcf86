package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
import static io.linecheck.model.FindingCode.CERTIFICATE_IS_CA;
import static io.linecheck.model.FindingCode.CERTIFICATE_USAGE_WRONG;

import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What keys may be used for (RFC 5280 4.2.1.3, 4.2.1.9, 4.2.1.12). */
final class UsageCases {
  private static final String KU = "RFC 5280 4.2.1.3";
  private static final String EKU = "RFC 5280 4.2.1.12";
  private static final String BC = "RFC 5280 4.2.1.9";

  private UsageCases() {}

  static void add(Corpus corpus) {
    leaf(corpus);
    issuers(corpus);
    basicConstraints(corpus);
  }

  private static void leaf(Corpus corpus) {
    corpus.good("leaf without keyUsage", KU, s -> s.leaf.remove(Extension.keyUsage));
    corpus.good(
        "leaf without extendedKeyUsage",
        "browsers take it for any purpose",
        s -> s.leaf.remove(Extension.extendedKeyUsage));
    corpus.good(
        "leaf with serverAuth and clientAuth",
        EKU,
        s -> s.leaf.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
    corpus.good(
        "leaf with critical extendedKeyUsage",
        EKU,
        s -> s.leaf.critical(Extension.extendedKeyUsage, true));
    corpus.warned(
        "leaf with anyExtendedKeyUsage",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.purposes(KeyPurposeId.anyExtendedKeyUsage));
    corpus.bad(
        "leaf for clients",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.purposes(KeyPurposeId.id_kp_clientAuth));
    corpus.bad(
        "leaf for mail and code",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.purposes(KeyPurposeId.id_kp_emailProtection, KeyPurposeId.id_kp_codeSigning));
    corpus.bad(
        "leaf for OCSP",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.purposes(KeyPurposeId.id_kp_OCSPSigning));
    corpus.bad(
        "empty extendedKeyUsage",
        EKU,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.put(Extension.extendedKeyUsage, false, new DERSequence()));
    corpus.bad(
        "EC leaf without digitalSignature",
        KU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.usage(KeyUsage.keyAgreement));
    corpus.warned(
        "RSA leaf with keyEncipherment only",
        KU,
        CERTIFICATE_USAGE_WRONG,
        s -> {
          s.leaf.key = s.key("leaf", "RSA 2048");
          s.leaf.usage(KeyUsage.keyEncipherment);
        });
    corpus.warned(
        "keyCertSign in a leaf",
        BC,
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign));
    corpus.bad(
        "keyUsage without a bit",
        KU,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.put(Extension.keyUsage, true, new DERBitString(new byte[] {0}, 7)));
    corpus.good("keyUsage not critical", KU, s -> s.leaf.critical(Extension.keyUsage, false));
  }

  private static void issuers(Corpus corpus) {
    corpus.bad(
        "intermediate without keyCertSign",
        KU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.issuer.usage(KeyUsage.digitalSignature | KeyUsage.cRLSign));
    corpus.bad(
        "root without keyCertSign",
        KU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.root.usage(KeyUsage.cRLSign));
    corpus.good("intermediate without keyUsage", KU, s -> s.issuer.remove(Extension.keyUsage));
    corpus.good("root without keyUsage", KU, s -> s.root.remove(Extension.keyUsage));
    corpus.good(
        "intermediate with serverAuth", EKU, s -> s.issuer.purposes(KeyPurposeId.id_kp_serverAuth));
    corpus.good(
        "intermediate with anyExtendedKeyUsage",
        EKU,
        s -> s.issuer.purposes(KeyPurposeId.anyExtendedKeyUsage));
    corpus.bad(
        "intermediate for mail",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.issuer.purposes(KeyPurposeId.id_kp_emailProtection));
    corpus.bad(
        "intermediate for OCSP",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.issuer.purposes(KeyPurposeId.id_kp_OCSPSigning));
    corpus.bad(
        "root for clients",
        EKU,
        CERTIFICATE_USAGE_WRONG,
        s -> s.root.purposes(KeyPurposeId.id_kp_clientAuth));
    corpus.good(
        "root with serverAuth",
        EKU,
        s -> s.root.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));
  }

  private static void basicConstraints(Corpus corpus) {
    corpus.bad("leaf is a CA", BC, CERTIFICATE_IS_CA, s -> s.leaf.ca(-1));
    corpus.good(
        "leaf says it is no CA",
        BC,
        s -> s.leaf.put(Extension.basicConstraints, true, new BasicConstraints(false)));
    corpus.bad(
        "intermediate without basicConstraints",
        BC,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.remove(Extension.basicConstraints));
    corpus.bad(
        "intermediate that is no CA",
        BC,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.put(Extension.basicConstraints, true, new BasicConstraints(false)));
    corpus.bad(
        "root without basicConstraints",
        BC,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.root.remove(Extension.basicConstraints));
    corpus.bad(
        "root that is no CA",
        BC,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.root.put(Extension.basicConstraints, true, new BasicConstraints(false)));
    corpus.good(
        "root with basicConstraints not critical",
        BC,
        s -> s.root.critical(Extension.basicConstraints, false));
    corpus.bad(
        "a leaf signs a leaf",
        BC,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          Draft other = s.leaf.copy();
          other.subject = new org.bouncycastle.asn1.x500.X500Name("CN=www.example.com");
          other.key = s.key("another leaf");
          s.leaf.issuer = other;
          s.sent.addFirst(other);
          s.leaf.remove(Extension.authorityKeyIdentifier);
        });
  }
}
