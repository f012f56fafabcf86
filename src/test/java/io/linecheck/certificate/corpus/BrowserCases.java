package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
import static io.linecheck.model.FindingCode.CERTIFICATE_KEY_WEAK;
import static io.linecheck.model.FindingCode.CERTIFICATE_LIFETIME_TOO_LONG;
import static io.linecheck.model.FindingCode.CERTIFICATE_NAME_MISMATCH;
import static io.linecheck.model.FindingCode.CERTIFICATE_SIGNATURE_WEAK;
import static io.linecheck.model.FindingCode.CERTIFICATE_TRANSPARENCY_MISSING;
import static io.linecheck.model.FindingCode.CERTIFICATE_USAGE_WRONG;

import io.linecheck.model.FindingCode;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Where browsers differ from the text of the standards, or from one another. */
final class BrowserCases {
  private BrowserCases() {}

  static void add(Corpus corpus) {
    names(corpus);
    extensions(corpus);
    keys(corpus);
    times(corpus);
    publicRoots(corpus);
  }

  private static void names(Corpus corpus) {
    for (String suffix : new String[] {"co.uk", "com.au", "any.ck", "zzz", "gov.ph"}) {
      corpus.bad(
          "wildcard right below " + suffix,
          "Chrome: no wildcard over a public suffix",
          CERTIFICATE_NAME_MISMATCH,
          s -> {
            s.host = "acme." + suffix;
            s.leaf.dns("*." + suffix);
          });
    }
    for (String domain : new String[] {"acme.co.uk", "www.ck", "appspot.com", "acme.com.au"}) {
      corpus.good(
          "wildcard below " + domain,
          "no public suffix of ICANN's",
          s -> {
            s.host = "dialer." + domain;
            s.leaf.dns("*." + domain);
          });
    }
    corpus.good("wildcard in other case", "RFC 9525 6.3", s -> s.leaf.dns("*.EXAMPLE.Com"));
    corpus.good(
        "wildcard beside an address",
        "RFC 9525 6.2",
        s ->
            s.leaf.names(
                new org.bouncycastle.asn1.x509.GeneralName(7, "203.0.113.1"),
                new org.bouncycastle.asn1.x509.GeneralName(2, "*.example.com")));
    corpus.bad(
        "SAN with a space behind",
        "RFC 9525 6.3",
        CERTIFICATE_NAME_MISMATCH,
        s -> s.leaf.dns(Scene.HOST + " "));
    corpus.bad(
        "SAN with a NUL and more behind",
        "RFC 9525 6.3",
        CERTIFICATE_NAME_MISMATCH,
        s -> s.leaf.dns(Scene.HOST + "\0.example.org"));
    corpus.bad("empty SAN entry", "RFC 9525 6.3", CERTIFICATE_NAME_MISMATCH, s -> s.leaf.dns(""));
    corpus.good(
        "leaf that issues nothing but is self-issued",
        "RFC 5280 6.1",
        s -> s.leaf.subject = s.issuer.subject);
  }

  private static void extensions(Corpus corpus) {
    corpus.good(
        "malformed cRLDistributionPoints",
        "browsers do not read them",
        s -> s.leaf.putRaw(Extension.cRLDistributionPoints, false, new byte[] {4, 2, 1, 2}));
    corpus.good(
        "malformed TLS feature",
        "browsers do not read it",
        s -> s.leaf.putRaw(Scene.oid("1.3.6.1.5.5.7.1.24"), false, new byte[] {4, 2, 1, 2}));
    refused(
        corpus,
        "critical TLS feature",
        "Chrome does not know it",
        s -> s.leaf.putRaw(Scene.oid("1.3.6.1.5.5.7.1.24"), true, new byte[] {0x30, 3, 2, 1, 5}));
    refused(
        corpus,
        "critical authorityInfoAccess",
        "RFC 5280 4.2.2.1",
        s ->
            s.leaf.put(
                Extension.authorityInfoAccess,
                true,
                org.bouncycastle.asn1.x509.AuthorityInformationAccess.getInstance(
                    new DERSequence(
                        new org.bouncycastle.asn1.x509.AccessDescription(
                            Scene.oid("1.3.6.1.5.5.7.48.2"),
                            new org.bouncycastle.asn1.x509.GeneralName(
                                6, "http://ca.example/x"))))));
    refused(
        corpus,
        "critical cRLDistributionPoints",
        "RFC 5280 4.2",
        s -> s.leaf.putRaw(Extension.cRLDistributionPoints, true, new byte[] {0x30, 0}));
    refused(
        corpus,
        "critical FALSE written out",
        "X.690 11.5",
        s -> s.leaf.finish = BrowserCases::writeDefault);
    corpus.good(
        "critical policies with an address",
        "RFC 5280 4.2.1.4",
        s -> policies(s.leaf, "1.3.6.1.5.5.7.2.1"));
    refused(
        corpus,
        "critical policies with an unknown qualifier",
        "RFC 5280 4.2.1.4",
        s -> policies(s.leaf, "1.3.6.1.4.1.55555.3"));
    refused(
        corpus,
        "policyMappings of anyPolicy",
        "RFC 5280 4.2.1.5",
        s ->
            s.issuer.put(
                Extension.policyMappings,
                true,
                new DERSequence(
                    new DERSequence(
                        new ASN1Encodable[] {
                          Scene.oid("2.5.29.32.0"), Scene.oid("2.23.140.1.2.1")
                        }))));
    corpus.warned(
        "OCSPSigning beside serverAuth",
        "Firefox refuses it",
        CERTIFICATE_USAGE_WRONG,
        s -> s.leaf.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_OCSPSigning));
    corpus.good(
        "codeSigning beside serverAuth",
        "browsers accept it",
        s -> s.leaf.purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_codeSigning));
  }

  /** The keyUsage extension is the only critical one of the leaf; its TRUE becomes FALSE. */
  private static byte[] writeDefault(byte[] bytes) {
    byte[] mark = {6, 3, 0x55, 0x1d, 0x0f, 1, 1, (byte) 0xff};
    for (int i = 0; i + mark.length < bytes.length; i++) {
      if (java.util.Arrays.equals(bytes, i, i + mark.length, mark, 0, mark.length)) {
        bytes[i + mark.length - 1] = 0;
        return bytes;
      }
    }
    throw new IllegalStateException("no critical keyUsage");
  }

  private static void policies(Draft draft, String qualifier) {
    draft.put(
        Extension.certificatePolicies,
        true,
        new DERSequence(
            new DERSequence(
                new ASN1Encodable[] {
                  Scene.oid("2.23.140.1.2.1"),
                  new DERSequence(
                      new DERSequence(
                          new ASN1Encodable[] {
                            Scene.oid(qualifier),
                            new org.bouncycastle.asn1.DERIA5String("http://cps.example")
                          }))
                })));
  }

  private static void refused(Corpus corpus, String name, String rule, Consumer<Scene> change) {
    corpus.bad(name, rule, CERTIFICATE_CONSTRAINT_VIOLATED, change);
  }

  private static void keys(Corpus corpus) {
    corpus.bad(
        "EC point off its curve",
        "RFC 5480 2.2",
        CERTIFICATE_KEY_WEAK,
        s -> s.leaf.keyInfo = point(s, octets -> octets[64] ^= 1));
    corpus.bad(
        "EC point that is compressed",
        "RFC 5480 2.2",
        CERTIFICATE_KEY_WEAK,
        s -> s.leaf.keyInfo = point(s, null));
    corpus.bad(
        "RSA key without parameters",
        "RFC 3279 2.3.1",
        CERTIFICATE_KEY_WEAK,
        s -> {
          var info =
              SubjectPublicKeyInfo.getInstance(s.key("leaf", "RSA 2048").getPublic().getEncoded());
          ASN1EncodableVector all = new ASN1EncodableVector();
          all.add(new DERSequence(Scene.oid("1.2.840.113549.1.1.1")));
          all.add(new DERBitString(info.getPublicKeyData().getOctets()));
          s.leaf.keyInfo = new DERSequence(all);
        });
    corpus.bad(
        "leaf ML-DSA-44",
        "browsers know no such key",
        CERTIFICATE_KEY_WEAK,
        s -> {
          ASN1EncodableVector all = new ASN1EncodableVector();
          all.add(new DERSequence(Scene.oid("2.16.840.1.101.3.4.3.17")));
          all.add(new DERBitString(new byte[1312]));
          s.leaf.keyInfo = new DERSequence(all);
        });
    corpus.bad(
        "signed with SHA-3",
        "browsers know no such signature",
        CERTIFICATE_SIGNATURE_WEAK,
        s -> s.leaf.algorithm = "SHA3-256withECDSA");
    corpus.bad(
        "inner algorithm with NULL, outer without",
        "RFC 5280 4.1.1.2",
        CERTIFICATE_CONSTRAINT_VIOLATED,
        s ->
            s.leaf.inner =
                new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256, DERNull.INSTANCE));
  }

  private static org.bouncycastle.asn1.ASN1Primitive point(Scene s, Consumer<byte[]> change) {
    var info = SubjectPublicKeyInfo.getInstance(s.leaf.key.getPublic().getEncoded());
    byte[] octets = info.getPublicKeyData().getOctets();
    if (change == null) {
      byte[] compressed = java.util.Arrays.copyOf(octets, 33);
      compressed[0] = (byte) (2 + (octets[64] & 1));
      octets = compressed;
    } else {
      change.accept(octets);
    }
    return new SubjectPublicKeyInfo(info.getAlgorithm(), octets).toASN1Primitive();
  }

  private static void times(Corpus corpus) {
    corpus.good(
        "GeneralizedTime before 2050",
        "browsers accept it",
        s ->
            s.leaf.validity =
                new DERSequence(
                    new ASN1Encodable[] {
                      new DERGeneralizedTime("20261101000000Z"),
                      new DERGeneralizedTime("20270130000000Z")
                    }));
    corpus.good(
        "never ends",
        "RFC 5280 4.1.2.5",
        s ->
            s.leaf.validity =
                new DERSequence(
                    new ASN1Encodable[] {
                      new DERUTCTime("261101000000Z"), new DERGeneralizedTime("99991231235959Z")
                    }));
    corpus.bad(
        "year 50 of a UTCTime is 1950",
        "RFC 5280 4.1.2.5.1",
        FindingCode.CERTIFICATE_EXPIRED,
        s ->
            s.leaf.validity =
                new DERSequence(
                    new ASN1Encodable[] {
                      new DERUTCTime("500101000000Z"), new DERUTCTime("510101000000Z")
                    }));
    refused(
        corpus,
        "30 February",
        "RFC 5280 4.1.2.5",
        s ->
            s.leaf.validity =
                new DERSequence(
                    new ASN1Encodable[] {
                      new DERUTCTime("260230000000Z"), new DERUTCTime("270130000000Z")
                    }));
    corpus.good(
        "last second with a fraction",
        "browsers compare whole seconds",
        s -> {
          s.leaf.notAfter = Scene.NOW.plus(Duration.ofDays(60));
          s.leaf.notBefore = Scene.NOW;
          s.at = Scene.NOW.plusMillis(1);
        });
    corpus.bad(
        "fraction before the first second",
        "browsers compare whole seconds",
        FindingCode.CERTIFICATE_NOT_YET_VALID,
        s -> {
          s.leaf.notBefore = Scene.NOW.plusSeconds(1);
          s.at = Scene.NOW.plusMillis(999);
        });
    corpus.good(
        "version 3 without extensions but the SAN",
        "RFC 5280 4.2",
        s -> {
          s.leaf.extensions.clear();
          s.leaf.dns(Scene.HOST);
        });
    refused(
        corpus,
        "serial that is no number at all",
        "RFC 5280 4.1.2.2",
        s ->
            s.leaf.finish =
                bytes -> {
                  bytes[15] = 5;
                  return bytes;
                });
    refused(
        corpus,
        "path length above its room",
        "RFC 5280 4.2.1.9",
        s ->
            s.issuer.put(
                Extension.basicConstraints,
                true,
                new DERSequence(
                    new ASN1Encodable[] {
                      org.bouncycastle.asn1.ASN1Boolean.TRUE, new ASN1Integer(-1)
                    })));
  }

  private static void publicRoots(Corpus corpus) {
    corpus.bad(
        "398 days and a second issued in 2025",
        "BR 6.3.2",
        CERTIFICATE_LIFETIME_TOO_LONG,
        issued("2025-06-01T00:00:00Z", Duration.ofDays(398).plusSeconds(1), 3));
    corpus.good(
        "397 days issued in 2021 with two timestamps",
        "Chrome until April 2022",
        issued("2021-06-01T00:00:00Z", Duration.ofDays(397), 2));
    corpus.bad(
        "397 days issued in 2023 with two timestamps",
        "Chrome since April 2022",
        CERTIFICATE_TRANSPARENCY_MISSING,
        issued("2023-06-01T00:00:00Z", Duration.ofDays(397), 2));
    corpus.bad(
        "825 days issued in 2019 with two timestamps",
        "Chrome until April 2022",
        CERTIFICATE_TRANSPARENCY_MISSING,
        issued("2019-06-01T00:00:00Z", Duration.ofDays(825), 2));
    corpus.good(
        "825 days issued in 2019 with three timestamps",
        "Chrome until April 2022",
        issued("2019-06-01T00:00:00Z", Duration.ofDays(820), 3));
    corpus.good(
        "no timestamps, issued in early 2018",
        "Chrome since May 2018",
        issued("2018-04-01T00:00:00Z", Duration.ofDays(820), 0));
    corpus.bad(
        "malformed timestamps below a public root",
        "Chrome's CT policy",
        CERTIFICATE_TRANSPARENCY_MISSING,
        s -> {
          s.publicRoots = true;
          s.leaf.putRaw(Scene.oid("1.3.6.1.4.1.11129.2.4.2"), false, new byte[] {4, 2, 9, 9});
        });
    corpus.good(
        "malformed timestamps below a root of the user",
        "private authorities are free",
        s -> s.leaf.putRaw(Scene.oid("1.3.6.1.4.1.11129.2.4.2"), false, new byte[] {4, 2, 9, 9}));
  }

  private static Consumer<Scene> issued(String when, Duration life, int timestamps) {
    return s -> {
      s.publicRoots = true;
      s.root.valid("2010-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
      s.issuer.valid("2015-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
      s.leaf.notBefore = Instant.parse(when);
      s.leaf.notAfter = s.leaf.notBefore.plus(life);
      s.at = s.leaf.notBefore.plus(Duration.ofDays(5));
      int[] logs = new int[timestamps];
      for (int i = 0; i < logs.length; i++) {
        logs[i] = i + 1;
      }
      if (timestamps > 0) {
        PublicCases.timestamps(s.leaf, logs);
      }
    };
  }
}
