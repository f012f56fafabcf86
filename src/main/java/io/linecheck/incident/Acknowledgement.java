package io.linecheck.incident;

import java.time.Instant;

/**
 * Someone has an incident: no reminder and no escalation until it lapses.
 *
 * @param owner who
 * @param at since when
 * @param until when it lapses
 * @param note what they wrote; may be empty
 */
public record Acknowledgement(String owner, Instant at, Instant until, String note) {
  public Acknowledgement {
    if (owner.isBlank() || owner.length() > 200 || note.length() > 2000) {
      throw new IllegalArgumentException(
          "an acknowledgement needs an owner of 1 to 200 characters and a note of at most 2000");
    }
    if (!until.isAfter(at)) {
      throw new IllegalArgumentException("an acknowledgement must lapse after it begins");
    }
  }
}
