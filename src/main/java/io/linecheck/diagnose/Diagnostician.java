package io.linecheck.diagnose;

import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.Readiness;
import io.linecheck.model.Severity;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Joins what every service of a dialer showed into one verdict. Immutable and pure; any thread may
 * call it.
 */
public final class Diagnostician {
  private final List<Rule> rules;

  /** A diagnostician that words what it adds with the given texts. */
  public Diagnostician(Catalogue catalogue) {
    this.rules =
        List.of(
            new UnusableKeyRule(),
            new CertificateDriftRule(catalogue),
            new AddressDriftRule(catalogue),
            new TurnTransportsRule(catalogue),
            new UpkeepRule(catalogue),
            new SharedFaultRule());
  }

  /** One step of the reasoning: replaces, merges or adds findings. */
  interface Rule {
    /** The findings after this step. */
    List<Finding> apply(
        Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now);
  }

  /**
   * The diagnosis of one dialer.
   *
   * @param latest the newest result of each of its checks
   * @param now the instant against which dates are judged
   */
  public Diagnosis diagnose(Dialer dialer, List<CheckResult> latest, Instant now) {
    List<Finding> findings = new ArrayList<>();
    latest.forEach(result -> findings.addAll(result.findings()));
    List<Finding> leading = findings;
    for (Rule rule : rules) {
      leading = rule.apply(dialer, latest, leading, now);
    }
    List<Finding> ordered = leading.stream().sorted(urgency(dialer)).toList();
    List<String> untried = untried(latest);
    boolean finished = isFinished(dialer, latest);
    Readiness readiness = readiness(dialer, latest, ordered, finished);
    return new Diagnosis(
        dialer.id(),
        readiness,
        Headline.of(readiness, dialer, ordered, untried, finished),
        ordered,
        untried);
  }

  /** The same verdict where something was not tried because nobody asked for it. */
  public static Diagnosis partial(Diagnosis whole, String untried) {
    List<String> all = new ArrayList<>(whole.untried());
    all.add(untried);
    return new Diagnosis(
        whole.dialer(),
        whole.readiness(),
        whole.readiness() == Readiness.READY ? Headline.asFarAsTried(all) : whole.headline(),
        whole.findings(),
        all);
  }

  private static Readiness readiness(
      Dialer dialer, List<CheckResult> latest, List<Finding> findings, boolean finished) {
    if (findings.stream()
        .anyMatch(f -> f.severity() == Severity.CRITICAL && isRequired(dialer, f.service()))) {
      return Readiness.NOT_READY;
    }
    if (findings.stream().anyMatch(finding -> finding.severity() != Severity.INFO)) {
      return Readiness.AT_RISK;
    }
    boolean anyTried =
        latest.stream().anyMatch(r -> r.status() != Status.UNKNOWN && r.status() != Status.SKIPPED);
    return anyTried && finished ? Readiness.READY : Readiness.UNKNOWN;
  }

  /** Whether the time of the checks sufficed for every door that agents need. */
  private static boolean isFinished(Dialer dialer, List<CheckResult> latest) {
    return latest.stream()
        .filter(result -> isRequired(dialer, result.service().name()))
        .flatMap(result -> result.stages().stream())
        .noneMatch(StageResult::isOutOfTime);
  }

  /**
   * What could not be tried, told by the facts whose name ends in {@code .untried}; in the order of
   * the services, each once.
   */
  private static List<String> untried(List<CheckResult> latest) {
    return latest.stream()
        .flatMap(result -> result.facts().entrySet().stream())
        .filter(fact -> fact.getKey().endsWith(".untried"))
        .map(java.util.Map.Entry::getValue)
        .distinct()
        .toList();
  }

  private static Comparator<Finding> urgency(Dialer dialer) {
    return Comparator.comparing(Finding::severity)
        .thenComparing(finding -> !isRequired(dialer, finding.service()))
        .thenComparing(Finding::stage)
        .thenComparingInt(finding -> order(dialer, finding.service()))
        .thenComparing(Finding::code);
  }

  static boolean isRequired(Dialer dialer, String service) {
    return dialer.findService(service).map(io.linecheck.model.Service::required).orElse(true);
  }

  static int order(Dialer dialer, String service) {
    for (int i = 0; i < dialer.services().size(); i++) {
      if (dialer.services().get(i).name().equals(service)) {
        return i;
      }
    }
    return Integer.MAX_VALUE;
  }
}
