package io.linecheck.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.incident.IncidentRules.Flapping;
import io.linecheck.incident.IncidentRules.Thresholds;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of results and what follows from each: F failed, w failed as a warning, p passed. */
class WatchDecisionTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final WatchKey KEY = new WatchKey("a", "wss", FindingCode.PORT_REFUSED);

  /** Outcomes: {@code -} nothing, O opens, C closes, f begins to flap, W worsens. */
  @ParameterizedTest(name = "{0} of {1} to open, {2} to close: {3} gives {4}")
  @CsvSource({
    "1, 1, 1, FpFp, OCOC",
    "2, 2, 1, FpFF, ---O",
    "2, 3, 2, FF, -O",
    "2, 3, 2, FpF, --O",
    "2, 3, 2, FppF, ----",
    "2, 3, 2, FFpp, -O-C",
    "2, 3, 2, FFpFpp, -O---C",
    "2, 3, 2, FFFF, -O--",
    "3, 5, 2, FppFF, ----O",
    "3, 5, 2, FpppFF, ------",
    "3, 3, 3, FFFpppFFF, --O--C--O",
  })
  void resultsOpenAndCloseAsCounted(
      int failures, int of, int successes, String results, String outcomes) {
    Thresholds all = new Thresholds(failures, of, successes);
    assertEquals(outcomes, run(rules(all, all, 64), Duration.ofSeconds(30), results));
  }

  @Test
  void severitiesHaveThresholdsOfTheirOwn() {
    IncidentRules rules = rules(new Thresholds(2, 3, 2), new Thresholds(3, 5, 2), 64);
    assertEquals("--O-", run(rules, Duration.ofSeconds(30), "wwww"));
    assertEquals("-O--", run(rules, Duration.ofSeconds(30), "FFFF"));
  }

  @Test
  void warningThatBecomesCriticalWhileOpenWorsensOnce() {
    Thresholds all = new Thresholds(2, 3, 2);
    assertEquals("-O-W--", run(rules(all, all, 64), Duration.ofSeconds(30), "wwwFFw"));
  }

  @Test
  void sixTurnsWithinAnHourAreFlapping() {
    IncidentRules rules = rules(new Thresholds(1, 1, 1), new Thresholds(1, 1, 1), 6);
    assertEquals("OCOCOf--", run(rules, Duration.ofMinutes(5), "FpFpFpFp"));
  }

  @Test
  void slowTurnsAreNotFlapping() {
    IncidentRules rules = rules(new Thresholds(1, 1, 1), new Thresholds(1, 1, 1), 6);
    assertEquals("OCOCOCOCOCOC", run(rules, Duration.ofMinutes(13), "FpFpFpFpFpFp"));
  }

  @Test
  void flappingStaysOpenUntilItIsCalm() {
    IncidentRules rules = rules(new Thresholds(1, 1, 1), new Thresholds(1, 1, 1), 4);
    assertEquals("OCOf--C", run(rules, Duration.ofMinutes(5), "FpFpppp"));
  }

  @Test
  void isForgottenOnlyWhenNothingOfItCanCountAnyMore() {
    IncidentRules rules = rules(new Thresholds(2, 3, 2), new Thresholds(2, 3, 2), 6);
    Instant now = START;
    Watch watch = WatchDecision.failed(fresh(), finding('F'), "walk", rules, now).watch();
    for (int i = 0; i < 10; i++) {
      now = now.plusSeconds(30);
      watch = WatchDecision.passed(watch, rules, now).watch();
      assertFalse(watch.forgotten(rules));
    }
    now = now.plus(Duration.ofHours(1));
    assertTrue(WatchDecision.passed(watch, rules, now).watch().forgotten(rules));
  }

  @Test
  void sinceIsWhenThePresentRunOfFailuresBegan() {
    IncidentRules rules = rules(new Thresholds(2, 3, 2), new Thresholds(2, 3, 2), 64);
    Watch watch = fresh();
    Instant now = START;
    for (char result : "FpppFpF".toCharArray()) {
      now = now.plusSeconds(30);
      watch =
          (result == 'p'
                  ? WatchDecision.passed(watch, rules, now)
                  : WatchDecision.failed(watch, finding(result), "walk", rules, now))
              .watch();
    }
    assertEquals(START.plusSeconds(150), watch.since());
  }

  private static IncidentRules rules(Thresholds critical, Thresholds warning, int changes) {
    return new IncidentRules(
        critical,
        warning,
        new Flapping(changes, Duration.ofHours(1)),
        Duration.ofMinutes(15),
        Duration.ofHours(4),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        3);
  }

  private static String run(IncidentRules rules, Duration each, String results) {
    StringBuilder outcomes = new StringBuilder();
    Watch watch = fresh();
    Instant now = START;
    for (char result : results.toCharArray()) {
      now = now.plus(each);
      WatchDecision.Step step =
          result == 'p'
              ? WatchDecision.passed(watch, rules, now)
              : WatchDecision.failed(watch, finding(result), "walk", rules, now);
      watch =
          switch (step.outcome()) {
            case OPENS -> step.watch().in("inc_1");
            case CLOSES -> step.watch().closed();
            case NOTHING, BEGINS_TO_FLAP, WORSENS -> step.watch();
          };
      outcomes.append(
          switch (step.outcome()) {
            case OPENS -> 'O';
            case CLOSES -> 'C';
            case NOTHING -> '-';
            case BEGINS_TO_FLAP -> 'f';
            case WORSENS -> 'W';
          });
    }
    return outcomes.toString();
  }

  private static Watch fresh() {
    return Watch.fresh(KEY, finding('w'), "walk", START);
  }

  private static Finding finding(char result) {
    FindingCode code = KEY.code();
    return new Finding(
        code,
        result == 'F' ? Severity.CRITICAL : Severity.WARNING,
        KEY.service(),
        Stage.TCP,
        code.word().toUpperCase(Locale.ROOT),
        "seen",
        "because",
        "do this",
        code.fixedBy());
  }
}
