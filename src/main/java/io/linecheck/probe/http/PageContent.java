package io.linecheck.probe.http;

import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * What an answer tells of its content (RFC 9110 section 8); what it does not tell is empty.
 *
 * @param length {@code Content-Length} in bytes
 * @param encoded whether it is compressed on the way
 * @param lastModified {@code Last-Modified}
 */
public record PageContent(Optional<Long> length, boolean encoded, Optional<Instant> lastModified) {
  /** Of an answer that never came. */
  static final PageContent UNKNOWN = new PageContent(Optional.empty(), false, Optional.empty());

  static PageContent of(HttpAnswer.Answer answer) {
    return new PageContent(
        answer.header("Content-Length").filter(it -> it.matches("[0-9]{1,18}")).map(Long::valueOf),
        answer.header("Content-Encoding").filter(it -> !it.equals("identity")).isPresent(),
        answer.header("Last-Modified").flatMap(PageContent::time));
  }

  /** How long it is once unpacked, where that is told. */
  Optional<Long> unpackedLength() {
    return encoded ? Optional.empty() : length;
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(
                  text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant());
    } catch (DateTimeParseException notTheFieldsForm) {
      return Optional.empty();
    }
  }
}
