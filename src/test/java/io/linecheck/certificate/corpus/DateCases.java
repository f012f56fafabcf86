package io.linecheck.certificate.corpus;

import static io.linecheck.model.FindingCode.CERTIFICATE_CHAIN_EXPIRED;
import static io.linecheck.model.FindingCode.CERTIFICATE_EXPIRED;
import static io.linecheck.model.FindingCode.CERTIFICATE_EXPIRING;
import static io.linecheck.model.FindingCode.CERTIFICATE_NOT_YET_VALID;
import static io.linecheck.model.FindingCode.CERTIFICATE_RENEWAL_OVERDUE;

import io.linecheck.model.FindingCode;
import java.time.Duration;
import java.time.Instant;

/** Dates, to the second, and what is left of lifetimes of 160 hours to 398 days. */
final class DateCases {
  private static final String RULE = "RFC 5280 4.1.2.5";

  private DateCases() {}

  static void add(Corpus corpus) {
    Instant end = Instant.parse("2027-01-30T00:00:00Z");
    Instant start = Instant.parse("2026-11-01T00:00:00Z");
    corpus.warned("last second of validity", RULE, CERTIFICATE_EXPIRING, s -> s.at = end);
    corpus.warned(
        "within the last second of validity",
        "browsers compare whole seconds",
        CERTIFICATE_EXPIRING,
        s -> s.at = end.plusMillis(700));
    corpus.bad("one second over", RULE, CERTIFICATE_EXPIRED, s -> s.at = end.plusSeconds(1));
    corpus.good("first second of validity", RULE, s -> s.at = start);
    corpus.bad(
        "one second early", RULE, CERTIFICATE_NOT_YET_VALID, s -> s.at = start.minusSeconds(1));
    corpus.bad(
        "expired for years",
        RULE,
        CERTIFICATE_EXPIRED,
        s -> s.leaf.valid("2023-01-01T00:00:00Z", "2023-03-01T00:00:00Z"));
    corpus.bad(
        "valid from next year",
        RULE,
        CERTIFICATE_NOT_YET_VALID,
        s -> s.leaf.valid("2027-06-01T00:00:00Z", "2027-08-01T00:00:00Z"));
    corpus.bad(
        "ends before it begins",
        RULE,
        CERTIFICATE_EXPIRED,
        s -> s.leaf.valid("2026-11-30T00:00:00Z", "2026-10-30T00:00:00Z"));
    corpus.good(
        "generalized time after 2050",
        RULE,
        s -> s.leaf.valid("2026-01-01T00:00:00Z", "2055-01-01T00:00:00Z"));
    corpus.bad(
        "expired intermediate",
        RULE,
        CERTIFICATE_CHAIN_EXPIRED,
        s -> s.issuer.valid("2020-01-01T00:00:00Z", "2026-11-20T23:59:59Z"));
    corpus.bad(
        "intermediate of tomorrow",
        RULE,
        CERTIFICATE_CHAIN_EXPIRED,
        s -> s.issuer.valid("2026-11-22T00:00:00Z", "2030-01-01T00:00:00Z"));
    corpus.warned(
        "expired root",
        "browsers do not look at it",
        CERTIFICATE_CHAIN_EXPIRED,
        s -> s.root.valid("2010-01-01T00:00:00Z", "2020-01-01T00:00:00Z"));
    corpus.good(
        "leaf outlives its issuer",
        "RFC 5280 asks for no nesting",
        s -> s.issuer.valid("2024-01-01T00:00:00Z", "2026-12-01T00:00:00Z"));
    for (Duration life :
        new Duration[] {
          Duration.ofHours(160),
          Duration.ofDays(45),
          Duration.ofDays(64),
          Duration.ofDays(90),
          Duration.ofDays(200)
        }) {
      fractions(corpus, life);
    }
  }

  private static void fractions(Corpus corpus, Duration life) {
    boolean shortLived = life.toDays() < 10;
    // Renewal is due with a third left (half below ten days); told a thirtieth later.
    double late = (shortLived ? 0.5 : 1.0 / 3) - 1.0 / 30;
    String name = life.toDays() < 10 ? life.toHours() + " hours" : life.toDays() + " days";
    left(corpus, name + " fresh", life, 0.9, null);
    left(corpus, name + " renewal not yet late", life, late + 0.01, null);
    left(corpus, name + " renewal late", life, late - 0.01, CERTIFICATE_RENEWAL_OVERDUE);
    left(corpus, name + " a sixth left", life, 0.16, CERTIFICATE_EXPIRING);
    left(corpus, name + " a twentieth left", life, 0.04, CERTIFICATE_EXPIRING);
  }

  private static void left(
      Corpus corpus, String name, Duration life, double fraction, FindingCode code) {
    Duration left = Duration.ofSeconds((long) (life.toSeconds() * fraction));
    java.util.function.Consumer<Scene> change =
        s -> {
          s.leaf.notAfter = s.at.plus(left);
          s.leaf.notBefore = s.leaf.notAfter.minus(life);
        };
    String rule = "fractions of the lifetime";
    if (code == null) {
      corpus.good(name, rule, change);
    } else {
      corpus.warned(name, rule, code, change);
    }
  }
}
