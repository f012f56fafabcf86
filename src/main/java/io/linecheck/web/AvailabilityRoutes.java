package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.Readiness;
import io.linecheck.web.AvailabilityReport.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Availability of a month for each dialer and site, as JSON or CSV (RFC 4180). Months are UTC. */
final class AvailabilityRoutes {
  private static final List<String> COLUMNS =
      List.of(
          "kind",
          "name",
          "site",
          "seats",
          "readySeconds",
          "atRiskSeconds",
          "notReadySeconds",
          "unknownSeconds",
          "maintenanceSeconds",
          "availabilityRatio",
          "incidents",
          "longestNotReadySeconds",
          "seatSecondsLost");

  private final InstantSource clock;
  private final DialerBook dialers;
  private final AvailabilityReport report;

  AvailabilityRoutes(WebParts parts) {
    this.clock = parts.clock();
    this.dialers = parts.watching().dialers();
    this.report = new AvailabilityReport(dialers, parts.database());
  }

  void mount(Desk desk) {
    desk.get("/api/v1/availability", Role.VIEWER, this::availability);
  }

  private Desk.Reply availability(Request request) {
    Instant now = clock.instant();
    YearMonth month = month(request, now);
    Instant from = month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = month.plusMonths(1).atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant to = end.isAfter(now) ? now : end;
    if (!from.isBefore(to)) {
      throw Problem.badRequest("month " + month + " has not begun");
    }
    List<Row> rows =
        report.dialers(dialers.all().stream().filter(request.only()).toList(), from, to);
    List<Row> sites = AvailabilityReport.sites(rows);
    String format = request.query("format").orElse("json");
    if (!format.equals("json") && !format.equals("csv")) {
      throw Problem.badRequest("format must be json or csv, not '" + format + "'");
    }
    String accept = Optional.ofNullable(request.context().request().getHeader("Accept")).orElse("");
    if (format.equals("csv") || accept.startsWith("text/csv")) {
      request
          .context()
          .response()
          .putHeader(
              "Content-Disposition", "attachment; filename=\"availability-" + month + ".csv\"");
      return new Desk.Reply.Text(200, "text/csv; charset=utf-8; header=present", csv(rows, sites));
    }
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("month", month.toString());
    node.put("from", ContractJson.time(from));
    node.put("to", ContractJson.time(to));
    ArrayNode list = node.putArray("dialers");
    rows.forEach(row -> list.add(json(row)));
    ArrayNode summed = node.putArray("sites");
    sites.forEach(row -> summed.add(json(row)));
    return new Desk.Reply.Json(200, node);
  }

  private static YearMonth month(Request request, Instant now) {
    return request
        .query("month")
        .map(text -> {
          try {
            return YearMonth.parse(text);
          } catch (DateTimeException e) {
            throw Problem.badRequest("month must be such as 2026-10, not '" + text + "'");
          }
        })
        .orElseGet(() -> YearMonth.from(now.atOffset(ZoneOffset.UTC)));
  }

  private static ObjectNode json(Row row) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", row.name());
    node.put("site", row.site().orElse(null));
    node.put("seats", row.seats());
    node.put("readySeconds", ContractJson.seconds(row.in(Readiness.READY)));
    node.put("atRiskSeconds", ContractJson.seconds(row.in(Readiness.AT_RISK)));
    node.put("notReadySeconds", ContractJson.seconds(row.in(Readiness.NOT_READY)));
    node.put("unknownSeconds", ContractJson.seconds(row.in(Readiness.UNKNOWN)));
    node.put("maintenanceSeconds", ContractJson.seconds(row.maintenance()));
    node.put("availabilityRatio", row.ratio().map(AvailabilityRoutes::ratio).orElse(null));
    node.put("incidents", row.incidents());
    node.put("longestNotReadySeconds", ContractJson.seconds(row.longest()));
    node.put(
        "seatSecondsLost",
        BigDecimal.valueOf(row.seatSecondsLost()).setScale(3, RoundingMode.HALF_UP));
    return node;
  }

  private static BigDecimal ratio(double share) {
    return BigDecimal.valueOf(share).setScale(6, RoundingMode.HALF_UP);
  }

  static String csv(List<Row> rows, List<Row> sites) {
    StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append("\r\n");
    rows.forEach(row -> line(text, "dialer", row));
    sites.forEach(row -> line(text, "site", row));
    return text.toString();
  }

  private static void line(StringBuilder text, String kind, Row row) {
    ObjectNode node = json(row);
    node.put("kind", kind);
    for (int i = 0; i < COLUMNS.size(); i++) {
      var value = node.path(COLUMNS.get(i));
      text.append(i == 0 ? "" : ",");
      text.append(value.isNull() ? "" : value.isTextual() ? field(value.asText()) : value.asText());
    }
    text.append("\r\n");
  }

  /** A text that no spreadsheet takes for a formula, quoted where RFC 4180 wants it. */
  static String field(String text) {
    boolean formula = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    String safe = formula ? "'" + text : text;
    boolean quoted = safe.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
