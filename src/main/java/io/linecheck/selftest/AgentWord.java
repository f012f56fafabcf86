package io.linecheck.selftest;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whose word counts: where Linecheck itself does not reach a dialer's WebSocket but agents open it
 * while it fails, Linecheck's address is filtered and its failure is a warning that says so. An
 * agent's success from before the failure says nothing. Remembers one success and one failure for
 * each dialer; safe for use by any thread.
 */
public final class AgentWord {
  /** How long an agent's success overrules. */
  public static final Duration COUNTS = Duration.ofMinutes(10);

  /** A source filter shows at these layers; later ones need an answer of the dialer's own. */
  private static final Set<Stage> FILTERED = EnumSet.of(Stage.DNS, Stage.TCP, Stage.TLS);

  private final Map<String, Success> successes = new ConcurrentHashMap<>();
  private final Map<String, Instant> failingSince = new ConcurrentHashMap<>();

  private record Success(String agent, String run, Instant at) {}

  /**
   * An agent has opened a dialer's WebSocket; further parts of the same run say nothing new.
   *
   * @return whether Linecheck fails there at present, so that its next check will be weighed anew
   */
  public boolean reached(AgentLink link, String run, Instant at) {
    String dialer = link.dialer();
    Success last = successes.get(dialer);
    if (last != null && last.run().equals(run)) {
      return false;
    }
    successes.put(dialer, new Success(link.agent(), run, at));
    return failingSince.containsKey(dialer);
  }

  /** A result of Linecheck's own, weighed against what agents say. */
  public CheckResult weigh(CheckResult result) {
    if (result.service().kind() != ServiceKind.WSS) {
      return result;
    }
    boolean blocked =
        result.findings().stream()
            .anyMatch(finding -> finding.severity() == Severity.CRITICAL && isFiltered(finding));
    if (!blocked) {
      failingSince.remove(result.dialer());
      return result;
    }
    Instant since =
        failingSince.merge(
            result.dialer(), result.startedAt(), (had, now) -> had.isBefore(now) ? had : now);
    return Optional.ofNullable(successes.get(result.dialer()))
        .filter(success -> success.at().isAfter(since))
        .filter(success -> success.at().plus(COUNTS).isAfter(result.startedAt()))
        .map(success -> overruled(result, success))
        .orElse(result);
  }

  private static boolean isFiltered(Finding finding) {
    return FILTERED.contains(finding.stage());
  }

  private static CheckResult overruled(CheckResult result, Success success) {
    String why =
        "; agent "
            + success.agent()
            + " opened it at "
            + success.at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
            + ", while Linecheck could not: the dialer works, and Linecheck's own way to it is"
            + " filtered; let its address in at the firewall";
    List<Finding> findings =
        result.findings().stream()
            .map(finding -> isFiltered(finding) ? milder(finding, why) : finding)
            .toList();
    List<StageResult> stages = result.stages().stream().map(stage -> milder(stage, why)).toList();
    return result.judged(worst(findings), stages, result.facts(), findings);
  }

  private static Finding milder(Finding finding, String why) {
    return new Finding(
        finding.code(),
        finding.severity() == Severity.CRITICAL ? Severity.WARNING : finding.severity(),
        finding.service(),
        finding.stage(),
        finding.title(),
        finding.evidence() + why,
        finding.cause(),
        finding.remedy(),
        finding.fixedBy());
  }

  private static StageResult milder(StageResult stage, String why) {
    if (!FILTERED.contains(stage.stage()) || stage.status() != Status.CRITICAL) {
      return stage;
    }
    List<Fault> faults =
        stage.faults().stream()
            .map(fault ->
                new Fault(fault.code(), Severity.WARNING, fault.evidence() + why, fault.details()))
            .toList();
    return new StageResult(stage.stage(), Status.WARNING, stage.took(), faults, stage.note());
  }

  private static Status worst(List<Finding> findings) {
    return findings.stream()
        .map(Finding::severity)
        .min(Severity::compareTo)
        .map(Severity::status)
        .orElse(Status.OK);
  }
}
