package io.linecheck.certificate;

import io.linecheck.model.FindingCode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What browsers ask only of certificates under a public root. */
final class PublicRules {
  private static final Instant TWO_YEARS = Instant.parse("2018-03-01T00:00:00Z");
  private static final Instant ONE_YEAR = Instant.parse("2020-09-01T00:00:00Z");
  private static final Instant HALF = Instant.parse("2026-03-15T00:00:00Z");
  private static final Instant QUARTER = Instant.parse("2027-03-15T00:00:00Z");
  private static final Instant MONTH = Instant.parse("2029-03-15T00:00:00Z");

  /** Chrome asks for timestamps of everything issued from then on. */
  private static final Instant TRANSPARENCY = Instant.parse("2018-05-01T00:00:00Z");

  /** Until then the number of timestamps went by months of lifetime. */
  private static final Instant BY_DAYS = Instant.parse("2022-04-15T00:00:00Z");

  private PublicRules() {}

  static void judge(
      Certificate leaf,
      String element,
      List<SignedTimestamp> ofHandshake,
      TransparencyLogs logs,
      Complaints told) {
    lifetime(leaf, element, told);
    transparency(leaf, element, ofHandshake, logs, told);
    if (!leaf.extensions.has(Extensions.EXTENDED_KEY_USAGE)) {
      told.warn(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          element,
          "extendedKeyUsage",
          "serverAuth (Baseline Requirements 7.1.2.7.10)",
          "no such extension");
    }
  }

  /** The longest lifetime for a day of issue (Baseline Requirements 6.3.2, SC-081). */
  static Duration longest(Instant notBefore) {
    int days =
        notBefore.isBefore(TWO_YEARS)
            ? 1188
            : notBefore.isBefore(ONE_YEAR)
                ? 825
                : notBefore.isBefore(HALF)
                    ? 398
                    : notBefore.isBefore(QUARTER) ? 200 : notBefore.isBefore(MONTH) ? 100 : 47;
    return Duration.ofDays(days);
  }

  private static void lifetime(Certificate leaf, String element, Complaints told) {
    Duration longest = longest(leaf.notBefore);
    Duration life = Duration.between(leaf.notBefore, leaf.notAfter);
    if (life.compareTo(longest) > 0) {
      told.refuse(
          FindingCode.CERTIFICATE_LIFETIME_TOO_LONG,
          element,
          "validity",
          "at most "
              + longest.toDays()
              + " days when issued on "
              + leaf.notBefore.toString().substring(0, 10)
              + " (Baseline Requirements 6.3.2)",
          DateRules.span(life));
    }
  }

  /** Chrome's rule: two timestamps up to 180 days of lifetime, else three, of two operators. */
  private static void transparency(
      Certificate leaf,
      String element,
      List<SignedTimestamp> ofHandshake,
      TransparencyLogs logs,
      Complaints told) {
    if (leaf.notBefore.isBefore(TRANSPARENCY)) {
      return;
    }
    List<SignedTimestamp> embedded =
        Objects.requireNonNullElse(leaf.extensions.timestamps(), List.of());
    long distinct = distinctLogs(embedded.stream());
    long shaken = distinctLogs(ofHandshake.stream());
    int expected = timestamps(leaf);
    if (distinct < expected && shaken < 2) {
      told.refuse(
          FindingCode.CERTIFICATE_TRANSPARENCY_MISSING,
          element,
          "signed certificate timestamps",
          expected
              + " embedded of different logs for "
              + DateRules.span(Duration.between(leaf.notBefore, leaf.notAfter))
              + ", or 2 in the handshake",
          distinct + " embedded, " + shaken + " in the handshake");
      return;
    }
    List<SignedTimestamp> all = Stream.concat(embedded.stream(), ofHandshake.stream()).toList();
    if (!leaf.notBefore.isBefore(BY_DAYS) && logs.knowsAll(all) && logs.operators(all) < 2) {
      told.refuse(
          FindingCode.CERTIFICATE_TRANSPARENCY_MISSING,
          element,
          "signed certificate timestamps",
          "logs of at least two operators",
          all.stream().map(logs::name).distinct().collect(Collectors.joining(", ")));
    }
  }

  /** How many a lifetime needs; counted in months until April 2022. */
  private static int timestamps(Certificate leaf) {
    Duration life = Duration.between(leaf.notBefore, leaf.notAfter);
    if (!leaf.notBefore.isBefore(BY_DAYS)) {
      return life.compareTo(Duration.ofDays(180)) <= 0 ? 2 : 3;
    }
    long months =
        ChronoUnit.MONTHS.between(
            leaf.notBefore.atOffset(ZoneOffset.UTC), leaf.notAfter.atOffset(ZoneOffset.UTC));
    return months < 15 ? 2 : months <= 27 ? 3 : months <= 39 ? 4 : 5;
  }

  private static long distinctLogs(Stream<SignedTimestamp> timestamps) {
    return timestamps.map(SignedTimestamp::logId).distinct().count();
  }
}
