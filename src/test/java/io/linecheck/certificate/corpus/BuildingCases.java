package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CHAIN_DISORDERED;
import static io.linecheck.model.FindingCode.CERTIFICATE_CHAIN_EXPIRED;
import static io.linecheck.model.FindingCode.CERTIFICATE_CHAIN_INCOMPLETE;
import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
import static io.linecheck.model.FindingCode.CERTIFICATE_ROOT_UNTRUSTED;
import static io.linecheck.model.FindingCode.CERTIFICATE_SIGNATURE_WEAK;
import static io.linecheck.model.FindingCode.CERTIFICATE_USAGE_WRONG;

import io.linecheck.model.FindingCode;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;

/**
 * Every fault that an issuer can have, at each level, alone and beside a sound twin: the fault must
 * be seen, and must not hide the other way (RFC 4158 section 2.4).
 */
final class BuildingCases {
  private static final String RULE = "RFC 4158 2.4: another way is tried";

  /** A fault of an issuer. */
  private record Flaw(String name, FindingCode code, Consumer<Draft> make) {}

  private static final List<Flaw> FLAWS =
      List.of(
          new Flaw(
              "expired",
              CERTIFICATE_CHAIN_EXPIRED,
              d -> d.valid("2020-01-01T00:00:00Z", "2022-01-01T00:00:00Z")),
          new Flaw(
              "not yet valid",
              CERTIFICATE_CHAIN_EXPIRED,
              d -> d.valid("2027-01-01T00:00:00Z", "2030-01-01T00:00:00Z")),
          new Flaw(
              "no CA",
              CERTIFICATE_CONSTRAINT_VIOLATED,
              d -> d.put(Extension.basicConstraints, true, new BasicConstraints(false))),
          new Flaw(
              "without basicConstraints",
              CERTIFICATE_CONSTRAINT_VIOLATED,
              d -> d.remove(Extension.basicConstraints)),
          new Flaw(
              "without keyCertSign",
              CERTIFICATE_USAGE_WRONG,
              d -> d.usage(KeyUsage.cRLSign | KeyUsage.digitalSignature)),
          new Flaw(
              "for mail only",
              CERTIFICATE_USAGE_WRONG,
              d -> d.purposes(KeyPurposeId.id_kp_emailProtection)),
          new Flaw(
              "signed with SHA-1", CERTIFICATE_SIGNATURE_WEAK, d -> d.algorithm = "SHA1withECDSA"),
          new Flaw(
              "excluding the name",
              CERTIFICATE_CONSTRAINT_VIOLATED,
              d ->
                  d.put(
                      Extension.nameConstraints,
                      true,
                      new NameConstraints(
                          null,
                          new GeneralSubtree[] {
                            new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
                          }))),
          new Flaw(
              "with an unknown critical extension",
              CERTIFICATE_CONSTRAINT_VIOLATED,
              d -> d.put(Scene.oid("1.3.6.1.4.1.55555.9"), true, DERNull.INSTANCE)),
          new Flaw(
              "of version 1",
              CERTIFICATE_CONSTRAINT_VIOLATED,
              d -> {
                d.version = 1;
                d.extensions.clear();
              }));

  private BuildingCases() {}

  static void add(Corpus corpus) {
    for (Flaw flaw : FLAWS) {
      corpus.bad(
          "lower intermediate " + flaw.name(),
          RULE,
          flaw.code(),
          s -> {
            Draft lower = s.deeper("Lower Issuer");
            flaw.make().accept(lower);
          });
      corpus.bad(
          "upper intermediate " + flaw.name(),
          RULE,
          flaw.code(),
          s -> {
            s.deeper("Lower Issuer");
            flaw.make().accept(s.issuer);
          });
      corpus.warned(
          "sound twin before one " + flaw.name(),
          RULE,
          CERTIFICATE_CHAIN_DISORDERED,
          s -> s.sent.add(twin(s.issuer, flaw)));
      corpus.warned(
          "sound twin after one " + flaw.name(),
          RULE,
          CERTIFICATE_CHAIN_DISORDERED,
          s -> s.sent.addFirst(twin(s.issuer, flaw)));
      corpus.warned(
          "sound upper twin after one " + flaw.name(),
          RULE,
          CERTIFICATE_CHAIN_DISORDERED,
          s -> {
            s.deeper("Lower Issuer");
            s.sent.add(1, twin(s.issuer, flaw));
          });
    }
    corpus.warned(
        "way to an old root expired, young root trusted",
        RULE,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft old = s.authority("Old Root", null);
          Draft cross = s.root.copy();
          cross.issuer = old;
          cross.valid("2016-01-01T00:00:00Z", "2021-09-30T00:00:00Z");
          s.sent.add(cross);
        });
    corpus.warned(
        "three authorities that certify each other, one trusted",
        RULE,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft second = s.authority("Second Root", s.root);
          Draft third = s.authority("Third Root", second);
          for (Draft by : List.of(second, third)) {
            Draft cross = s.root.copy();
            cross.issuer = by;
            s.sent.add(cross);
          }
          s.sent.add(second);
          s.sent.add(third);
        });
    corpus.bad(
        "one authority with two keys that sign each other",
        RULE,
        CERTIFICATE_ROOT_UNTRUSTED,
        s -> {
          Draft one = s.authority("Circle", null);
          Draft two = s.authority("Circle", one);
          two.key = s.key("second key of the circle");
          one.issuer = two;
          Scene.keyIds(two);
          Scene.keyIds(one);
          s.leaf.issuer = one;
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
          s.sent.clear();
          s.sent.add(one);
          s.sent.add(two);
        });
    corpus.good(
        "issuer name in other case than its subject",
        "RFC 5280 7.1",
        s -> s.leaf.issuerName = new X500Name("O=CORPUS,CN=corpus  issuer"));
    corpus.bad(
        "issuer name with another attribute",
        "RFC 5280 6.1.3",
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> s.leaf.issuerName = new X500Name("O=Corpus,OU=x,CN=Corpus Issuer"));
    corpus.good(
        "two roots of one name, the second signed",
        RULE,
        s -> {
          Draft twin = s.authority("Corpus Root", null);
          twin.key = s.key("twin");
          Scene.keyIds(twin);
          s.trusted.addFirst(twin);
        });
  }

  private static Draft twin(Draft issuer, Flaw flaw) {
    Draft twin = issuer.copy();
    twin.serial = twin.serial.add(java.math.BigInteger.TEN);
    flaw.make().accept(twin);
    return twin;
  }
}
