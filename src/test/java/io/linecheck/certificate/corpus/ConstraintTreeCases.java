package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * Name constraints of each kind of name, permitting and excluding, at the root and at both levels
 * of intermediates, for a name inside and one outside (RFC 5280 4.2.1.10, 6.1.3 (b) and (c)).
 */
final class ConstraintTreeCases {
  private static final String RULE = "RFC 5280 4.2.1.10";

  /** A subtree, a name in it, and one that is not. */
  private record Kind(String name, GeneralName base, GeneralName inside, GeneralName outside) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("DNS", dns("corp.example"), dns("a.b.corp.example"), dns("acorp.example")),
          new Kind(
              "IPv4",
              ip(198, 51, 100, 0, 255, 255, 255, 128),
              new GeneralName(GeneralName.iPAddress, "198.51.100.127"),
              new GeneralName(GeneralName.iPAddress, "198.51.100.128")),
          new Kind(
              "IPv6",
              new GeneralName(GeneralName.iPAddress, "2001:db8:1::/48"),
              new GeneralName(GeneralName.iPAddress, "2001:db8:1:ffff::1"),
              new GeneralName(GeneralName.iPAddress, "2001:db8:2::1")),
          new Kind(
              "mailbox", mail("a@corp.example"), mail("a@corp.example"), mail("b@corp.example")),
          new Kind(
              "mail host", mail("corp.example"), mail("b@corp.example"), mail("b@x.corp.example")),
          new Kind(
              "mail domain",
              mail(".corp.example"),
              mail("b@x.corp.example"),
              mail("b@corp.example")),
          new Kind(
              "directory",
              new GeneralName(new X500Name("O=Corp")),
              new GeneralName(new X500Name("O=corp,CN=x")),
              new GeneralName(new X500Name("O=Corporation,CN=x"))),
          new Kind(
              "URI host",
              uri("corp.example"),
              uri("https://corp.example/x"),
              uri("https://x.corp.example/")));

  private ConstraintTreeCases() {}

  static void add(Corpus corpus) {
    levels(corpus, "root", s -> s.root);
    levels(corpus, "upper intermediate", s -> s.issuer);
    levels(corpus, "lower intermediate", s -> s.sent.getFirst());
    several(corpus);
  }

  private static void levels(Corpus corpus, String level, Function<Scene, Draft> who) {
    for (Kind kind : KINDS) {
      for (boolean permit : new boolean[] {true, false}) {
        for (boolean inside : new boolean[] {true, false}) {
          String name =
              "%s %s a %s name, the leaf %s"
                  .formatted(
                      level,
                      permit ? "permits" : "excludes",
                      kind.name(),
                      inside ? "inside" : "outside");
          one(corpus, name, kind, permit, inside, who);
        }
      }
    }
  }

  private static void one(
      Corpus corpus,
      String name,
      Kind kind,
      boolean permit,
      boolean inside,
      Function<Scene, Draft> who) {
    java.util.function.Consumer<Scene> change =
        s -> {
          s.deeper("Lower Issuer");
          GeneralName served = inside ? kind.inside() : kind.outside();
          List<GeneralName> bases = new ArrayList<>(List.of(kind.base()));
          if (kind.name().equals("directory") && permit) {
            // Subjects are directory names too.
            bases.add(new GeneralName(new X500Name("CN=" + Scene.HOST)));
            bases.add(new GeneralName(new X500Name("O=Corpus")));
          }
          if (kind.name().equals("DNS") && permit) {
            bases.add(dns(Scene.HOST));
          }
          s.leaf.names(dns(Scene.HOST), served);
          constrain(who.apply(s), permit ? bases : List.of(), permit ? List.of() : bases);
        };
    if (permit == inside) {
      corpus.good(name, RULE, change);
    } else {
      corpus.bad(name, RULE, CERTIFICATE_CONSTRAINT_VIOLATED, change);
    }
  }

  private static void several(Corpus corpus) {
    corpus.bad(
        "lower intermediate narrows what the upper permits",
        RULE,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          Draft lower = s.deeper("Lower Issuer");
          constrain(s.issuer, List.of(dns(Scene.HOST), dns("www.example.com")), List.of());
          constrain(lower, List.of(dns("www.example.com")), List.of());
        });
    corpus.bad(
        "lower intermediate cannot widen what the upper permits",
        RULE,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          Draft lower = s.deeper("Lower Issuer");
          constrain(s.issuer, List.of(dns("www.example.com")), List.of());
          constrain(lower, List.of(dns("www.example.com"), dns(Scene.HOST)), List.of());
        });
    corpus.bad(
        "SAN of an intermediate outside",
        RULE,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          Draft lower = s.deeper("Lower Issuer");
          constrain(s.issuer, List.of(dns("example.com")), List.of());
          lower.dns("ca.example.org");
        });
    corpus.bad(
        "self-issued leaf is bound all the same",
        RULE,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          constrain(s.root, List.of(dns("example.org")), List.of());
          s.leaf.subject = s.issuer.subject;
        });
    corpus.good(
        "SAN of a self-issued intermediate is free",
        RULE,
        s -> {
          Draft rolled = s.authority("Corpus Root", s.root);
          rolled.key = s.key("rolled");
          Scene.keyIds(rolled);
          rolled.dns("ca.example.org");
          s.leaf.issuer = rolled;
          Scene.keyIds(s.leaf);
          s.leaf.remove(Extension.subjectKeyIdentifier);
          s.sent.clear();
          s.sent.add(rolled);
          constrain(s.root, List.of(dns("example.com")), List.of());
        });
    corpus.good(
        "constraint with a final dot",
        "Chrome passes over it",
        s -> constrain(s.issuer, List.of(dns("example.com.")), List.of()));
    corpus.bad(
        "constraint that is a wildcard",
        RULE,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> constrain(s.issuer, List.of(dns("*.example.com")), List.of()));
    corpus.good(
        "constraint on other names, none served",
        RULE,
        s -> constrain(s.issuer, List.of(dns("example.com")), List.of(other())));
    corpus.good(
        "constraint on other names that is not critical",
        "Chrome passes over it",
        s -> {
          constrain(s.issuer, List.of(dns("example.com")), List.of(other()));
          s.issuer.critical(Extension.nameConstraints, false);
          s.leaf.names(dns(Scene.HOST), other());
        });
    corpus.good(
        "mail address of the subject beside a SAN is free",
        RULE,
        s -> {
          constrain(s.issuer, List.of(mail("corp.example")), List.of());
          s.leaf.subject = new X500Name("CN=dialer.example.com,E=root@example.org");
        });
    corpus.bad(
        "mail address of an intermediate's subject without SAN",
        RULE,
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          Draft lower = s.deeper("Lower Issuer");
          lower.subject = new X500Name("O=Corpus,CN=Lower Issuer,E=root@example.org");
          constrain(s.issuer, List.of(mail("corp.example")), List.of());
        });
  }

  private static GeneralName dns(String name) {
    return new GeneralName(GeneralName.dNSName, name);
  }

  private static GeneralName mail(String name) {
    return new GeneralName(GeneralName.rfc822Name, name);
  }

  private static GeneralName uri(String name) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, name);
  }

  private static GeneralName other() {
    return new GeneralName(
        GeneralName.otherName,
        new OtherName(Scene.oid("1.3.6.1.5.5.7.8.9"), new DERUTF8String("x")));
  }

  private static GeneralName ip(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return new GeneralName(GeneralName.iPAddress, new DEROctetString(bytes));
  }

  private static void constrain(
      Draft draft, List<GeneralName> permitted, List<GeneralName> excluded) {
    draft.put(
        Extension.nameConstraints,
        true,
        new NameConstraints(subtrees(permitted), subtrees(excluded)));
  }

  private static GeneralSubtree[] subtrees(List<GeneralName> names) {
    return names.isEmpty()
        ? null
        : names.stream().map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
  }
}
