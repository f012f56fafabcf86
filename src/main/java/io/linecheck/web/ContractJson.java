package io.linecheck.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Finding;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.StageResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;

/**
 * The JSON of {@code check --json} and of the API: the same names in both. RFC 3339 times in UTC,
 * durations in seconds.
 */
public final class ContractJson {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(java.util.Locale.ROOT);

  private ContractJson() {}

  /** One readiness check of one target. */
  public static ObjectNode report(ReadinessReport report) {
    ObjectNode node = NODES.objectNode();
    node.put("target", report.dialer().id());
    node.put("profile", report.dialer().profile());
    node.put("vantage", report.vantage());
    node.put("checkedAt", time(report.checkedAt()));
    node.put("durationSeconds", seconds(report.took()));
    node.put("readiness", report.diagnosis().readiness().word());
    node.put("headline", report.diagnosis().headline());
    ArrayNode untried = node.putArray("untried");
    report.diagnosis().untried().forEach(untried::add);
    ArrayNode checks = node.putArray("checks");
    report.results().forEach(result -> checks.add(check(result)));
    node.set("findings", findings(report.diagnosis().findings()));
    return node;
  }

  /** One check, with the codes of what it saw. */
  public static ObjectNode check(CheckResult result) {
    ObjectNode node = NODES.objectNode();
    node.put("service", result.service().name());
    node.put("address", result.address());
    node.put("status", result.status().word());
    node.put("durationSeconds", seconds(result.took()));
    ArrayNode stages = node.putArray("stages");
    result.stages().forEach(stage -> stages.add(stage(stage)));
    ObjectNode facts = node.putObject("facts");
    result.facts().forEach(facts::put);
    ArrayNode codes = node.putArray("findings");
    result.findings().stream().map(finding -> finding.code().word()).distinct().forEach(codes::add);
    return node;
  }

  /** One stage of a check. */
  public static ObjectNode stage(StageResult stage) {
    ObjectNode node = NODES.objectNode();
    node.put("stage", stage.stage().word());
    node.put("status", stage.status().word());
    node.put("seconds", seconds(stage.took()));
    if (!stage.note().isEmpty()) {
      node.put("note", stage.note());
    }
    return node;
  }

  /** Findings with all their texts. */
  public static ArrayNode findings(List<Finding> findings) {
    ArrayNode nodes = NODES.arrayNode();
    findings.forEach(finding -> nodes.add(finding(finding)));
    return nodes;
  }

  /** One finding with all its texts. */
  public static ObjectNode finding(Finding finding) {
    ObjectNode node = NODES.objectNode();
    node.put("code", finding.code().word());
    node.put("severity", finding.severity().word());
    node.put("service", finding.service());
    node.put("stage", finding.stage().word());
    node.put("title", finding.title());
    node.put("evidence", finding.evidence());
    node.put("cause", finding.cause());
    node.put("remedy", finding.remedy());
    node.put("fixedBy", finding.fixedBy().word());
    return node;
  }

  /** An instant as RFC 3339 in UTC with milliseconds. */
  public static String time(Instant instant) {
    return RFC_3339.format(instant);
  }

  /** A duration in seconds, to the microsecond. */
  public static BigDecimal seconds(Duration duration) {
    BigDecimal exact = BigDecimal.valueOf(duration.toNanos(), 9).setScale(6, RoundingMode.HALF_UP);
    BigDecimal plain = exact.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  /** JSON text, indented for people. */
  public static String pretty(com.fasterxml.jackson.databind.JsonNode node) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
