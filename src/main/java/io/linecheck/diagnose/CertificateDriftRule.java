package io.linecheck.diagnose;

import io.linecheck.certificate.Generations;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Services of one host that serve different generations of its certificate: 443 renewed, 8089 not.
 * It explains why the older one expires, so those findings of that service are not told beside it.
 * Where the newer one already lies on the dialer and only a reload is missing, that is told
 * instead, as long as nothing has expired.
 */
final class CertificateDriftRule implements Diagnostician.Rule {
  private static final Set<FindingCode> EXPLAINED =
      EnumSet.of(
          FindingCode.CERTIFICATE_EXPIRED,
          FindingCode.CERTIFICATE_EXPIRING,
          FindingCode.CERTIFICATE_RENEWAL_OVERDUE);

  private final Catalogue catalogue;

  CertificateDriftRule(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    Map<String, Fault> drift = new HashMap<>();
    byHost(results)
        .values()
        .forEach(served -> drift.putAll(Generations.betweenServices(served, now)));
    Set<String> notReloaded =
        findings.stream()
            .filter(finding -> finding.code() == FindingCode.CERTIFICATE_FILE_NOT_SERVED)
            .map(Finding::service)
            .collect(Collectors.toSet());
    drift
        .entrySet()
        .removeIf(one ->
            notReloaded.contains(one.getKey()) && one.getValue().severity() != Severity.CRITICAL);
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : findings) {
      boolean explained =
          drift.containsKey(finding.service())
              ? EXPLAINED.contains(finding.code())
                  || finding.code() == FindingCode.CERTIFICATE_FILE_NOT_SERVED
              : notReloaded.contains(finding.service())
                  && finding.severity() != Severity.CRITICAL
                  && EXPLAINED.contains(finding.code());
      if (!explained) {
        kept.add(finding);
      }
    }
    drift.forEach((name, fault) ->
        dialer
            .findService(name)
            .map(service -> catalogue.finding(fault, service, Stage.CERTIFICATE, dialer.platform()))
            .ifPresent(kept::add));
    return kept;
  }

  private static Map<String, List<ServedCertificate>> byHost(List<CheckResult> results) {
    Map<String, List<ServedCertificate>> byHost = new HashMap<>();
    for (CheckResult result : results) {
      Service service = result.service();
      result.certificates().stream()
          .filter(certificate -> certificate.offer().equals("default"))
          .forEach(certificate ->
              byHost.computeIfAbsent(service.host(), host -> new ArrayList<>()).add(certificate));
    }
    return byHost;
  }
}
