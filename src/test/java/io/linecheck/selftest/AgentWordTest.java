package io.linecheck.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AgentWordTest {
  private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
  private static final AgentLink LINK = new AgentLink("d", "1001", NOW.plusSeconds(3600));

  private final AgentWord word = new AgentWord();

  private static CheckResult result(
      Instant at, ServiceKind kind, Stage stage, FindingCode... codes) {
    Service service = new Service("wss", kind, "d.example.com", 8089, List.of("/ws"), true);
    List<Finding> findings =
        List.of(codes).stream()
            .map(code ->
                new Finding(
                    code,
                    Severity.CRITICAL,
                    "wss",
                    stage,
                    "title",
                    "no answer",
                    "cause",
                    "remedy",
                    code.fixedBy()))
            .toList();
    Status status = codes.length == 0 ? Status.OK : Status.CRITICAL;
    List<Fault> faults = List.of(codes).stream().map(code -> Fault.of(code, "no answer")).toList();
    return new CheckResult(
        "d",
        service,
        "local",
        "",
        at,
        Duration.ofSeconds(1),
        status,
        List.of(new StageResult(stage, status, Duration.ZERO, faults, "")),
        new TreeMap<>(),
        findings,
        List.of(),
        List.of());
  }

  private static CheckResult filtered(Instant at) {
    return result(at, ServiceKind.WSS, Stage.TCP, FindingCode.PORT_FILTERED);
  }

  @Test
  void successWhileLinecheckFailsMakesItsFailureAWarningThatSaysWhy() {
    assertEquals(Status.CRITICAL, word.weigh(filtered(NOW)).status());
    assertTrue(word.reached(LINK, "run-1", NOW.plusSeconds(10)));
    CheckResult weighed = word.weigh(filtered(NOW.plusSeconds(30)));
    assertEquals(Status.WARNING, weighed.status());
    assertEquals(Status.WARNING, weighed.stages().getFirst().status());
    assertEquals(Severity.WARNING, weighed.findings().getFirst().severity());
    assertEquals(
        "no answer; agent 1001 opened it at 2026-11-21T02:00:10Z, while Linecheck could not: the"
            + " dialer works, and Linecheck's own way to it is filtered; let its address in at the firewall",
        weighed.findings().getFirst().evidence());
  }

  @Test
  void successFromBeforeTheFailureSaysNothing() {
    assertFalse(word.reached(LINK, "run-1", NOW));
    CheckResult failed = filtered(NOW.plusSeconds(30));
    assertSame(failed, word.weigh(failed));
    assertFalse(word.reached(LINK, "run-1", NOW.plusSeconds(40)), "a later part of the same run");
    assertSame(failed, word.weigh(failed));
  }

  @Test
  void oldSuccessCountsNoMoreAndAWorkingCheckForgetsTheFailure() {
    word.weigh(filtered(NOW));
    word.reached(LINK, "run-1", NOW.plusSeconds(10));
    Instant late = NOW.plus(AgentWord.COUNTS).plusSeconds(11);
    assertEquals(Status.CRITICAL, word.weigh(filtered(late)).status());
    word.weigh(result(late, ServiceKind.WSS, Stage.TCP));
    assertFalse(word.reached(LINK, "run-2", late.plusSeconds(1)));
    assertEquals(Status.CRITICAL, word.weigh(filtered(late.plusSeconds(30))).status());
  }

  @Test
  void whatNoFilterCausesIsNotOverruled() {
    CheckResult expired =
        result(NOW, ServiceKind.WSS, Stage.CERTIFICATE, FindingCode.CERTIFICATE_EXPIRED);
    word.weigh(filtered(NOW.minusSeconds(30)));
    word.reached(LINK, "run-1", NOW.minusSeconds(10));
    assertSame(expired, word.weigh(expired));
    CheckResult page = result(NOW, ServiceKind.HTTPS, Stage.TCP, FindingCode.PORT_FILTERED);
    assertSame(page, word.weigh(page));
  }
}
