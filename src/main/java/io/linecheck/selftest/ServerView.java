package io.linecheck.selftest;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Finding;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The server's own results of the same minutes as an agent's run. Pure.
 *
 * @param results fresh ones only
 */
public record ServerView(List<CheckResult> results) {
  /** How old a result may be to be compared with a browser's. */
  public static final Duration SAME_MINUTES = Duration.ofMinutes(3);

  public ServerView {
    results = List.copyOf(results);
  }

  /** The fresh ones of these. */
  public static ServerView of(List<CheckResult> results, Instant now) {
    return new ServerView(
        results.stream()
            .filter(
                result -> result.startedAt().plus(result.took()).plus(SAME_MINUTES).isAfter(now))
            .toList());
  }

  /** What the server can say of one service. */
  public enum Sight {
    /** It works, from at least one vantage. */
    WORKS,
    /** It fails from all of them. */
    FAILS,
    /** Nobody looked. */
    UNKNOWN
  }

  /** What the server can say of a service. */
  public Sight of(Service service) {
    List<CheckResult> about =
        results.stream().filter(result -> result.service().name().equals(service.name())).toList();
    if (about.isEmpty()) {
      return Sight.UNKNOWN;
    }
    return about.stream().anyMatch(ServerView::works) ? Sight.WORKS : Sight.FAILS;
  }

  /** What the server can say of all services of a kind together. */
  public Sight of(List<Service> services, ServiceKind kind) {
    List<Sight> sights =
        services.stream().filter(service -> service.kind() == kind).map(this::of).toList();
    if (sights.contains(Sight.WORKS)) {
      return Sight.WORKS;
    }
    return sights.contains(Sight.FAILS) ? Sight.FAILS : Sight.UNKNOWN;
  }

  /** The critical findings of a service's newest results, each code once. */
  public List<Finding> criticalOf(Service service) {
    List<Finding> findings = new ArrayList<>();
    for (CheckResult result : results) {
      if (result.service().name().equals(service.name())) {
        result.findings().stream()
            .filter(finding -> finding.severity() == Severity.CRITICAL)
            .filter(finding -> findings.stream().noneMatch(had -> had.code() == finding.code()))
            .forEach(findings::add);
      }
    }
    return findings;
  }

  /** The address a service was reached at, without its port. */
  public Optional<String> addressOf(Service service) {
    return results.stream()
        .filter(result -> result.service().name().equals(service.name()))
        .map(CheckResult::address)
        .filter(address -> address.lastIndexOf(':') > 0)
        .map(address -> address.substring(0, address.lastIndexOf(':')).replaceAll("[\\[\\]]", ""))
        .findFirst();
  }

  private static boolean works(CheckResult result) {
    return switch (result.status()) {
      case OK, WARNING -> true;
      case CRITICAL, UNKNOWN, SKIPPED -> false;
    };
  }
}
