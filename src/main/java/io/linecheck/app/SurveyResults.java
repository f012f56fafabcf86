package io.linecheck.app;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import io.linecheck.model.Status;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A survey walks the path too, to have something to compare with; but its word on the path is as
 * old as the survey. Only what the path itself cannot show is kept of it.
 */
final class SurveyResults {
  private static final Set<FindingCode> OWN =
      EnumSet.of(
          FindingCode.TLS_VERSION_OBSOLETE,
          FindingCode.DNS_ADDRESS_UNREACHABLE,
          FindingCode.HTTP_PAGE_INSECURE,
          FindingCode.DNS_CAA_FORBIDS_ISSUER,
          FindingCode.DNS_DNSSEC_BOGUS,
          FindingCode.RENEWAL_PATH_CLOSED,
          FindingCode.CERTIFICATE_FILE_NOT_SERVED);

  private SurveyResults() {}

  /** Whether only a survey sees it; the synthetic call is made by surveys alone. */
  private static boolean isOwn(FindingCode code) {
    return OWN.contains(code) || code.family().equals("call");
  }

  static CheckResult only(CheckResult result) {
    List<Finding> findings =
        result.findings().stream().filter(finding -> isOwn(finding.code())).toList();
    Status status =
        findings.stream()
            .map(Finding::severity)
            .min(Severity::compareTo)
            .map(Severity::status)
            .orElse(Status.OK);
    return result.judged(status, result.stages(), result.facts(), findings);
  }
}
