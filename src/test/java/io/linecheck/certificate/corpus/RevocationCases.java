package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_REVOKED;

import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Revocation lists (RFC 5280 sections 5 and 6.3). */
final class RevocationCases {
  private static final String RULE = "RFC 5280 6.3.3";
  private static final BigInteger OTHER = BigInteger.valueOf(99);

  private RevocationCases() {}

  static void add(Corpus corpus) {
    corpus.bad(
        "revoked leaf",
        RULE,
        CERTIFICATE_REVOKED,
        s -> s.lists.add(list(s.issuer, s.issuer.key, s.leaf.serial, 0, 7, true)));
    corpus.bad(
        "revoked intermediate",
        RULE,
        CERTIFICATE_REVOKED,
        s -> s.lists.add(list(s.root, s.root.key, s.issuer.serial, 0, 7, true)));
    corpus.bad(
        "revoked in the second list",
        RULE,
        CERTIFICATE_REVOKED,
        s -> {
          s.lists.add(list(s.root, s.root.key, OTHER, 0, 7, true));
          s.lists.add(list(s.issuer, s.issuer.key, s.leaf.serial, 0, 7, true));
        });
    corpus.bad(
        "revoked in a list that has run out",
        "once revoked, always revoked",
        CERTIFICATE_REVOKED,
        s -> s.lists.add(list(s.issuer, s.issuer.key, s.leaf.serial, -20, 7, true)));
    corpus.good(
        "another is revoked",
        RULE,
        s -> s.lists.add(list(s.issuer, s.issuer.key, OTHER, 0, 7, true)));
    corpus.good(
        "the same serial of another issuer",
        RULE,
        s -> s.lists.add(list(s.root, s.root.key, s.leaf.serial, 0, 7, true)));
    corpus.good(
        "list signed by a stranger",
        "failure is no verdict",
        s -> s.lists.add(list(s.issuer, s.key("stranger"), s.leaf.serial, 0, 7, true)));
    corpus.good(
        "list that has run out",
        "failure is no verdict",
        s -> s.lists.add(list(s.issuer, s.issuer.key, OTHER, -20, 7, true)));
    corpus.good(
        "list without a number",
        "browsers do not look at it",
        s -> s.lists.add(list(s.issuer, s.issuer.key, OTHER, 0, 7, false)));
    corpus.good(
        "issuer without cRLSign",
        "browsers do not look at it",
        s -> {
          s.issuer.usage(KeyUsage.keyCertSign);
          s.lists.add(list(s.issuer, s.issuer.key, OTHER, 0, 7, true));
        });
    corpus.good("list for CAs only", "RFC 5280 5.2.5", s -> s.lists.add(scoped(s)));
  }

  private static byte[] list(
      Draft issuer, KeyPair key, BigInteger revoked, int fromDay, int days, boolean numbered) {
    return build(issuer, key, revoked, fromDay, days, numbered, null);
  }

  private static byte[] scoped(Scene s) {
    IssuingDistributionPoint authorities =
        new IssuingDistributionPoint(null, false, true, null, false, false);
    return build(s.issuer, s.issuer.key, s.leaf.serial, 0, 7, true, authorities);
  }

  private static byte[] build(
      Draft issuer,
      KeyPair key,
      BigInteger revoked,
      int fromDay,
      int days,
      boolean numbered,
      IssuingDistributionPoint scope) {
    Instant from = Scene.NOW.plus(Duration.ofDays(fromDay)).minusSeconds(60);
    X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.subject, Date.from(from));
    builder.setNextUpdate(Date.from(from.plus(Duration.ofDays(days))));
    builder.addCRLEntry(revoked, Date.from(Scene.NOW.minus(Duration.ofDays(30))), 1);
    try {
      if (numbered) {
        builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.TEN));
      }
      if (scope != null) {
        builder.addExtension(Extension.issuingDistributionPoint, true, scope);
      }
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()))
          .getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
