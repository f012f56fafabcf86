package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;

import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;

/** Name constraints of intermediates and roots (RFC 5280 4.2.1.10). */
final class NameConstraintCases {
  private static final String RULE = "RFC 5280 4.2.1.10";

  private NameConstraintCases() {}

  static void add(Corpus corpus) {
    dns(corpus);
    addresses(corpus);
    others(corpus);
    forms(corpus);
  }

  private static void dns(Corpus corpus) {
    corpus.good("permitted domain", RULE, s -> permit(s.issuer, name(2, "example.com")));
    corpus.good("permitted host itself", RULE, s -> permit(s.issuer, name(2, Scene.HOST)));
    corpus.good(
        "permitted by the second",
        RULE,
        s -> permit(s.issuer, name(2, "example.org"), name(2, "example.com")));
    corpus.good("everything permitted", RULE, s -> permit(s.issuer, name(2, "")));
    corpus.good(
        "permitted with a leading dot",
        "browsers accept it",
        s -> permit(s.issuer, name(2, ".example.com")));
    corpus.good("constraints in other case", RULE, s -> permit(s.issuer, name(2, "EXAMPLE.com")));
    corpus.good("permitted, in the root", RULE, s -> permit(s.root, name(2, "example.com")));
    corpus.good(
        "not critical, obeyed all the same",
        "BR 7.1.2.5.2",
        s -> {
          permit(s.issuer, name(2, "example.com"));
          s.issuer.critical(Extension.nameConstraints, false);
        });
    corpus.good("excluded is another domain", RULE, s -> exclude(s.issuer, name(2, "example.org")));
    corpus.good("constraint of another kind", RULE, s -> permit(s.issuer, name(1, "example.org")));
    bad(corpus, "another domain permitted", s -> permit(s.issuer, name(2, "example.org")));
    bad(
        corpus,
        "another domain permitted, in the root",
        s -> permit(s.root, name(2, "example.org")));
    bad(corpus, "excluded domain", s -> exclude(s.issuer, name(2, "example.com")));
    bad(corpus, "excluded domain, in the root", s -> exclude(s.root, name(2, "example.com")));
    bad(corpus, "everything excluded", s -> exclude(s.issuer, name(2, "")));
    bad(
        corpus,
        "permitted only in the middle of a label",
        s -> permit(s.issuer, name(2, "ample.com")));
    bad(
        corpus,
        "permitted, yet excluded",
        s ->
            constrain(
                s.issuer,
                new GeneralName[] {name(2, "example.com")},
                new GeneralName[] {name(2, Scene.HOST)}));
    bad(
        corpus,
        "second SAN entry outside",
        s -> {
          permit(s.issuer, name(2, "example.com"));
          s.leaf.dns(Scene.HOST, "www.example.org");
        });
    bad(
        corpus,
        "two issuers, no common domain",
        s -> {
          permit(s.root, name(2, "example.com"));
          permit(s.issuer, name(2, "www.example.com"));
        });
    bad(
        corpus,
        "wildcard over an excluded name",
        s -> {
          exclude(s.issuer, name(2, "bar.example.com"));
          s.leaf.dns("*.example.com");
        });
    bad(
        corpus,
        "wildcard wider than what is permitted",
        s -> {
          permit(s.issuer, name(2, Scene.HOST));
          s.leaf.dns("*.example.com");
        });
    corpus.good(
        "wildcard within what is permitted",
        RULE,
        s -> {
          permit(s.issuer, name(2, "example.com"));
          s.leaf.dns("*.example.com");
        });
    bad(
        corpus,
        "SAN that is no DNS name under constraints",
        s -> {
          permit(s.issuer, name(2, "example.com"));
          s.leaf.dns(Scene.HOST, "what ever.example.com");
        });
    bad(
        corpus,
        "leading dot does not take in the domain itself",
        s -> {
          permit(s.issuer, name(2, ".dialer.example.com"));
        });
  }

  private static void addresses(Corpus corpus) {
    corpus.good(
        "address in a permitted range",
        RULE,
        s -> {
          permit(s.issuer, ip(203, 0, 113, 0, 255, 255, 255, 0));
          s.host = "203.0.113.10";
          s.leaf.names(new GeneralName(GeneralName.iPAddress, "203.0.113.10"));
        });
    bad(
        corpus,
        "address outside the permitted range",
        s -> {
          permit(s.issuer, ip(203, 0, 112, 0, 255, 255, 255, 0));
          s.host = "203.0.113.10";
          s.leaf.names(new GeneralName(GeneralName.iPAddress, "203.0.113.10"));
        });
    bad(
        corpus,
        "address in an excluded range",
        s -> {
          exclude(s.issuer, ip(203, 0, 113, 0, 255, 255, 255, 0));
          s.leaf.names(name(2, Scene.HOST), new GeneralName(GeneralName.iPAddress, "203.0.113.10"));
        });
    bad(
        corpus,
        "IPv6 address where IPv4 is permitted",
        s -> {
          permit(s.issuer, ip(203, 0, 113, 0, 255, 255, 255, 0));
          s.host = "2001:db8::1";
          s.leaf.names(new GeneralName(GeneralName.iPAddress, "2001:db8::1"));
        });
    corpus.good(
        "all addresses excluded, a name served",
        RULE,
        s -> exclude(s.issuer, ip(0, 0, 0, 0, 0, 0, 0, 0)));
    bad(corpus, "mask with a hole", s -> permit(s.issuer, ip(203, 0, 113, 0, 255, 0, 255, 0)));
    bad(corpus, "range without a mask", s -> permit(s.issuer, ip(203, 0, 113, 0)));
  }

  private static void others(Corpus corpus) {
    corpus.good(
        "subject in the permitted tree",
        RULE,
        s -> {
          permit(s.issuer, directory("O=Acme"));
          s.leaf.subject = new X500Name("O=Acme,CN=dialer");
        });
    corpus.good(
        "subject compared without case and spaces",
        "RFC 5280 7.1",
        s -> {
          permit(s.issuer, directory("O=ACME  Telephones"));
          s.leaf.subject = new X500Name("O=Acme telephones,CN=dialer");
        });
    bad(
        corpus,
        "subject outside the permitted tree",
        s -> {
          permit(s.issuer, directory("O=Acme"));
          s.leaf.subject = new X500Name("O=Other,CN=dialer");
        });
    bad(
        corpus,
        "subject in the excluded tree",
        s -> {
          exclude(s.issuer, directory("O=Acme"));
          s.leaf.subject = new X500Name("O=Acme,CN=dialer");
        });
    bad(corpus, "intermediate outside its root's tree", s -> permit(s.root, directory("O=Acme")));
    corpus.good(
        "self-issued intermediate is free",
        RULE,
        s -> {
          Draft renewed = s.authority("Corpus Root", s.root);
          renewed.key = s.key("renewed root");
          Scene.keyIds(renewed);
          s.leaf.issuer = renewed;
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
          s.sent.clear();
          s.sent.add(renewed);
          exclude(s.root, directory("O=Corpus"));
        });
    corpus.good(
        "mail address within",
        RULE,
        s -> {
          permit(s.issuer, name(1, "example.com"));
          s.leaf.names(name(2, Scene.HOST), name(1, "noc@example.com"));
        });
    bad(
        corpus,
        "mail address outside",
        s -> {
          permit(s.issuer, name(1, "example.com"));
          s.leaf.names(name(2, Scene.HOST), name(1, "noc@mail.example.com"));
        });
    bad(
        corpus,
        "mail address that is none",
        s -> {
          permit(s.issuer, name(1, "example.com"));
          s.leaf.names(name(2, Scene.HOST), name(1, "example.com"));
        });
    bad(
        corpus,
        "excluded URI",
        s -> {
          exclude(s.issuer, name(6, ".example.com"));
          s.leaf.names(name(2, Scene.HOST), name(6, "sip://dialer.example.com/x"));
        });
    bad(
        corpus,
        "constraint on other names",
        s -> {
          exclude(s.issuer, other("a"));
          s.leaf.names(name(2, Scene.HOST), other("b"));
        });
  }

  private static void forms(Corpus corpus) {
    bad(corpus, "constraints in a leaf", s -> permit(s.leaf, name(2, "example.com")));
    bad(
        corpus,
        "neither permitted nor excluded",
        s -> s.issuer.put(Extension.nameConstraints, true, new DERSequence()));
    bad(
        corpus,
        "empty list of permitted",
        s ->
            s.issuer.put(
                Extension.nameConstraints,
                true,
                new DERSequence(new DERTaggedObject(false, 0, new DERSequence()))));
    bad(
        corpus,
        "minimum other than 0",
        s ->
            s.issuer.put(
                Extension.nameConstraints,
                true,
                new DERSequence(
                    new DERTaggedObject(
                        false,
                        0,
                        new DERSequence(
                            new DERSequence(
                                new org.bouncycastle.asn1.ASN1Encodable[] {
                                  name(2, "example.com"),
                                  new DERTaggedObject(false, 0, new ASN1Integer(1))
                                }))))));
    bad(
        corpus,
        "thousands of constraints and names",
        s -> {
          GeneralName[] many = new GeneralName[2048];
          String[] names = new String[2048];
          for (int i = 0; i < many.length; i++) {
            many[i] = name(2, "x" + i + ".example.org");
            names[i] = "n" + i + ".example.com";
          }
          names[0] = Scene.HOST;
          exclude(s.issuer, many);
          s.leaf.dns(names);
        });
  }

  private static void bad(Corpus corpus, String name, java.util.function.Consumer<Scene> change) {
    corpus.bad("names: " + name, RULE, CERTIFICATE_CONSTRAINT_VIOLATED, change);
  }

  private static GeneralName name(int tag, String text) {
    return new GeneralName(tag, text);
  }

  private static GeneralName directory(String name) {
    return new GeneralName(new X500Name(name));
  }

  private static GeneralName other(String text) {
    return new GeneralName(
        GeneralName.otherName,
        new OtherName(Scene.oid("1.3.6.1.5.5.7.8.9"), new DERUTF8String(text)));
  }

  private static GeneralName ip(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes));
  }

  private static void permit(Draft draft, GeneralName... names) {
    constrain(draft, names, new GeneralName[0]);
  }

  private static void exclude(Draft draft, GeneralName... names) {
    constrain(draft, new GeneralName[0], names);
  }

  private static void constrain(Draft draft, GeneralName[] permitted, GeneralName[] excluded) {
    draft.put(
        Extension.nameConstraints,
        true,
        new NameConstraints(subtrees(permitted), subtrees(excluded)));
  }

  private static GeneralSubtree[] subtrees(GeneralName[] names) {
    if (names.length == 0) {
      return null;
    }
    GeneralSubtree[] trees = new GeneralSubtree[names.length];
    for (int i = 0; i < names.length; i++) {
      trees[i] = new GeneralSubtree(names[i]);
    }
    return trees;
  }
}
