package io.linecheck.incident;

import io.linecheck.model.Severity;
import java.time.Duration;
import java.util.Objects;

/**
 * When a finding becomes an incident and whom it reaches when.
 *
 * @param critical for findings that stop agents
 * @param warning for the rest
 * @param flapping when a finding that comes and goes is called flapping
 * @param escalateAfter how long a critical incident may stay unacknowledged
 * @param remindAfter between reminders of an unacknowledged incident; zero for none
 * @param groupWithin how long a notice waits for others of the same shared cause
 * @param releaseAfter how long the notices of children stay swallowed after their parent has
 *     recovered
 * @param staleIntervals after how many intervals without a result a check counts as stale
 */
public record IncidentRules(
    Thresholds critical,
    Thresholds warning,
    Flapping flapping,
    Duration escalateAfter,
    Duration remindAfter,
    Duration groupWithin,
    Duration releaseAfter,
    int staleIntervals) {

  /**
   * So many failures among the last results open, so many successes in a row close.
   *
   * @param failures that open, at least 1
   * @param of the last so many results, at least {@code failures}, at most 64
   * @param successes in a row that close, at least 1
   */
  public record Thresholds(int failures, int of, int successes) {
    public Thresholds {
      if (failures < 1 || of < failures || of > 64 || successes < 1) {
        throw new IllegalArgumentException(
            "open " + failures + " of " + of + ", close " + successes + " cannot be met");
      }
    }
  }

  /**
   * Turns from good to failing and back. A quarter of the time without one ends it.
   *
   * @param changes that make it flapping, 2 to 64
   * @param within this time
   */
  public record Flapping(int changes, Duration within) {
    public Flapping {
      if (changes < 2 || changes > 64 || !within.isPositive()) {
        throw new IllegalArgumentException(
            "flapping at " + changes + " changes in " + within + " cannot be met");
      }
    }

    /** How long it must be calm. */
    public Duration calm() {
      return within.dividedBy(4);
    }
  }

  public IncidentRules {
    Objects.requireNonNull(critical);
    Objects.requireNonNull(warning);
    Objects.requireNonNull(flapping);
  }

  /**
   * Opens at 2 of 3, closes at 2; flapping at 6 changes in an hour; escalates after 15 minutes,
   * reminds every 4 hours, groups within a minute.
   */
  public static IncidentRules defaults() {
    return new IncidentRules(
        new Thresholds(2, 3, 2),
        new Thresholds(2, 3, 2),
        new Flapping(6, Duration.ofHours(1)),
        Duration.ofMinutes(15),
        Duration.ofHours(4),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        3);
  }

  /** The thresholds of a severity. */
  public Thresholds thresholds(Severity severity) {
    return switch (severity) {
      case CRITICAL -> critical;
      case WARNING, INFO -> warning;
    };
  }

  /** The same, but one success closes: for checks that run an hour or a day apart. */
  public IncidentRules closingAtOnce() {
    return new IncidentRules(
        new Thresholds(critical.failures(), critical.of(), 1),
        new Thresholds(warning.failures(), warning.of(), 1),
        flapping,
        escalateAfter,
        remindAfter,
        groupWithin,
        releaseAfter,
        staleIntervals);
  }
}
