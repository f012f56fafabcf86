package io.linecheck.certificate;

import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * Dates (RFC 5280 section 4.1.2.5, both ends valid, whole seconds) and what is left of a lifetime,
 * always as a fraction: 160 hours, 45, 90 and 200 days behave alike.
 */
final class DateRules {
  private static final Duration SHORT_LIVED = Duration.ofDays(10);

  private DateRules() {}

  /** The leaf's dates; while it is valid, whether its renewal is late. */
  static void leaf(Certificate leaf, String element, Instant at, Complaints told) {
    if (at.isAfter(leaf.notAfter)) {
      told.refuse(
          FindingCode.CERTIFICATE_EXPIRED,
          element,
          "notAfter",
          "later than " + at,
          leaf.notAfter + " (" + span(Duration.between(leaf.notAfter, at)) + " ago)");
    } else if (at.isBefore(leaf.notBefore)) {
      told.refuse(
          FindingCode.CERTIFICATE_NOT_YET_VALID,
          element,
          "notBefore",
          "not after " + at,
          leaf.notBefore + " (in " + span(Duration.between(at, leaf.notBefore)) + ")");
    } else {
      left(leaf, element, at, told);
    }
  }

  private static void left(Certificate leaf, String element, Instant at, Complaints told) {
    Duration life = Duration.between(leaf.notBefore, leaf.notAfter);
    Duration left = Duration.between(at, leaf.notAfter);
    String found = span(left) + " of " + span(life) + " left, until " + leaf.notAfter;
    if (left.compareTo(life.dividedBy(6)) < 0) {
      boolean last = left.compareTo(life.dividedBy(20)) < 0;
      told.add(
          FindingCode.CERTIFICATE_EXPIRING,
          last ? Severity.CRITICAL : Severity.WARNING,
          element,
          "notAfter",
          "at least " + span(life.dividedBy(last ? 20 : 6)) + " left",
          found);
    } else if (left.compareTo(renewalDue(life)) < 0) {
      told.warn(
          FindingCode.CERTIFICATE_RENEWAL_OVERDUE,
          element,
          "notAfter",
          "renewed while " + span(renewalDue(life)) + " were left",
          found);
    }
  }

  /** A third of the lifetime (half below ten days) less a thirtieth: nobody renewed by then. */
  static Duration renewalDue(Duration life) {
    Duration due = life.compareTo(SHORT_LIVED) < 0 ? life.dividedBy(2) : life.dividedBy(3);
    return due.minus(life.dividedBy(30));
  }

  /** The dates of an issuer; browsers do not look at those of a root. */
  static void issuer(
      Certificate certificate, String element, boolean anchor, Instant at, Complaints told) {
    if (certificate.isValidAt(at)) {
      return;
    }
    boolean over = at.isAfter(certificate.notAfter);
    told.add(
        FindingCode.CERTIFICATE_CHAIN_EXPIRED,
        anchor ? Severity.WARNING : Severity.CRITICAL,
        element,
        over ? "notAfter" : "notBefore",
        over ? "later than " + at : "not after " + at,
        (over ? certificate.notAfter : certificate.notBefore).toString());
  }

  /** The next instant at which a verdict over these certificates may be another. */
  static Instant nextBoundary(List<Certificate> certificates, Instant at) {
    return certificates.stream()
        .flatMap(DateRules::boundaries)
        .filter(boundary -> boundary.isAfter(at))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  private static Stream<Instant> boundaries(Certificate certificate) {
    Instant end = certificate.notAfter;
    Duration life = Duration.between(certificate.notBefore, end);
    return Stream.of(
        certificate.notBefore,
        end.minus(renewalDue(life)),
        end.minus(life.dividedBy(6)),
        end.minus(life.dividedBy(20)),
        end.plusSeconds(1));
  }

  /** {@code 12 days}, {@code 5 hours}. */
  static String span(Duration duration) {
    long days = duration.toDays();
    if (days >= 3) {
      return days + " days";
    }
    long hours = duration.toHours();
    if (hours >= 3) {
      return hours + " hours";
    }
    return duration.toMinutes() >= 3
        ? duration.toMinutes() + " minutes"
        : duration.toSeconds() + " seconds";
  }

  /** Browsers compare whole seconds. */
  static Instant wholeSecond(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS);
  }
}
