package io.linecheck.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.model.FindingCode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A stored report.
 *
 * @param dialer the dialer's id
 * @param agent the agent's id
 * @param run the run
 * @param kind what was told
 * @param at when its first part came in
 * @param outcome the joined one
 * @param shortCode as the agent reads it out; empty for a complaint
 * @param browser {@code Chrome}
 * @param browserMajor its major version
 * @param codes the leading one first
 * @param networkSound whether nothing in it speaks against network or dialer
 * @param wssReached whether the dialer's WebSocket opened
 * @param body what else was told
 */
public record ReportLine(
    String dialer,
    String agent,
    String run,
    AgentReport.Kind kind,
    Instant at,
    Outcome outcome,
    Optional<String> shortCode,
    Optional<String> browser,
    OptionalInt browserMajor,
    List<FindingCode> codes,
    boolean networkSound,
    Optional<Boolean> wssReached,
    JsonNode body) {
  public ReportLine {
    codes = List.copyOf(codes);
  }

  /** Whether it tells of a failure. */
  public boolean failed() {
    return kind == AgentReport.Kind.SELF_TEST && outcome == Outcome.NOT_READY;
  }
}
