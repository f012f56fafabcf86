package io.linecheck.incident;

import io.linecheck.model.Finding;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Takes one more result of one watched finding into account. Pure: the same watch, result, rules
 * and time give the same outcome.
 */
public final class WatchDecision {
  private static final int KEPT = 64;

  private WatchDecision() {}

  /** What follows for the incident. */
  public enum Outcome {
    /** Nothing that people would be told. */
    NOTHING,
    /** It has lasted long enough. */
    OPENS,
    /** It is over. */
    CLOSES,
    /** It is open and has just been recognised as coming and going. */
    BEGINS_TO_FLAP,
    /** It is open and its severity rose. */
    WORSENS
  }

  /**
   * The watch after the result, and what follows.
   *
   * @param watch to be remembered
   * @param outcome for the incident; the caller puts the watch into an incident or takes it out
   */
  public record Step(Watch watch, Outcome outcome) {}

  /** A result that shows the finding. */
  public static Step failed(
      Watch before, Finding finding, String origin, IncidentRules rules, Instant now) {
    boolean anew = before.failures(rules.thresholds(finding.severity()).of()) == 0;
    Instant since = anew && before.incident().isEmpty() ? now : before.since();
    return judge(before, finding, origin, 1, since, rules, now);
  }

  /** A result that got far enough to show it and does not. */
  public static Step passed(Watch before, IncidentRules rules, Instant now) {
    return judge(before, before.finding(), before.origin(), 0, before.since(), rules, now);
  }

  private static Step judge(
      Watch before,
      Finding finding,
      String origin,
      int bit,
      Instant since,
      IncidentRules rules,
      Instant now) {
    List<Instant> turns = turns(before, bit, rules.flapping(), now);
    Watch after =
        new Watch(
            before.key(),
            finding,
            origin,
            (before.recent() << 1) | bit,
            Math.min(64, before.results() + 1),
            since,
            before.incident(),
            flapping(before, turns, rules.flapping(), now),
            turns);
    return new Step(after, outcome(before, after, rules));
  }

  private static List<Instant> turns(
      Watch before, int bit, IncidentRules.Flapping rule, Instant now) {
    boolean turned = bit != (before.recent() & 1);
    Instant oldest = now.minus(rule.within());
    List<Instant> turns =
        Stream.concat(before.turns().stream(), turned ? Stream.of(now) : Stream.empty())
            .filter(at -> at.isAfter(oldest))
            .toList();
    return turns.subList(Math.max(0, turns.size() - KEPT), turns.size());
  }

  private static boolean flapping(
      Watch before, List<Instant> turns, IncidentRules.Flapping rule, Instant now) {
    boolean calm = turns.isEmpty() || !turns.getLast().isAfter(now.minus(rule.calm()));
    return !calm && (before.flapping() || turns.size() >= rule.changes());
  }

  private static Outcome outcome(Watch before, Watch after, IncidentRules rules) {
    IncidentRules.Thresholds thresholds = rules.thresholds(after.finding().severity());
    if (after.incident().isEmpty()) {
      boolean lasted = after.failures(thresholds.of()) >= thresholds.failures();
      boolean failedNow = (after.recent() & 1) == 1;
      return failedNow && (lasted || after.flapping()) ? Outcome.OPENS : Outcome.NOTHING;
    }
    if (after.successes() >= thresholds.successes() && !after.flapping()) {
      return Outcome.CLOSES;
    }
    if (after.finding().severity().compareTo(before.finding().severity()) < 0) {
      return Outcome.WORSENS;
    }
    return after.flapping() && !before.flapping() ? Outcome.BEGINS_TO_FLAP : Outcome.NOTHING;
  }
}
