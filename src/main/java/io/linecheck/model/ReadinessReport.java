package io.linecheck.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One full readiness check of one dialer.
 *
 * @param dialer who was checked
 * @param vantage where from, {@code local}
 * @param checkedAt when it began
 * @param took how long it took
 * @param results one for each service, in the dialer's order
 * @param diagnosis what they amount to
 */
public record ReadinessReport(
    Dialer dialer,
    String vantage,
    Instant checkedAt,
    Duration took,
    List<CheckResult> results,
    Diagnosis diagnosis) {
  public ReadinessReport {
    results = List.copyOf(results);
  }
}
