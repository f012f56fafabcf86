package io.linecheck.diagnose;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A server whose only key is of a kind that browsers have no signature scheme for (Ed25519, P-521,
 * odd curves; RFC 8446 section 4.2.3) refuses their handshake: the key is the fault, the alert
 * follows from it.
 */
final class UnusableKeyRule implements Diagnostician.Rule {
  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    return findings.stream()
        .filter(finding ->
            finding.code() != FindingCode.TLS_HANDSHAKE_REFUSED
                || !isUnusable(results, finding.service())
                || other(findings, finding, FindingCode.CERTIFICATE_KEY_WEAK).isEmpty())
        .map(finding ->
            finding.code() == FindingCode.CERTIFICATE_KEY_WEAK
                    && isUnusable(results, finding.service())
                ? other(findings, finding, FindingCode.TLS_HANDSHAKE_REFUSED)
                    .map(alert -> leading(finding, alert))
                    .orElse(finding)
                : finding)
        .toList();
  }

  private static Optional<Finding> other(List<Finding> findings, Finding one, FindingCode code) {
    return findings.stream()
        .filter(each -> each.code() == code && each.service().equals(one.service()))
        .findFirst();
  }

  /** RSA keys, however short, do not end a handshake. */
  private static boolean isUnusable(List<CheckResult> results, String service) {
    return results.stream()
        .filter(result -> result.service().name().equals(service))
        .map(result -> result.facts().getOrDefault("certificate.key", "RSA"))
        .anyMatch(key -> !key.startsWith("RSA"));
  }

  private static Finding leading(Finding key, Finding alert) {
    return new Finding(
        key.code(),
        Severity.CRITICAL,
        key.service(),
        key.stage(),
        key.title(),
        key.evidence() + "; " + alert.evidence(),
        key.cause(),
        key.remedy(),
        key.fixedBy());
  }
}
