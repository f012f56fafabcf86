package io.linecheck.diagnose;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One fault seen through several doors is one finding: a name that does not resolve, a host that is
 * unreachable, one bad certificate served twice, one TURN server that refuses over every transport.
 * The finding of the most important service stays and names the others.
 */
final class SharedFaultRule implements Diagnostician.Rule {

  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    Map<String, List<Finding>> groups = new LinkedHashMap<>();
    for (Finding finding : findings) {
      groups
          .computeIfAbsent(cause(dialer, results, finding), key -> new ArrayList<>())
          .add(finding);
    }
    return groups.values().stream().map(group -> merge(dialer, group)).toList();
  }

  /** What two findings must have in common to be one fault. */
  private static String cause(Dialer dialer, List<CheckResult> results, Finding finding) {
    String door = finding.code().word() + "@" + finding.service();
    Service service = dialer.findService(finding.service()).orElse(null);
    if (service == null) {
      return door;
    }
    return switch (finding.code().family()) {
      case "dns", "renewal" -> finding.code().word() + "@" + service.host();
      case "certificate" ->
          finding.code().word()
              + "@"
              + service.host()
              + "/"
              + served(results, finding.service(), door);
      case "turn" ->
          service.kind().isTurn() && isOfTheServer(finding.code())
              ? finding.code().word() + "@" + service.host()
              : door;
      case "tcp" ->
          finding.code() == FindingCode.HOST_UNREACHABLE
              ? finding.code().word() + "@" + service.host()
              : door;
      default -> door;
    };
  }

  private static String served(List<CheckResult> results, String service, String otherwise) {
    return results.stream()
        .flatMap(result -> result.certificates().stream())
        .filter(certificate ->
            certificate.service().equals(service) && certificate.offer().equals("default"))
        .map(ServedCertificate::sha256)
        .findFirst()
        .orElse(otherwise);
  }

  /** Faults of the TURN server itself, not of one way to it. */
  private static boolean isOfTheServer(FindingCode code) {
    return switch (code) {
      case TURN_NO_ANSWER,
          TURN_ANSWER_MALFORMED,
          TURN_LOSS,
          TURN_SLOW,
          TURN_TRANSPORT_UNSUPPORTED ->
          false;
      default -> true;
    };
  }

  private static Finding merge(Dialer dialer, List<Finding> group) {
    List<Finding> byImportance =
        group.stream()
            .sorted(
                java.util.Comparator.comparing(Finding::severity)
                    .thenComparing(finding -> !Diagnostician.isRequired(dialer, finding.service()))
                    .thenComparingInt(finding -> Diagnostician.order(dialer, finding.service())))
            .toList();
    Finding leading = byImportance.getFirst();
    String others =
        byImportance.stream()
            .map(Finding::service)
            .distinct()
            .filter(service -> !service.equals(leading.service()))
            .collect(Collectors.joining(", "));
    return others.isEmpty()
        ? leading
        : withEvidence(leading, leading.evidence() + "; the same on " + others);
  }

  static Finding withEvidence(Finding finding, String evidence) {
    return new Finding(
        finding.code(),
        finding.severity(),
        finding.service(),
        finding.stage(),
        finding.title(),
        evidence,
        finding.cause(),
        finding.remedy(),
        finding.fixedBy());
  }
}
