package io.linecheck.cli;

import io.linecheck.config.InvalidInputException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/** A time as a person writes it: RFC 3339, or a day, which begins at midnight UTC. */
final class TimeText {
  private TimeText() {}

  /** The instant; empty for an empty text. */
  static Optional<Instant> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          text.indexOf('T') < 0 && text.indexOf('t') < 0
              ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
              : OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      throw new InvalidInputException(
          "--at '" + text + "': write a time such as 2027-01-31T12:00:00Z, or a day");
    }
  }
}
