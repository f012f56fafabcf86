package io.linecheck.incident;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.incident.IncidentDecision.Step;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What people are told of an incident, minute by minute. */
class IncidentDecisionTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final Optional<Swallow> FREE = Optional.empty();
  private static final Optional<Swallow> PARENT = Optional.of(new Swallow.ByParent("gateway"));
  private static final Optional<Swallow> WINDOW =
      Optional.of(new Swallow.ByMaintenance("cable", START.plusSeconds(3600)));
  private static final SharedCause TURN =
      new SharedCause(SharedCause.Kind.TURN_SERVER, "turn.example.com");

  /** Escalates after 15 minutes, reminds every 4 hours, groups within 1, releases after 2. */
  private final IncidentRules rules = IncidentRules.defaults();

  private final List<String> told = new ArrayList<>();
  private Incident incident;

  private void begin(Severity severity, Optional<SharedCause> cause, Optional<Swallow> swallow) {
    keep(IncidentDecision.begin("inc_1", watch("a", severity), cause, swallow, rules, START));
  }

  private void keep(Step step) {
    incident = step.incident();
    step.events().forEach(event -> told.add(event.word()));
  }

  private void tick(int minutes, Optional<Swallow> swallow) {
    keep(IncidentDecision.tick(incident, swallow, rules, START.plus(Duration.ofMinutes(minutes))));
  }

  @Test
  void withoutACauseToShareItIsToldAtOnce() {
    begin(Severity.CRITICAL, Optional.empty(), FREE);
    assertEquals(List.of("began", "opened"), told);
  }

  @Test
  void withACauseItWaitsForOthersAndTakesThemIn() {
    begin(Severity.CRITICAL, Optional.of(TURN), FREE);
    assertTrue(IncidentDecision.joins(incident, Optional.of(TURN), START.plusSeconds(59)));
    keep(IncidentDecision.join(incident, watch("b", Severity.CRITICAL)));
    tick(1, FREE);
    assertEquals(List.of("began", "opened"), told);
    assertEquals(List.of("a", "b"), incident.dialers());
    assertFalse(IncidentDecision.joins(incident, Optional.of(TURN), START.plusSeconds(61)));
  }

  @Test
  void itIsOverWhenItsLastMemberIs() {
    begin(Severity.CRITICAL, Optional.of(TURN), FREE);
    keep(IncidentDecision.join(incident, watch("b", Severity.CRITICAL)));
    tick(1, FREE);
    keep(IncidentDecision.close(incident, key("a"), Optional.empty(), START));
    assertTrue(incident.open());
    keep(IncidentDecision.close(incident, key("b"), Optional.empty(), START));
    assertFalse(incident.open());
    assertEquals(List.of("began", "opened", "resolved"), told);
  }

  @Test
  void criticalOneThatNobodyHasEscalatesOnceAndIsThenRemindedOf() {
    begin(Severity.CRITICAL, Optional.empty(), FREE);
    for (int minute = 1; minute <= 300; minute++) {
      tick(minute, FREE);
    }
    assertEquals(List.of("began", "opened", "escalated", "reminded"), told);
    assertEquals(Optional.of(START.plus(Duration.ofMinutes(15))), incident.escalatedAt());
    assertEquals(Optional.of(START.plus(Duration.ofMinutes(255))), incident.remindedAt());
  }

  @Test
  void warningIsRemindedOfAndNeverEscalated() {
    begin(Severity.WARNING, Optional.empty(), FREE);
    for (int minute = 1; minute <= 500; minute++) {
      tick(minute, FREE);
    }
    assertEquals(List.of("began", "opened", "reminded", "reminded"), told);
  }

  @Test
  void acknowledgedOneIsQuietUntilThatLapsesAndThenEscalates() {
    begin(Severity.CRITICAL, Optional.empty(), FREE);
    Acknowledgement ann = new Acknowledgement("Ann", START, START.plusSeconds(3600), "");
    keep(IncidentDecision.acknowledge(incident, ann, START));
    for (int minute = 1; minute < 75; minute++) {
      tick(minute, FREE);
    }
    assertEquals(List.of("began", "opened", "acknowledged"), told);
    tick(75, FREE);
    assertEquals("escalated", told.getLast());
  }

  @Test
  void takingBackIsRecordedOnceAndStartsTheClockAgain() {
    begin(Severity.CRITICAL, Optional.empty(), FREE);
    keep(IncidentDecision.takeBack(incident, "noc", START));
    Acknowledgement ann = new Acknowledgement("Ann", START, START.plusSeconds(3600), "");
    keep(IncidentDecision.acknowledge(incident, ann, START));
    keep(IncidentDecision.takeBack(incident, "noc", START.plusSeconds(60)));
    assertEquals(List.of("began", "opened", "acknowledged", "taken-back"), told);
    tick(15, FREE);
    assertEquals("escalated", told.getLast());
  }

  @Test
  void becomingCriticalEndsAnAcknowledgementAndIsTold() {
    begin(Severity.WARNING, Optional.empty(), FREE);
    Acknowledgement ann = new Acknowledgement("Ann", START, START.plusSeconds(3600), "");
    keep(IncidentDecision.acknowledge(incident, ann, START));
    keep(
        IncidentDecision.refresh(
            incident, watch("a", Severity.CRITICAL), WatchDecision.Outcome.WORSENS, START));
    assertEquals("worsened", told.getLast());
    assertFalse(incident.acknowledged(START.plusSeconds(1)));
    assertEquals(Severity.CRITICAL, incident.severity());
  }

  @Test
  void childIsToldOnlyWhenItsParentHasBeenBackForAWhile() {
    begin(Severity.CRITICAL, Optional.empty(), PARENT);
    tick(1, PARENT);
    tick(2, FREE);
    tick(3, FREE);
    assertEquals(List.of("began", "swallowed"), told);
    tick(4, FREE);
    assertEquals(List.of("began", "swallowed", "opened"), told);
  }

  @Test
  void childThatRecoversWithItsParentIsNeverTold() {
    begin(Severity.CRITICAL, Optional.empty(), PARENT);
    tick(1, FREE);
    keep(IncidentDecision.close(incident, key("a"), Optional.empty(), START.plusSeconds(90)));
    assertFalse(incident.told());
    assertFalse(told.contains("opened"));
  }

  @Test
  void maintenanceHoldsBackUntilItsEndAndTellsThen() {
    begin(Severity.CRITICAL, Optional.empty(), WINDOW);
    tick(30, WINDOW);
    assertEquals(List.of("began", "swallowed"), told);
    tick(60, FREE);
    assertEquals("opened", told.getLast());
  }

  @Test
  void maintenancePausesEscalationOfWhatWasTold() {
    begin(Severity.CRITICAL, Optional.empty(), FREE);
    for (int minute = 1; minute < 60; minute++) {
      tick(minute, WINDOW);
    }
    assertEquals(List.of("began", "opened"), told);
    tick(60, FREE);
    assertEquals("escalated", told.getLast());
  }

  private static WatchKey key(String dialer) {
    return new WatchKey(dialer, "turn-udp", FindingCode.TURN_NO_ANSWER);
  }

  private static Watch watch(String dialer, Severity severity) {
    FindingCode code = FindingCode.TURN_NO_ANSWER;
    Finding finding =
        new Finding(
            code, severity, "turn-udp", Stage.TURN, "title", "seen", "why", "do", code.fixedBy());
    return Watch.fresh(key(dialer), finding, "walk", START);
  }
}
