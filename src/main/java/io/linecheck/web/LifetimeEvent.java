package io.linecheck.web;

import io.linecheck.config.RenewalSettings.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Something that happens to a certificate because time passes: told in parts of its lifetime, so
 * that one of six days and one of ninety are both warned of in time.
 *
 * @param at when
 * @param kind what
 */
record LifetimeEvent(Instant at, Kind kind) {
  private static final Duration SHORT = Duration.ofDays(10);

  /** What happens. */
  enum Kind {
    /** A renewal becomes due. */
    RENEWAL_DUE,
    /** It should have been renewed by now. */
    RENEWAL_OVERDUE,
    /** Little of the lifetime is left. */
    EXPIRING,
    /** On-call is paged. */
    ON_CALL,
    /** It ends. */
    EXPIRES,
    /** It has ended. */
    EXPIRED;

    /** The public word. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** All events of a lifetime, in the order of time. */
  static List<LifetimeEvent> of(Instant notBefore, Instant notAfter, Timing timing) {
    Duration life = Duration.between(notBefore, notAfter);
    boolean brief = life.compareTo(SHORT) < 0;
    Instant page = notAfter.minus(timing.page());
    Instant urgent = left(notAfter, life, timing.urgentAt());
    return java.util.stream.Stream.of(
            new LifetimeEvent(
                left(notAfter, life, brief ? timing.renewShortAt() : timing.renewAt()),
                Kind.RENEWAL_DUE),
            new LifetimeEvent(left(notAfter, life, timing.secondPathAt()), Kind.RENEWAL_OVERDUE),
            new LifetimeEvent(brief || page.isBefore(notBefore) ? urgent : page, Kind.ON_CALL),
            new LifetimeEvent(urgent, Kind.EXPIRING),
            new LifetimeEvent(notAfter, Kind.EXPIRES))
        .sorted(Comparator.comparing(LifetimeEvent::at).thenComparing(LifetimeEvent::kind))
        .toList();
  }

  /** The next one after an instant; {@link Kind#EXPIRED} once all are past. */
  static LifetimeEvent next(Instant notBefore, Instant notAfter, Timing timing, Instant now) {
    return of(notBefore, notAfter, timing).stream()
        .filter(event -> event.at().isAfter(now))
        .findFirst()
        .orElse(new LifetimeEvent(notAfter, Kind.EXPIRED));
  }

  private static Instant left(Instant notAfter, Duration life, double part) {
    return notAfter.minusMillis(Math.round(life.toMillis() * part));
  }
}
