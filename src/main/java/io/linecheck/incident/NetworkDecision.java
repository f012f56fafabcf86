package io.linecheck.incident;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Status;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whether the trouble is on our side: nothing at all can be reached, controls included. Then no
 * dialer is blamed. Pure.
 */
public final class NetworkDecision {
  private NetworkDecision() {}

  /** What is known of addresses that have nothing to do with any dialer. */
  public enum Controls {
    /** At least one answers. */
    REACHABLE,
    /** None answers. */
    UNREACHABLE,
    /** None is configured. */
    NONE
  }

  /** Whether this check got any sign of life from the other end. */
  public static boolean reached(CheckResult result) {
    return switch (result.status()) {
      case OK, WARNING -> true;
      case UNKNOWN, SKIPPED -> false;
      case CRITICAL ->
          result.findings().stream()
              .noneMatch(finding -> SharedCauseDecision.ofReaching(finding.code()));
    };
  }

  /**
   * Whether the network of this vantage is down. With controls they decide once every check fails;
   * without any, at least three hosts must have gone silent together.
   *
   * @param latest the newest result of every check
   * @param since results from this time on count; older ones say nothing of the present
   */
  public static boolean down(Collection<CheckResult> latest, Instant since, Controls controls) {
    Set<String> silent = new HashSet<>();
    for (CheckResult result : latest) {
      if (result.startedAt().isBefore(since) || result.status() == Status.SKIPPED) {
        continue;
      }
      if (reached(result)) {
        return false;
      }
      silent.add(result.service().host());
    }
    return switch (controls) {
      case REACHABLE -> false;
      case UNREACHABLE -> !silent.isEmpty();
      case NONE -> silent.size() >= 3;
    };
  }
}
