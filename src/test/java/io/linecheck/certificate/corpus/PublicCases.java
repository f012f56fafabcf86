package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_LIFETIME_TOO_LONG;
import static io.linecheck.model.FindingCode.CERTIFICATE_RENEWAL_OVERDUE;
import static io.linecheck.model.FindingCode.CERTIFICATE_TRANSPARENCY_MISSING;
import static io.linecheck.model.FindingCode.CERTIFICATE_USAGE_WRONG;

import io.linecheck.model.FindingCode;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.Extension;

/** What is asked only below a root that browsers ship. */
final class PublicCases {
  private static final String LIFETIME = "BR 6.3.2, SC-081";
  private static final String TRANSPARENCY = "Chrome's CT policy";

  private PublicCases() {}

  static void add(Corpus corpus) {
    lifetimes(corpus);
    transparency(corpus);
    operators(corpus);
  }

  private static void lifetimes(Corpus corpus) {
    Object[][] limits = {
      {"2020-10-01", 398},
      {"2026-03-14", 398},
      {"2026-03-15", 200},
      {"2027-03-14", 200},
      {"2027-03-15", 100},
      {"2029-03-14", 100},
      {"2029-03-15", 47}
    };
    for (Object[] limit : limits) {
      Instant day = Instant.parse(limit[0] + "T00:00:00Z");
      int days = (Integer) limit[1];
      corpus.good(days + " days issued on " + limit[0], LIFETIME, life(day, days));
      corpus.bad(
          (days + 1) + " days issued on " + limit[0],
          LIFETIME,
          CERTIFICATE_LIFETIME_TOO_LONG,
          life(day, days + 1));
    }
    corpus.bad(
        "825 days issued on 2020-09-02",
        LIFETIME,
        CERTIFICATE_LIFETIME_TOO_LONG,
        life(Instant.parse("2020-09-02T00:00:00Z"), 825));
    corpus.good(
        "825 days issued on 2020-08-01",
        LIFETIME,
        life(Instant.parse("2020-08-01T00:00:00Z"), 825));
    corpus.good(
        "ten years below a root of the user",
        "private authorities are free",
        s -> {
          s.leaf.notBefore = s.at.minus(Duration.ofDays(10));
          s.leaf.notAfter = s.at.plus(Duration.ofDays(3650));
        });
  }

  private static Consumer<Scene> life(Instant day, int days) {
    return s -> {
      s.publicRoots = true;
      s.root.valid("2015-01-01T00:00:00Z", "2045-01-01T00:00:00Z");
      s.issuer.valid("2018-01-01T00:00:00Z", "2040-01-01T00:00:00Z");
      s.leaf.notBefore = day;
      s.leaf.notAfter = day.plus(Duration.ofDays(days));
      s.at = day.plus(Duration.ofDays(5));
      timestamps(s.leaf, 1, 2, 3);
    };
  }

  private static void transparency(Corpus corpus) {
    sct(corpus, "90 days, two logs", 90, null, 1, 2);
    sct(corpus, "90 days, three logs", 90, null, 1, 2, 3);
    sct(corpus, "180 days, two logs", 180, null, 1, 2);
    sct(corpus, "181 days, three logs", 181, null, 1, 2, 3);
    sct(corpus, "90 days, one log", 90, CERTIFICATE_TRANSPARENCY_MISSING, 1);
    sct(corpus, "90 days, one log twice", 90, CERTIFICATE_TRANSPARENCY_MISSING, 1, 1);
    sct(corpus, "181 days, two logs", 181, CERTIFICATE_TRANSPARENCY_MISSING, 1, 2);
    sct(corpus, "90 days, empty list", 90, CERTIFICATE_TRANSPARENCY_MISSING);
    corpus.bad(
        "no timestamps below a public root",
        TRANSPARENCY,
        CERTIFICATE_TRANSPARENCY_MISSING,
        s -> s.publicRoots = true);
    corpus.good("no timestamps below a root of the user", TRANSPARENCY, s -> {});
    corpus.warned(
        "no extendedKeyUsage below a public root",
        "BR 7.1.2.7.10",
        CERTIFICATE_USAGE_WRONG,
        s -> {
          s.publicRoots = true;
          timestamps(s.leaf, 1, 2);
          s.leaf.remove(Extension.extendedKeyUsage);
        });
    corpus.warned(
        "Let's Encrypt, renewal 65 days old",
        "fractions of the lifetime",
        CERTIFICATE_RENEWAL_OVERDUE,
        s -> {
          s.publicRoots = true;
          timestamps(s.leaf, 1, 2);
          s.leaf.notBefore = s.at.minus(Duration.ofDays(65));
          s.leaf.notAfter = s.leaf.notBefore.plus(Duration.ofDays(90));
        });
  }

  private static void sct(Corpus corpus, String name, int days, FindingCode code, int... logs) {
    Consumer<Scene> change =
        s -> {
          s.publicRoots = true;
          s.leaf.notBefore = s.at.minus(Duration.ofDays(5));
          s.leaf.notAfter = s.leaf.notBefore.plus(Duration.ofDays(days));
          timestamps(s.leaf, logs);
        };
    if (code == null) {
      corpus.good("timestamps: " + name, TRANSPARENCY, change);
    } else {
      corpus.bad("timestamps: " + name, TRANSPARENCY, code, change);
    }
  }

  private static final String ARGON =
      "d76d7d10d1a7f577c2c7e95fd700bff982c9335a65e1d0b3017317c0c8c56977";
  private static final String XENON =
      "d809553b944f7affc816196f944f85abb0f8fc5e8755260f15d12e72bb454b14";
  private static final String NIMBUS =
      "cb38f715897c84a1445f5bc1ddfbc96ef29a59cd470a690585b0cb14c31458e7";

  private static void operators(Corpus corpus) {
    corpus.bad(
        "timestamps: two logs of one operator",
        TRANSPARENCY,
        CERTIFICATE_TRANSPARENCY_MISSING,
        s -> logs(s, ARGON, XENON));
    corpus.good("timestamps: two logs of two operators", TRANSPARENCY, s -> logs(s, ARGON, NIMBUS));
    corpus.good(
        "timestamps: a known log and one that is not known",
        "an unknown log may be anybody's",
        s -> logs(s, ARGON, "77".repeat(32)));
    corpus.bad(
        "timestamps: one known log twice",
        TRANSPARENCY,
        CERTIFICATE_TRANSPARENCY_MISSING,
        s -> logs(s, ARGON, ARGON));
  }

  private static void logs(Scene scene, String... ids) {
    scene.publicRoots = true;
    byte[][] logs = new byte[ids.length][];
    for (int i = 0; i < ids.length; i++) {
      logs[i] = java.util.HexFormat.of().parseHex(ids[i]);
    }
    timestamps(scene.leaf, logs);
  }

  /** A list of timestamps as RFC 6962 writes it, one of each log. */
  static void timestamps(Draft draft, int... logs) {
    byte[][] ids = new byte[logs.length][32];
    for (int i = 0; i < logs.length; i++) {
      ids[i][0] = (byte) logs[i];
    }
    timestamps(draft, ids);
  }

  private static void timestamps(Draft draft, byte[][] logs) {
    ByteArrayOutputStream list = new ByteArrayOutputStream();
    for (byte[] log : logs) {
      byte[] one = new byte[1 + 32 + 8 + 2 + 4 + 8];
      System.arraycopy(log, 0, one, 1, 32);
      one[43] = 4;
      one[44] = 3;
      one[46] = 8;
      list.write(one.length >> 8);
      list.write(one.length);
      list.writeBytes(one);
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(list.size() >> 8);
    whole.write(list.size());
    whole.writeBytes(list.toByteArray());
    draft.put(Scene.oid("1.3.6.1.4.1.11129.2.4.2"), false, new DEROctetString(whole.toByteArray()));
  }
}
