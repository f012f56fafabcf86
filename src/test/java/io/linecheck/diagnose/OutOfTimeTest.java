package io.linecheck.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.CatalogueReader;
import io.linecheck.config.DialerPlan;
import io.linecheck.config.Profiles;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.Transcript;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Silence that nobody had the time to wait for. */
class OutOfTimeTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration TAKEN = Duration.ofMillis(3);

  private final Dialer dialer =
      DialerPlan.of("pbx.example.com", Profiles.load().get("kamailio")).dialer();

  @Test
  void silenceIsNoFaultWhereTheRunHadNoTimeLeft() {
    StageResult late = sip(Duration.ofMillis(40), FindingCode.SIP_NO_ANSWER);
    assertTrue(late.isOutOfTime());
    assertEquals(List.of(), late.faults());
  }

  @Test
  void silenceIsAFaultWhereTheStageHadTime() {
    StageResult silent = sip(Duration.ofSeconds(10), FindingCode.SIP_NO_ANSWER);
    assertFalse(silent.isOutOfTime());
    assertEquals(Status.CRITICAL, silent.status());
  }

  @Test
  void whatWasSeenStaysAFaultHoweverLate() {
    StageResult refused = sip(Duration.ofMillis(40), FindingCode.SIP_CREDENTIALS_REJECTED);
    assertEquals(Status.CRITICAL, refused.status());
  }

  @Test
  void readyIsNotSaidOfADoorThatTheTimeDidNotSufficeFor() {
    Diagnosis diagnosis =
        diagnose(
            result("https", new StageResult(Stage.HTTP, Status.OK, TAKEN, List.of(), "")),
            result("wss", StageResult.outOfTime(Stage.SIP, TAKEN)));
    assertEquals(Readiness.UNKNOWN, diagnosis.readiness());
    assertEquals("the time did not suffice to tell", diagnosis.headline());
  }

  private StageResult sip(Duration left, FindingCode code) {
    CheckContext context =
        new CheckContext(
            dialer,
            service("wss"),
            "local",
            Deadline.in(left),
            new Transcript(List.of()),
            InstantSource.system(),
            (seen, stage) -> {});
    StageLog log = new StageLog(context);
    log.end(Stage.SIP, System.nanoTime(), List.of(Fault.of(code, "REGISTER")));
    return log.stages().getFirst();
  }

  private Diagnosis diagnose(CheckResult... results) {
    return new Diagnostician(CatalogueReader.lazily()).diagnose(dialer, List.of(results), NOW);
  }

  private CheckResult result(String service, StageResult stage) {
    return new CheckResult(
        dialer.id(),
        service(service),
        "local",
        "203.0.113.10:443",
        NOW,
        TAKEN,
        stage.status(),
        List.of(stage),
        new TreeMap<>(),
        List.of(),
        List.of(),
        List.of());
  }

  private Service service(String name) {
    return dialer.services().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
