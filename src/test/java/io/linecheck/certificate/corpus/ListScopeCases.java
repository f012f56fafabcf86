package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_REVOKED;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Date;
import java.util.function.Consumer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Scope, deltas and odd extensions of revocation lists (RFC 5280 5.2, 5.3, 6.3.3). */
final class ListScopeCases {
  private static final String RULE = "RFC 5280 5.2";
  private static final BigInteger OTHER = BigInteger.valueOf(4711);

  /** What is put into a list before it is signed. */
  private interface Content {
    void put(X509v2CRLBuilder builder) throws Exception;
  }

  private ListScopeCases() {}

  static void add(Corpus corpus) {
    listed(corpus);
    indirect(corpus);
    deltas(corpus);
    extensions(corpus);
  }

  private static void listed(Corpus corpus) {
    revoked(
        corpus,
        "revoked tomorrow is listed today",
        s -> s.lists.add(list(s, b -> b.addCRLEntry(s.leaf.serial, day(1), CRLReason.superseded))));
    revoked(
        corpus,
        "revoked before it was issued",
        s -> s.lists.add(list(s, b -> b.addCRLEntry(s.leaf.serial, day(-400), 0))));
    revoked(
        corpus,
        "on hold",
        s ->
            s.lists.add(
                list(s, b -> b.addCRLEntry(s.leaf.serial, day(-1), CRLReason.certificateHold))));
    revoked(
        corpus,
        "listed behind ten thousand others",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      for (int i = 1; i <= 10_000; i++) {
                        b.addCRLEntry(OTHER.add(BigInteger.valueOf(i)), day(-9), 0);
                      }
                      b.addCRLEntry(s.leaf.serial, day(-1), CRLReason.keyCompromise);
                    })));
    corpus.good("an empty list", RULE, s -> s.lists.add(list(s, b -> {})));
    corpus.good(
        "list of tomorrow that lists nobody",
        "failure is no verdict",
        s -> s.lists.add(list(s, b -> b.setNextUpdate(day(40)), 2)));
    revoked(
        corpus,
        "listed among end-entity certificates only",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      scope(b, new IssuingDistributionPoint(null, true, false, null, false, false));
                      b.addCRLEntry(s.leaf.serial, day(-1), 0);
                    })));
    corpus.good(
        "listed among attribute certificates only",
        "RFC 5280 5.2.5",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      scope(b, new IssuingDistributionPoint(null, false, false, null, false, true));
                      b.addCRLEntry(s.leaf.serial, day(-1), 0);
                    })));
  }

  private static void indirect(Corpus corpus) {
    IssuingDistributionPoint many =
        new IssuingDistributionPoint(null, false, false, null, true, false);
    revoked(
        corpus,
        "indirect list names the leaf's issuer",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      scope(b, many);
                      b.addCRLEntry(s.leaf.serial, day(-1), of(s.issuer.subject));
                    })));
    revoked(
        corpus,
        "indirect list without a name means its own issuer",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      scope(b, many);
                      b.addCRLEntry(s.leaf.serial, day(-1), 0);
                    })));
    corpus.good(
        "indirect list means the same serial of another issuer",
        "RFC 5280 5.3.3",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      scope(b, many);
                      b.addCRLEntry(
                          s.leaf.serial, day(-1), of(new X500Name("CN=Another Authority")));
                    })));
    corpus.good(
        "indirect list: the issuer named last counts",
        "RFC 5280 5.3.3",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      scope(b, many);
                      b.addCRLEntry(OTHER, day(-1), of(new X500Name("CN=Another Authority")));
                      b.addCRLEntry(s.leaf.serial, day(-1), 0);
                    })));
    revoked(
        corpus,
        "indirect list of the root names the leaf's issuer",
        s ->
            s.lists.add(
                list(
                    s.root,
                    b -> {
                      scope(b, many);
                      b.addCRLEntry(s.leaf.serial, day(-1), of(s.issuer.subject));
                    },
                    0)));
  }

  private static void deltas(Corpus corpus) {
    revoked(
        corpus,
        "revoked by a delta",
        s -> {
          s.lists.add(list(s, b -> {}));
          s.lists.add(
              list(
                  s,
                  b -> {
                    delta(b);
                    b.addCRLEntry(s.leaf.serial, day(-1), CRLReason.keyCompromise);
                  }));
        });
    corpus.good(
        "taken off hold by a delta",
        "RFC 5280 5.3.1",
        s -> {
          s.lists.add(
              list(s, b -> b.addCRLEntry(s.leaf.serial, day(-9), CRLReason.certificateHold)));
          s.lists.add(
              list(
                  s,
                  b -> {
                    delta(b);
                    b.addCRLEntry(s.leaf.serial, day(-1), CRLReason.removeFromCRL);
                  }));
        });
    revoked(
        corpus,
        "a delta does not undo a revocation for good",
        s -> {
          s.lists.add(list(s, b -> b.addCRLEntry(s.leaf.serial, day(-9), CRLReason.keyCompromise)));
          s.lists.add(
              list(
                  s,
                  b -> {
                    delta(b);
                    b.addCRLEntry(s.leaf.serial, day(-1), CRLReason.removeFromCRL);
                  }));
        });
  }

  private static void extensions(Corpus corpus) {
    corpus.good(
        "list with an unknown critical extension is not used",
        RULE,
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      b.addExtension(Scene.oid("1.3.6.1.4.1.55555.7"), true, DERNull.INSTANCE);
                      b.addCRLEntry(s.leaf.serial, day(-1), 0);
                    })));
    revoked(
        corpus,
        "list with an unknown extension that is not critical",
        s ->
            s.lists.add(
                list(
                    s,
                    b -> {
                      b.addExtension(Scene.oid("1.3.6.1.4.1.55555.7"), false, DERNull.INSTANCE);
                      b.addCRLEntry(s.leaf.serial, day(-1), 0);
                    })));
    corpus.good(
        "entry with an unknown critical extension is not used",
        "RFC 5280 5.3",
        s -> s.lists.add(list(s, b -> b.addCRLEntry(s.leaf.serial, day(-1), unknown()))));
    corpus.good(
        "octets that are no list",
        "failure is no verdict",
        s -> s.lists.add(new byte[] {0x30, 3, 2, 1, 5}));
  }

  private static void revoked(Corpus corpus, String name, Consumer<Scene> change) {
    corpus.bad("list: " + name, "RFC 5280 6.3.3", CERTIFICATE_REVOKED, change);
  }

  private static byte[] list(Scene scene, Content content) {
    return list(scene.issuer, content, 0);
  }

  private static byte[] list(Scene scene, Content content, int fromDay) {
    return list(scene.issuer, content, fromDay);
  }

  private static byte[] list(Draft issuer, Content content, int fromDay) {
    X509v2CRLBuilder builder = new X509v2CRLBuilder(issuer.subject, day(fromDay - 1));
    builder.setNextUpdate(day(fromDay + 7));
    try {
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.TEN));
      content.put(builder);
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.key.getPrivate()))
          .getEncoded();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Date day(int offset) {
    return Date.from(Scene.NOW.plus(Duration.ofDays(offset)));
  }

  private static void scope(X509v2CRLBuilder builder, IssuingDistributionPoint point)
      throws Exception {
    builder.addExtension(Extension.issuingDistributionPoint, true, point);
  }

  private static void delta(X509v2CRLBuilder builder) throws Exception {
    builder.addExtension(Extension.deltaCRLIndicator, true, new CRLNumber(BigInteger.TWO));
  }

  private static Extensions of(X500Name issuer) throws Exception {
    ExtensionsGenerator generator = new ExtensionsGenerator();
    generator.addExtension(
        Extension.certificateIssuer, true, new GeneralNames(new GeneralName(issuer)));
    return generator.generate();
  }

  private static Extensions unknown() throws Exception {
    ExtensionsGenerator generator = new ExtensionsGenerator();
    generator.addExtension(Scene.oid("1.3.6.1.4.1.55555.8"), true, DERNull.INSTANCE);
    return generator.generate();
  }
}
