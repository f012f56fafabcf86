package io.linecheck.app;

import io.linecheck.diagnose.Diagnostician;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.StageListener;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.websocket.IdleSettings;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long the quiet WebSockets of a dialer live: on a schedule of its own, or after a readiness
 * check. Blocks for minutes on the calling virtual thread; thread-safe.
 */
public final class IdleCheck {
  private final ReadinessCheck.Walker walker;
  private final IdleSettings patience;
  private final Diagnostician diagnostician;

  IdleCheck(ReadinessCheck.Walker walker, IdleSettings patience, Diagnostician diagnostician) {
    this.walker = walker;
    this.patience = patience;
    this.diagnostician = diagnostician;
  }

  /** The time-out that one door needs. */
  public Duration timeout() {
    return patience.timeout();
  }

  /** Whether this check says anything about a dialer's door: one with a phone to register. */
  public static boolean concerns(Dialer dialer, ServiceKind kind) {
    return kind == ServiceKind.WSS
        && dialer.sip().flatMap(account -> account.password()).isPresent();
  }

  /**
   * One door. Of its findings only the one about quiet connections is kept: the others are the word
   * of the ordinary check.
   */
  public CheckResult run(CheckContext context) throws InterruptedException {
    CheckResult result = walker.walk(context);
    List<Finding> findings =
        result.findings().stream()
            .filter(finding -> finding.code() == FindingCode.WEBSOCKET_IDLE_CUT)
            .toList();
    Status status =
        findings.stream()
            .map(Finding::severity)
            .min(Severity::compareTo)
            .map(Severity::status)
            .orElseGet(() -> quiet(result).map(StageResult::status).orElse(Status.UNKNOWN));
    return result.judged(status, result.stages(), result.facts(), findings);
  }

  /** Measures each door of a report whose phone could register, and joins what it finds. */
  public ReadinessReport after(ReadinessReport report, StageListener listener, InstantSource clock)
      throws InterruptedException {
    long started = System.nanoTime();
    List<CheckResult> results = new ArrayList<>();
    for (CheckResult result : report.results()) {
      boolean registered =
          concerns(report.dialer(), result.service().kind())
              && result.stages().stream()
                  .anyMatch(s -> s.stage() == Stage.SIP && isAlive(s.status()));
      results.add(registered ? joined(report, result, listener, clock) : result);
    }
    return new ReadinessReport(
        report.dialer(),
        report.vantage(),
        report.checkedAt(),
        report.took().plusNanos(System.nanoTime() - started),
        results,
        diagnostician.diagnose(report.dialer(), results, clock.instant()));
  }

  private static boolean isAlive(Status status) {
    return status == Status.OK || status == Status.WARNING;
  }

  private CheckResult joined(
      ReadinessReport report, CheckResult before, StageListener listener, InstantSource clock)
      throws InterruptedException {
    CheckResult idle =
        run(
            new CheckContext(
                report.dialer(),
                before.service(),
                report.vantage(),
                Deadline.in(timeout()),
                new Transcript(ReadinessCheck.secrets(report.dialer())),
                clock,
                listener));
    List<StageResult> stages =
        before.stages().stream()
            .map(stage -> stage.stage() == Stage.WEBSOCKET ? joined(stage, idle) : stage)
            .toList();
    NavigableMap<String, String> facts = new TreeMap<>(before.facts());
    idle.facts().forEach(facts::putIfAbsent);
    List<Finding> findings = new ArrayList<>(before.findings());
    findings.addAll(idle.findings());
    Status status =
        before.status() == Status.OK && !idle.findings().isEmpty()
            ? idle.status()
            : before.status();
    return before.judged(status, stages, facts, findings);
  }

  private static StageResult joined(StageResult stage, CheckResult idle) {
    Optional<StageResult> quiet = quiet(idle);
    List<Fault> faults = new ArrayList<>(stage.faults());
    quiet.ifPresent(measured -> faults.addAll(measured.faults()));
    String note =
        quiet
            .filter(measured -> isAlive(measured.status()))
            .map(measured ->
                "quiet for %s s, %s"
                    .formatted(
                        idle.facts().getOrDefault("websocket.quietSeconds", "0"),
                        measured.faults().isEmpty() ? "still alive" : "then cut"))
            .orElse(
                "how long a quiet connection lives was not measured: "
                    + quiet.map(StageResult::note).orElse("it could not be opened again"));
    boolean worse = stage.status() == Status.OK && !idle.findings().isEmpty();
    return new StageResult(
        stage.stage(), worse ? idle.status() : stage.status(), stage.took(), faults, note);
  }

  private static Optional<StageResult> quiet(CheckResult result) {
    return result.stages().stream().filter(s -> s.stage() == Stage.WEBSOCKET).findFirst();
  }
}
