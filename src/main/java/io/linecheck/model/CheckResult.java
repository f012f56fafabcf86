package io.linecheck.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One run of one check: immutable and complete.
 *
 * @param dialer the dialer's id
 * @param service the service that was walked
 * @param vantage where from, {@code local}
 * @param address the address that was walked, {@code 203.0.113.10:8089}; empty where none was
 *     reached
 * @param startedAt when the run began
 * @param took how long it took
 * @param status the worst of its stages
 * @param stages in the order they were walked
 * @param facts what was seen, by dotted name: {@code tls.version}
 * @param findings what it saw, the leading one first
 * @param certificates every leaf that was served
 * @param transcript what was sent and received, bounded and redacted
 */
public record CheckResult(
    String dialer,
    Service service,
    String vantage,
    String address,
    Instant startedAt,
    Duration took,
    Status status,
    List<StageResult> stages,
    SortedMap<String, String> facts,
    List<Finding> findings,
    List<ServedCertificate> certificates,
    List<TranscriptLine> transcript) {
  public CheckResult {
    stages = List.copyOf(stages);
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    findings = List.copyOf(findings);
    certificates = List.copyOf(certificates);
    transcript = List.copyOf(transcript);
  }

  /** The same run, judged otherwise. */
  public CheckResult judged(
      Status status,
      List<StageResult> stages,
      SortedMap<String, String> facts,
      List<Finding> findings) {
    return new CheckResult(
        dialer,
        service,
        vantage,
        address,
        startedAt,
        took,
        status,
        stages,
        facts,
        findings,
        certificates,
        transcript);
  }

  /** The same run without what was sent and received, which takes the most memory. */
  public CheckResult withoutTranscript() {
    return new CheckResult(
        dialer,
        service,
        vantage,
        address,
        startedAt,
        took,
        status,
        stages,
        facts,
        findings,
        certificates,
        List.of());
  }
}
