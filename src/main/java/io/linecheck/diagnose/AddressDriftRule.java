package io.linecheck.diagnose;

import io.linecheck.certificate.Generations;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses or backends of one service that serve different generations of its certificate. It
 * explains why the older one expires. Where one of them is refused for another reason, that reason
 * leads, and nothing is said of drift.
 */
final class AddressDriftRule implements Diagnostician.Rule {
  private static final Set<FindingCode> EXPLAINED =
      EnumSet.of(
          FindingCode.CERTIFICATE_EXPIRED,
          FindingCode.CERTIFICATE_EXPIRING,
          FindingCode.CERTIFICATE_RENEWAL_OVERDUE);

  private static final Set<String> MET = Set.of("default", "backend", "rsa", "ecdsa");

  private final Catalogue catalogue;

  AddressDriftRule(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    List<Finding> kept = new ArrayList<>(findings);
    for (CheckResult result : results) {
      String service = result.service().name();
      boolean told =
          kept.stream()
              .anyMatch(finding ->
                  finding.code() == FindingCode.CERTIFICATE_DRIFT_BETWEEN_ADDRESSES
                      && finding.service().equals(service));
      Optional<Fault> drift = told ? Optional.empty() : drift(result, results, now);
      if (drift.isPresent() && kept.stream().noneMatch(finding -> leads(finding, service))) {
        kept.removeIf(
            finding -> finding.service().equals(service) && EXPLAINED.contains(finding.code()));
        kept.add(
            catalogue.finding(drift.get(), result.service(), Stage.CERTIFICATE, dialer.platform()));
      }
    }
    return kept;
  }

  /** What one run saw is compared, unless a newer one found the walked door changed since. */
  private static Optional<Fault> drift(CheckResult result, List<CheckResult> results, Instant now) {
    List<ServedCertificate> met =
        result.certificates().stream().filter(each -> MET.contains(each.offer())).toList();
    Optional<Fault> drift = Generations.betweenAddresses(met, now).stream().findFirst();
    return drift.isPresent() && isOutdated(result, met, results) ? Optional.empty() : drift;
  }

  private static boolean isOutdated(
      CheckResult result, List<ServedCertificate> met, List<CheckResult> results) {
    return results.stream()
        .filter(other -> other.service().name().equals(result.service().name()))
        .filter(other -> other.startedAt().isAfter(result.startedAt()))
        .flatMap(other -> other.certificates().stream())
        .filter(newer -> newer.offer().equals("default"))
        .anyMatch(newer ->
            met.stream()
                .filter(each ->
                    each.offer().equals("default") && each.address().equals(newer.address()))
                .anyMatch(each -> !Generations.same(each, newer)));
  }

  private static boolean leads(Finding finding, String service) {
    return finding.service().equals(service)
        && finding.severity() == Severity.CRITICAL
        && finding.code().family().equals("certificate")
        && !EXPLAINED.contains(finding.code());
  }
}
