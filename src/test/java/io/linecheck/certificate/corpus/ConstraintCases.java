package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;

import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;

/** Path length, critical extensions, serial numbers, versions, policies. */
final class ConstraintCases {
  private static final String LENGTH = "RFC 5280 4.2.1.9";
  private static final String CRITICAL = "RFC 5280 4.2";
  private static final String SERIAL = "RFC 5280 4.1.2.2";
  private static final String POLICY = "RFC 5280 6.1.5";
  private static final String UNKNOWN = "1.3.6.1.4.1.55555.1.1";

  private ConstraintCases() {}

  static void add(Corpus corpus) {
    lengths(corpus);
    critical(corpus);
    serials(corpus);
    policies(corpus);
  }

  private static void lengths(Corpus corpus) {
    corpus.good("path length 0 above a leaf", LENGTH, s -> s.issuer.ca(0));
    corpus.bad(
        "path length 0 above an intermediate",
        LENGTH,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          s.issuer.ca(0);
          s.deeper("Second Issuer");
        });
    corpus.good(
        "path length 1 above an intermediate",
        LENGTH,
        s -> {
          s.issuer.ca(1);
          s.deeper("Second Issuer");
        });
    corpus.bad(
        "path length 0 in the root", LENGTH, CERTIFICATE_CONSTRAINT_VIOLATED, s -> s.root.ca(0));
    corpus.good("path length 1 in the root", LENGTH, s -> s.root.ca(1));
    corpus.good(
        "path length may grow below",
        LENGTH,
        s -> {
          s.root.ca(2);
          s.issuer.ca(5);
          s.deeper("Second Issuer");
        });
    corpus.good(
        "self-issued intermediates do not count",
        LENGTH,
        s -> {
          s.issuer.ca(0);
          Draft renewed = s.deeper("Corpus Issuer");
          renewed.key = s.key("renewed issuer");
          Scene.keyIds(renewed);
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
        });
    corpus.warned(
        "path length in a leaf",
        LENGTH,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.put(Extension.basicConstraints, true, new DERSequence(new ASN1Integer(0))));
    corpus.good(
        "five certificates",
        "as Let's Encrypt serves them",
        s -> {
          s.deeper("Second Issuer");
          s.deeper("Third Issuer");
        });
  }

  private static void critical(Corpus corpus) {
    corpus.bad(
        "unknown critical extension in the leaf",
        CRITICAL,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.put(Scene.oid(UNKNOWN), true, DERNull.INSTANCE));
    corpus.bad(
        "unknown critical extension in the intermediate",
        CRITICAL,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.put(Scene.oid(UNKNOWN), true, DERNull.INSTANCE));
    corpus.warned(
        "unknown critical extension in the root",
        "browsers do not look at it",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.root.put(Scene.oid(UNKNOWN), true, DERNull.INSTANCE));
    corpus.good(
        "unknown extension that is not critical",
        CRITICAL,
        s -> s.leaf.put(Scene.oid(UNKNOWN), false, DERNull.INSTANCE));
    corpus.bad(
        "precertificate",
        "RFC 6962 3.1",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.put(Scene.oid("1.3.6.1.4.1.11129.2.4.3"), true, DERNull.INSTANCE));
    corpus.bad(
        "critical authority key id",
        "RFC 5280 4.2.1.1",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.critical(Extension.authorityKeyIdentifier, true));
    corpus.bad(
        "critical subject key id",
        "RFC 5280 4.2.1.2",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.critical(Extension.subjectKeyIdentifier, true));
    corpus.good(
        "no key ids at all",
        "browsers do not need them",
        s -> {
          for (Draft each : new Draft[] {s.root, s.issuer, s.leaf}) {
            each.remove(Extension.authorityKeyIdentifier);
            each.remove(Extension.subjectKeyIdentifier);
          }
        });
    corpus.good(
        "authority key id of another key",
        "browsers only sort by it",
        s -> {
          Draft other = s.authority("Someone Else", null);
          Draft right = s.leaf.issuer;
          s.leaf.issuer = other;
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
          s.leaf.issuer = right;
        });
  }

  private static void serials(Corpus corpus) {
    corpus.warned(
        "serial 0", SERIAL, CERTIFICATE_CONSTRAINT_VIOLATED, s -> s.leaf.serial = BigInteger.ZERO);
    corpus.warned(
        "negative serial",
        SERIAL,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.serial = BigInteger.valueOf(-77));
    corpus.warned(
        "serial of 21 octets",
        SERIAL,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.serial = BigInteger.ONE.shiftLeft(161));
    corpus.good("serial of 20 octets", SERIAL, s -> s.leaf.serial = BigInteger.ONE.shiftLeft(158));
    corpus.bad(
        "version 1 leaf",
        "RFC 5280 4.1.2.1",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          s.leaf.version = 1;
          s.leaf.extensions.clear();
        });
    corpus.bad(
        "version 1 intermediate",
        "RFC 5280 4.1.2.1",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          s.issuer.version = 1;
          s.issuer.extensions.clear();
        });
    corpus.good(
        "version 1 root",
        "browsers know such roots",
        s -> {
          s.root.version = 1;
          s.root.extensions.clear();
        });
    corpus.bad(
        "extensions in version 2",
        "RFC 5280 4.1.2.9",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.version = 2);
    corpus.bad(
        "version 4", "RFC 5280 4.1.2.1", CERTIFICATE_CONSTRAINT_VIOLATED, s -> s.leaf.version = 4);
    corpus.bad(
        "empty issuer",
        "RFC 5280 4.1.2.4",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.subject = new X500Name(""));
    corpus.bad(
        "root with an empty name",
        "RFC 5280 4.1.2.6",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.root.subject = new X500Name(""));
  }

  private static void policies(Corpus corpus) {
    corpus.good(
        "required policy is there",
        POLICY,
        s -> {
          require(s.issuer);
          policy(s.issuer, "2.23.140.1.2.1");
          policy(s.leaf, "2.23.140.1.2.1");
        });
    corpus.good(
        "any policy of the issuer",
        POLICY,
        s -> {
          require(s.issuer);
          policy(s.issuer, "2.5.29.32.0");
          policy(s.leaf, "2.23.140.1.2.1");
        });
    corpus.bad(
        "required policy is missing",
        POLICY,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          require(s.issuer);
          policy(s.issuer, "2.23.140.1.2.1");
        });
    corpus.bad(
        "required policy is another",
        POLICY,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          require(s.issuer);
          policy(s.issuer, "2.23.140.1.2.1");
          policy(s.leaf, "2.23.140.1.2.2");
        });
    corpus.good(
        "policies differ, none required",
        POLICY,
        s -> {
          policy(s.issuer, "2.23.140.1.2.1");
          policy(s.leaf, "2.23.140.1.2.2");
        });
    corpus.bad(
        "the same policy twice",
        "RFC 5280 4.2.1.4",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          ASN1EncodableVector twice = new ASN1EncodableVector();
          twice.add(new PolicyInformation(Scene.oid("2.23.140.1.2.1")));
          twice.add(new PolicyInformation(Scene.oid("2.23.140.1.2.1")));
          s.leaf.put(Extension.certificatePolicies, false, new DERSequence(twice));
        });
    corpus.bad(
        "empty policy constraints",
        "RFC 5280 4.2.1.11",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.put(Extension.policyConstraints, true, new DERSequence()));
  }

  private static void require(Draft draft) {
    draft.put(
        Extension.policyConstraints,
        true,
        new DERSequence(new DERTaggedObject(false, 0, new ASN1Integer(0))));
  }

  private static void policy(Draft draft, String policy) {
    draft.put(
        Extension.certificatePolicies,
        false,
        new CertificatePolicies(new PolicyInformation(Scene.oid(policy))));
  }
}
