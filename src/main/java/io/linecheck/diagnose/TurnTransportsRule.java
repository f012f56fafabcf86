package io.linecheck.diagnose;

import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A transport of TURN that does not answer is a warning while another one works; where UDP works
 * and neither TCP nor TLS does, that is the fault to tell: agents whose network blocks UDP have no
 * way.
 */
final class TurnTransportsRule implements Diagnostician.Rule {
  private static final Set<FindingCode> NO_WAY =
      EnumSet.of(
          FindingCode.TURN_NO_ANSWER,
          FindingCode.PORT_REFUSED,
          FindingCode.PORT_FILTERED,
          FindingCode.HOST_UNREACHABLE,
          FindingCode.TLS_NO_ANSWER,
          FindingCode.TLS_CLOSED_IN_HANDSHAKE,
          FindingCode.TLS_HANDSHAKE_REFUSED,
          FindingCode.TLS_PLAINTEXT_SERVICE);

  private final Catalogue catalogue;

  TurnTransportsRule(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    boolean anyWorks = results.stream().anyMatch(TurnTransportsRule::works);
    if (!anyWorks) {
      return findings;
    }
    Optional<Finding> missing = fallbackMissing(dialer, results, findings);
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : findings) {
      if (!isClosedTransport(dialer, finding)) {
        kept.add(finding);
      } else if (missing.isEmpty()) {
        kept.add(asWarning(finding));
      }
    }
    missing.ifPresent(kept::add);
    return kept;
  }

  private Optional<Finding> fallbackMissing(
      Dialer dialer, List<CheckResult> results, List<Finding> findings) {
    boolean udpWorks =
        results.stream().anyMatch(r -> r.service().kind() == ServiceKind.TURN_UDP && works(r));
    List<Finding> closed =
        findings.stream().filter(finding -> isClosedTransport(dialer, finding)).toList();
    List<Service> fallbacks =
        dialer.services().stream()
            .filter(s -> s.kind() == ServiceKind.TURN_TCP || s.kind() == ServiceKind.TURN_TLS)
            .filter(s -> results.stream().anyMatch(r -> r.service().name().equals(s.name())))
            .toList();
    Set<ServiceKind> kinds = EnumSet.noneOf(ServiceKind.class);
    fallbacks.forEach(service -> kinds.add(service.kind()));
    boolean allClosed =
        fallbacks.stream()
            .allMatch(s -> closed.stream().anyMatch(f -> f.service().equals(s.name())));
    if (!udpWorks || kinds.size() < 2 || !allClosed) {
      return Optional.empty();
    }
    StringBuilder evidence = new StringBuilder("TURN works over UDP");
    closed.forEach(finding ->
        evidence
            .append("; ")
            .append(finding.service())
            .append(": ")
            .append(finding.code().word())
            .append(" (")
            .append(finding.evidence())
            .append(')'));
    Service first = fallbacks.getFirst();
    return Optional.of(
        catalogue.finding(
            Fault.of(FindingCode.TURN_FALLBACK_MISSING, evidence.toString()),
            first,
            Stage.TURN,
            dialer.platform()));
  }

  private static boolean isClosedTransport(Dialer dialer, Finding finding) {
    return NO_WAY.contains(finding.code())
        && dialer.findService(finding.service()).map(s -> s.kind().isTurn()).orElse(false);
  }

  private static boolean works(CheckResult result) {
    return result.service().kind().isTurn()
        && result.stages().stream()
            .anyMatch(stage -> stage.stage() == Stage.TURN && answered(stage));
  }

  private static boolean answered(StageResult stage) {
    return stage.status() != Status.SKIPPED
        && stage.status() != Status.UNKNOWN
        && stage.faults().stream()
            .noneMatch(fault ->
                NO_WAY.contains(fault.code()) || fault.code() == FindingCode.TURN_ANSWER_MALFORMED);
  }

  private static Finding asWarning(Finding finding) {
    return new Finding(
        finding.code(),
        Severity.WARNING,
        finding.service(),
        finding.stage(),
        finding.title(),
        finding.evidence() + "; another transport works",
        finding.cause(),
        finding.remedy(),
        finding.fixedBy());
  }
}
