package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
import static io.linecheck.model.FindingCode.CERTIFICATE_NAME_INTERNAL;
import static io.linecheck.model.FindingCode.CERTIFICATE_NAME_MISMATCH;
import static io.linecheck.model.FindingCode.CERTIFICATE_SAN_MISSING;

import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/** Names (RFC 9525, RFC 6125, RFC 5280 4.2.1.6). */
final class NameCases {
  private NameCases() {}

  static void add(Corpus corpus) {
    exact(corpus);
    wildcards(corpus);
    addresses(corpus);
    international(corpus);
    odd(corpus);
  }

  private static void exact(Corpus corpus) {
    corpus.good("a good chain", "all rules", scene -> {});
    corpus.good("SAN in other case", "RFC 9525 6.3", s -> s.leaf.dns("DIALER.Example.COM"));
    corpus.good("host in other case", "RFC 9525 6.3", s -> s.host = "Dialer.EXAMPLE.com");
    corpus.good("host with its final dot", "RFC 1034 3.1", s -> s.host = "dialer.example.com.");
    corpus.good(
        "second of several names",
        "RFC 9525 6.2",
        s -> s.leaf.dns("www.example.com", "dialer.example.com"));
    corpus.good(
        "single-label host",
        "RFC 9525 6.3",
        s -> {
          s.host = "localhost";
          s.leaf.dns("localhost");
        });
    corpus.good(
        "underscore in a name",
        "browsers accept it",
        s -> {
          s.host = "dialer_1.example.com";
          s.leaf.dns("dialer_1.example.com");
        });
    bad(corpus, "another name", "www.example.com");
    bad(corpus, "name of the parent domain", "example.com");
    bad(corpus, "name of a child", "a.dialer.example.com");
    bad(corpus, "name that only begins alike", "dialer.example.co");
    bad(corpus, "name that only ends alike", "xdialer.example.com");
    corpus.good(
        "SAN with a final dot", "Chrome passes over it", s -> s.leaf.dns("dialer.example.com."));
    corpus.bad(
        "name only in the common name",
        "RFC 9525 2",
        CERTIFICATE_SAN_MISSING,
        s -> s.leaf.remove(Extension.subjectAlternativeName));
    corpus.bad(
        "common name fits, SAN does not",
        "RFC 9525 2",
        CERTIFICATE_NAME_MISMATCH,
        s -> s.leaf.dns("www.example.com"));
    corpus.bad(
        "internal single label", "BR 7.1.4.2", CERTIFICATE_NAME_INTERNAL, s -> s.leaf.dns("pbx"));
    corpus.bad(
        "internal .local",
        "BR 7.1.4.2",
        CERTIFICATE_NAME_INTERNAL,
        s -> s.leaf.dns("pbx.local", "localhost"));
    corpus.bad(
        "SAN with an e-mail only",
        "RFC 9525 6.2",
        CERTIFICATE_NAME_MISMATCH,
        s -> s.leaf.names(new GeneralName(GeneralName.rfc822Name, "a@dialer.example.com")));
    corpus.bad(
        "SAN with a URI only",
        "RFC 9525 6.2",
        CERTIFICATE_NAME_MISMATCH,
        s ->
            s.leaf.names(
                new GeneralName(
                    GeneralName.uniformResourceIdentifier, "https://dialer.example.com/")));
  }

  private static void bad(Corpus corpus, String name, String san) {
    corpus.bad(name, "RFC 9525 6.3", CERTIFICATE_NAME_MISMATCH, s -> s.leaf.dns(san));
  }

  private static void wildcards(Corpus corpus) {
    corpus.good("wildcard", "RFC 9525 6.3", s -> s.leaf.dns("*.example.com"));
    corpus.good(
        "wildcard over an A-label",
        "RFC 9525 6.3",
        s -> {
          s.host = "xn--bcher-kva.example.com";
          s.leaf.dns("*.example.com");
        });
    for (String pattern :
        new String[] {
          "*",
          "*.com",
          "*.*.com",
          "*.*.example.com",
          "d*.example.com",
          "*r.example.com",
          "d*r.example.com",
          "**.example.com",
          "dialer.*.com",
          "*dialer.example.com",
          "*.dialer.example.com",
          "*example.com",
          "*."
        }) {
      corpus.bad(
          "wildcard " + pattern,
          "RFC 9525 6.3: the whole left-most label, for exactly one label",
          CERTIFICATE_NAME_MISMATCH,
          s -> s.leaf.dns(pattern));
    }
    corpus.bad(
        "wildcard does not stand for two labels",
        "RFC 9525 6.3",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "a.dialer.example.com";
          s.leaf.dns("*.example.com");
        });
    corpus.bad(
        "wildcard does not stand for none",
        "RFC 9525 6.3",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "example.com";
          s.leaf.dns("*.example.com");
        });
    corpus.bad(
        "wildcard inside an A-label",
        "RFC 9525 6.3",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "xn--bcher-kva.example.com";
          s.leaf.dns("xn--b*-kva.example.com");
        });
  }

  private static void addresses(Corpus corpus) {
    corpus.good("IPv4 address", "RFC 5280 4.2.1.6", s -> ip(s, "203.0.113.10", "203.0.113.10"));
    corpus.good("IPv6 address", "RFC 5280 4.2.1.6", s -> ip(s, "2001:db8::10", "2001:db8::10"));
    corpus.good(
        "IPv6 address in brackets", "RFC 3986 3.2.2", s -> ip(s, "[2001:db8::10]", "2001:db8::10"));
    corpus.good(
        "IPv6 address written long",
        "RFC 5952",
        s -> ip(s, "2001:0db8:0:0:0:0:0:10", "2001:db8::10"));
    corpus.bad(
        "another address",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_NAME_MISMATCH,
        s -> ip(s, "203.0.113.10", "203.0.113.11"));
    corpus.bad(
        "address as a DNS name",
        "RFC 9525 6.2",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "203.0.113.10";
          s.leaf.dns("203.0.113.10");
        });
    corpus.bad(
        "wildcard over an address",
        "RFC 9525 6.2",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "203.0.113.10";
          s.leaf.dns("*.0.113.10");
        });
    corpus.bad(
        "DNS name does not cover an address",
        "RFC 9525 6.2",
        CERTIFICATE_NAME_MISMATCH,
        s -> s.host = "203.0.113.10");
    corpus.bad(
        "IPv4-mapped IPv6 is another address",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "203.0.113.10";
          byte[] mapped = new byte[16];
          mapped[10] = (byte) 0xff;
          mapped[11] = (byte) 0xff;
          mapped[12] = (byte) 203;
          mapped[14] = 113;
          mapped[15] = 10;
          s.leaf.names(new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped)));
        });
    corpus.bad(
        "address of five octets",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s ->
            s.leaf.names(
                new GeneralName(GeneralName.dNSName, Scene.HOST),
                new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5]))));
  }

  private static void ip(Scene scene, String host, String san) {
    scene.host = host;
    scene.leaf.names(new GeneralName(GeneralName.iPAddress, san));
  }

  private static void international(Corpus corpus) {
    corpus.good(
        "U-label host, A-label SAN",
        "RFC 5891",
        s -> {
          s.host = "bücher.example.com";
          s.leaf.dns("xn--bcher-kva.example.com");
        });
    corpus.good(
        "sharp s stays itself",
        "UTS 46",
        s -> {
          s.host = "straße.example.com";
          s.leaf.dns("xn--strae-oqa.example.com");
        });
    corpus.good(
        "Japanese with its own dots",
        "UTS 46",
        s -> {
          s.host = "例え。テスト";
          s.leaf.dns("xn--r8jz45g.xn--zckzah");
        });
    corpus.bad(
        "sharp s is not ss",
        "UTS 46",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          s.host = "straße.example.com";
          s.leaf.dns("strasse.example.com");
        });
    corpus.bad(
        "U-label in the SAN",
        "RFC 5280 7.2",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          s.host = "bücher.example.com";
          s.leaf.put(
              Extension.subjectAlternativeName,
              false,
              new DERSequence(
                  new DERTaggedObject(false, 2, new DERUTF8String("bücher.example.com"))));
        });
    corpus.bad(
        "emoji in the SAN",
        "RFC 5280 7.2",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> {
          s.leaf.put(
              Extension.subjectAlternativeName,
              false,
              new DERSequence(new DERTaggedObject(false, 2, new DERUTF8String("😀.example.com"))));
        });
  }

  private static void odd(Corpus corpus) {
    corpus.good(
        "empty subject, critical SAN",
        "RFC 5280 4.2.1.6",
        s -> {
          s.leaf.subject = new X500Name("");
          s.leaf.critical(Extension.subjectAlternativeName, true);
        });
    corpus.bad(
        "empty subject, SAN not critical",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.subject = new X500Name(""));
    corpus.good(
        "critical SAN beside a subject",
        "browsers accept it",
        s -> s.leaf.critical(Extension.subjectAlternativeName, true));
    corpus.good(
        "common name that is no SAN entry",
        "browsers do not look at it",
        s -> s.leaf.subject = new X500Name("CN=Acme telephone"));
    corpus.bad(
        "empty SAN",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.put(Extension.subjectAlternativeName, false, new DERSequence()));
    corpus.bad(
        "SAN that is no sequence",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s ->
            s.leaf.put(
                Extension.subjectAlternativeName, false, new DERIA5String("dialer.example.com")));
    corpus.bad(
        "SAN that is garbage",
        "RFC 5280 4.2.1.6",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.putRaw(Extension.subjectAlternativeName, false, new byte[] {0x13, 0x37, 0, 1}));
    corpus.bad(
        "hundred names, none fits",
        "RFC 9525 6.3",
        CERTIFICATE_NAME_MISMATCH,
        s -> {
          String[] names = new String[100];
          for (int i = 0; i < names.length; i++) {
            names[i] = "host" + i + ".example.com";
          }
          s.leaf.dns(names);
        });
  }
}
