package io.linecheck.selftest;

import io.linecheck.model.Fault;
import io.linecheck.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The big word of a self-test. */
public enum Outcome {
  /** The agent can work. */
  READY,
  /** The agent can work; something is weaker than it should be. */
  READY_WITH_WARNINGS,
  /** The agent cannot work. */
  NOT_READY,
  /** The run was not finished: stopped, frozen, or still going on. */
  INCOMPLETE;

  /** The public word, {@code ready-with-warnings}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The outcome of this word, if there is one. */
  public static Optional<Outcome> find(String word) {
    for (Outcome each : values()) {
      if (each.word().equals(word)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** What faults amount to; a run that is not done can be no better than incomplete. */
  static Outcome of(List<Fault> faults, boolean done) {
    if (faults.stream().anyMatch(fault -> fault.severity() == Severity.CRITICAL)) {
      return NOT_READY;
    }
    if (!done) {
      return INCOMPLETE;
    }
    return faults.stream().anyMatch(fault -> fault.severity() == Severity.WARNING)
        ? READY_WITH_WARNINGS
        : READY;
  }
}
