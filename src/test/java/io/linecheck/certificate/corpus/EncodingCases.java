package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.Extension;

/** Encodings that browsers refuse because they read strict DER (X.690 section 10). */
final class EncodingCases {
  private EncodingCases() {}

  static void add(Corpus corpus) {
    whole(corpus);
    extensions(corpus);
    times(corpus);
  }

  private static void whole(Corpus corpus) {
    finish(corpus, "octets after the certificate", bytes -> Arrays.copyOf(bytes, bytes.length + 1));
    finish(corpus, "certificate cut off", bytes -> Arrays.copyOf(bytes, bytes.length - 20));
    finish(corpus, "no octet at all", bytes -> new byte[0]);
    finish(
        corpus,
        "no ASN.1 at all",
        bytes ->
            "hello, this is no certificate".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    finish(corpus, "a sequence of nothing", bytes -> new byte[] {0x30, 0});
    finish(
        corpus,
        "indefinite length",
        bytes -> {
          byte[] indefinite = new byte[bytes.length];
          indefinite[0] = 0x30;
          indefinite[1] = (byte) 0x80;
          System.arraycopy(bytes, 4, indefinite, 2, bytes.length - 4);
          return indefinite;
        });
    finish(
        corpus,
        "length with a leading zero",
        bytes -> {
          byte[] longer = new byte[bytes.length + 1];
          longer[0] = 0x30;
          longer[1] = (byte) 0x83;
          longer[3] = bytes[2];
          longer[4] = bytes[3];
          System.arraycopy(bytes, 4, longer, 5, bytes.length - 4);
          return longer;
        });
    corpus.bad(
        "intermediate that is garbage",
        "X.690 10",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.issuer.finish = bytes -> Arrays.copyOf(bytes, 40));
  }

  private static void finish(Corpus corpus, String name, UnaryOperator<byte[]> change) {
    corpus.bad(
        "encoding: " + name,
        "X.690 10",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s -> s.leaf.finish = change);
  }

  private static void extensions(Corpus corpus) {
    bad(
        corpus,
        "an extension twice",
        s -> {
          Draft.Ext names =
              s.leaf.extensions.stream()
                  .filter(each -> each.oid().equals(Extension.subjectAlternativeName))
                  .findFirst()
                  .orElseThrow();
          s.leaf.extensions.add(names);
        });
    bad(
        corpus,
        "an unknown extension twice",
        s -> {
          Draft.Ext unknown =
              new Draft.Ext(Scene.oid("1.3.6.1.4.1.55555.1.2"), false, new byte[] {5, 0});
          s.leaf.extensions.add(unknown);
          s.leaf.extensions.add(unknown);
        });
    raw(corpus, "authorityInfoAccess is garbage", "1.3.6.1.5.5.7.1.1", 0x04, 0x02, 1, 2);
    raw(corpus, "authorityInfoAccess is empty", "1.3.6.1.5.5.7.1.1", 0x30, 0);
    raw(corpus, "keyUsage is a number", "2.5.29.15", 2, 1, 1);
    raw(corpus, "keyUsage sets unused bits", "2.5.29.15", 3, 2, 7, 0xff);
    raw(corpus, "extendedKeyUsage has no number", "2.5.29.37", 0x30, 2, 5, 0);
    raw(corpus, "basicConstraints with BOOLEAN 01", "2.5.29.19", 0x30, 3, 1, 1, 1);
    raw(corpus, "basicConstraints with octets behind", "2.5.29.19", 0x30, 0, 5, 0);
    raw(
        corpus,
        "basicConstraints with a negative length",
        "2.5.29.19",
        0x30,
        6,
        1,
        1,
        0xff,
        2,
        1,
        0xff);
    raw(corpus, "subjectKeyIdentifier is no octet string", "2.5.29.14", 2, 1, 5);
    raw(corpus, "authorityKeyIdentifier is no sequence", "2.5.29.35", 4, 1, 5);
    raw(corpus, "certificatePolicies is empty", "2.5.29.32", 0x30, 0);
    raw(corpus, "SAN longer than its octets", "2.5.29.17", 0x30, 20, 0x82, 18, 'a');
    bad(
        corpus,
        "issuer of the authority key id without its serial",
        s ->
            s.leaf.put(
                Extension.authorityKeyIdentifier,
                false,
                new DERSequence(
                    new ASN1Encodable[] {
                      new DERTaggedObject(false, 0, new DEROctetString(new byte[20])),
                      new DERTaggedObject(false, 2, new ASN1Integer(5))
                    })));
  }

  private static void raw(Corpus corpus, String name, String oid, int... octets) {
    byte[] value = new byte[octets.length];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) octets[i];
    }
    bad(corpus, name, s -> s.leaf.putRaw(Scene.oid(oid), false, value));
  }

  private static void bad(Corpus corpus, String name, Consumer<Scene> change) {
    corpus.bad("encoding: " + name, "RFC 5280 4.2", CERTIFICATE_CONSTRAINT_VIOLATED, change);
  }

  private static void times(Corpus corpus) {
    time(corpus, "UTCTime without seconds", new DERUTCTime("2611010000Z"));
    time(corpus, "UTCTime with an offset", new DERUTCTime("261101000000+0100"));
    time(corpus, "GeneralizedTime with a fraction", new DERGeneralizedTime("20261101000000.5Z"));
    time(corpus, "a 13th month", new DERUTCTime("261301000000Z"));
    time(corpus, "a number for a time", new ASN1Integer(20261101));
  }

  private static void time(Corpus corpus, String name, ASN1Encodable start) {
    corpus.bad(
        "encoding: " + name,
        "RFC 5280 4.1.2.5",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s ->
            s.leaf.validity =
                new DERSequence(new ASN1Encodable[] {start, new DERUTCTime("270130000000Z")}));
  }
}
