package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CHAIN_DISORDERED;
import static io.linecheck.model.FindingCode.CERTIFICATE_CHAIN_INCOMPLETE;
import static io.linecheck.model.FindingCode.CERTIFICATE_IS_CA;
import static io.linecheck.model.FindingCode.CERTIFICATE_ROOT_UNTRUSTED;
import static io.linecheck.model.FindingCode.CERTIFICATE_SELF_SIGNED;

import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;

/** Trust, order, missing and surplus certificates, several ways to a root (RFC 4158). */
final class PathCases {
  private static final String PATHS = "RFC 5280 6.1, RFC 4158";
  private static final String ORDER = "RFC 8446 4.4.2";

  private PathCases() {}

  static void add(Corpus corpus) {
    trust(corpus);
    order(corpus);
    several(corpus);
    hostile(corpus);
  }

  private static void trust(Corpus corpus) {
    corpus.bad(
        "self-signed leaf",
        PATHS,
        CERTIFICATE_SELF_SIGNED,
        s -> {
          s.leaf.issuer = null;
          s.leaf.remove(Extension.authorityKeyIdentifier);
          s.sent.clear();
        });
    corpus.bad(
        "self-signed CA as leaf",
        PATHS,
        CERTIFICATE_SELF_SIGNED,
        s -> {
          s.leaf.issuer = null;
          s.leaf.ca(-1);
          s.sent.clear();
        });
    corpus.good(
        "self-signed leaf that the user trusts",
        "the user's word",
        s -> {
          s.leaf.issuer = null;
          s.leaf.remove(Extension.authorityKeyIdentifier);
          s.sent.clear();
          s.trusted.add(s.leaf);
        });
    corpus.warned(
        "self-signed CA that the user trusts",
        "Chrome accepts it, Firefox does not",
        CERTIFICATE_IS_CA,
        s -> {
          s.leaf.issuer = null;
          s.leaf.ca(-1);
          s.sent.clear();
          s.trusted.add(s.leaf);
        });
    corpus.bad(
        "root is not trusted",
        PATHS,
        CERTIFICATE_ROOT_UNTRUSTED,
        s -> {
          s.sent.add(s.root);
          s.trusted.clear();
          s.trusted.add(s.authority("Another Root", null));
        });
    corpus.bad(
        "root of the same name, other key",
        PATHS,
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> {
          Draft twin = s.authority("Corpus Root", null);
          twin.key = s.key("twin");
          Scene.keyIds(twin);
          s.trusted.clear();
          s.trusted.add(twin);
        });
    corpus.bad("intermediate not sent", PATHS, CERTIFICATE_CHAIN_INCOMPLETE, s -> s.sent.clear());
    corpus.bad(
        "intermediate not sent, its address told",
        PATHS,
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> {
          s.sent.clear();
          s.leaf.put(
              Extension.authorityInfoAccess,
              false,
              new AuthorityInformationAccess(
                  AccessDescription.id_ad_caIssuers,
                  new GeneralName(
                      GeneralName.uniformResourceIdentifier, "http://ca.example.com/issuer.der")));
        });
    corpus.bad(
        "second intermediate not sent",
        PATHS,
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> {
          s.deeper("Second Issuer");
          s.sent.removeLast();
        });
    corpus.bad(
        "only a stranger beside the leaf",
        PATHS,
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> {
          s.sent.clear();
          s.sent.add(s.authority("Someone Else", s.root));
        });
    corpus.good(
        "leaf right below the root",
        PATHS,
        s -> {
          s.leaf.issuer = s.root;
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
          s.sent.clear();
        });
    corpus.good(
        "intermediate that the user trusts",
        "the user's word",
        s -> {
          s.trusted.clear();
          s.trusted.add(s.issuer);
        });
  }

  private static void order(Corpus corpus) {
    corpus.warned(
        "root sent too",
        ORDER,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          s.sent.addFirst(s.root);
        });
    corpus.good("root sent last", ORDER, s -> s.sent.add(s.root));
    corpus.warned(
        "intermediates the wrong way round",
        ORDER,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          s.deeper("Second Issuer");
          s.sent.addLast(s.sent.removeFirst());
        });
    corpus.warned(
        "a surplus certificate",
        ORDER,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> s.sent.add(s.authority("Someone Else", null)));
    corpus.warned("the leaf twice", ORDER, CERTIFICATE_CHAIN_DISORDERED, s -> s.sent.add(s.leaf));
    corpus.warned(
        "the intermediate twice", ORDER, CERTIFICATE_CHAIN_DISORDERED, s -> s.sent.add(s.issuer));
  }

  private static void several(Corpus corpus) {
    corpus.warned(
        "expired twin of the intermediate first",
        PATHS,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft old = s.issuer.copy();
          old.valid("2020-01-01T00:00:00Z", "2022-01-01T00:00:00Z");
          s.sent.addFirst(old);
        });
    corpus.warned(
        "twin by an unknown root first",
        PATHS,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft cross = s.issuer.copy();
          cross.issuer = s.authority("Unknown Root", null);
          s.sent.addFirst(cross);
          s.sent.add(cross.issuer);
        });
    corpus.warned(
        "twin whose constraints forbid the name first",
        PATHS,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft narrow = s.issuer.copy();
          narrow.put(
              Extension.nameConstraints,
              true,
              new NameConstraints(
                  null,
                  new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, "example.com"))
                  }));
          s.sent.addFirst(narrow);
        });
    corpus.warned(
        "twin that is no CA first",
        PATHS,
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft plain = s.issuer.copy();
          plain.remove(Extension.basicConstraints);
          s.sent.addFirst(plain);
        });
    corpus.good(
        "young root cross-signed by the old one",
        "as Let's Encrypt's Generation Y",
        s -> {
          Draft young = s.authority("Young Root", s.root);
          s.issuer.issuer = young;
          Scene.keyIds(s.issuer);
          s.sent.add(young);
        });
    corpus.warned(
        "young root trusted, cross-sign sent too",
        "as Let's Encrypt's Generation Y",
        CERTIFICATE_CHAIN_DISORDERED,
        s -> {
          Draft cross = s.authority("Young Root", s.root);
          Draft young = s.authority("Young Root", null);
          s.issuer.issuer = young;
          Scene.keyIds(s.issuer);
          s.sent.add(cross);
          s.trusted.add(young);
        });
    corpus.good(
        "cross-sign expired, young root trusted",
        PATHS,
        s -> {
          Draft young = s.authority("Young Root", null);
          s.issuer.issuer = young;
          Scene.keyIds(s.issuer);
          s.trusted.clear();
          s.trusted.add(young);
        });
  }

  private static void hostile(Corpus corpus) {
    corpus.bad(
        "two intermediates that sign each other",
        PATHS,
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> {
          Draft one = s.authority("Circle One", null);
          Draft two = s.authority("Circle Two", one);
          one.issuer = two;
          Scene.keyIds(one);
          s.leaf.issuer = two;
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
          s.sent.clear();
          s.sent.add(two);
          s.sent.add(one);
        });
    corpus.bad(
        "many twins and no root",
        "bounded work",
        CERTIFICATE_ROOT_UNTRUSTED,
        s -> {
          for (int i = 0; i < 14; i++) {
            Draft twin = s.issuer.copy();
            twin.serial = java.math.BigInteger.valueOf(1000 + i);
            s.sent.add(twin);
          }
          s.sent.add(1, s.root);
          s.trusted.clear();
          s.trusted.add(s.authority("Another Root", null));
        });
    corpus.bad(
        "a chain of twenty intermediates",
        "bounded work",
        CERTIFICATE_CHAIN_INCOMPLETE,
        s -> {
          for (int i = 0; i < 20; i++) {
            s.deeper("Issuer " + i);
          }
        });
  }
}
