package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.history.CheckKey;
import io.linecheck.history.ReadinessLog;
import io.linecheck.history.ReadinessLog.Stretch;
import io.linecheck.history.Rollups;
import io.linecheck.history.Series;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Readiness and stage times of a dialer over time. */
final class HistoryRoutes {
  private static final int VALUES = 750;

  /** Up to these spans the history has single results, and sums of five minutes. */
  private static final Duration RAW = Duration.ofHours(6);

  private static final Duration MINUTES = Duration.ofDays(4);
  private static final Duration LONGEST = Duration.ofDays(400);
  private static final List<Long> STEPS =
      List.of(
          1L, 5L, 10L, 15L, 30L, 60L, 120L, 300L, 900L, 1800L, 3600L, 10_800L, 21_600L, 86_400L);

  private final InstantSource clock;
  private final Database database;
  private final DialerBook dialers;
  private final Series series;
  private final ReadinessLog readiness = new ReadinessLog();
  private final HistoryMarks marks;

  HistoryRoutes(WebParts parts) {
    this.clock = parts.clock();
    this.database = parts.database();
    this.dialers = parts.watching().dialers();
    this.series = new Series(database);
    this.marks = new HistoryMarks(database, dialers);
  }

  void mount(Desk desk) {
    desk.get("/api/v1/dialers/:id/history", Role.VIEWER, this::history);
  }

  private record Span(Instant from, Instant to, Duration step) {}

  private Desk.Reply history(Request request) {
    String id = request.path("id");
    WatchedDialer watched =
        dialers.find(id).orElseThrow(() -> Problem.notFound("dialer '" + id + "'"));
    Span span = span(request, watched);
    String vantage = request.query("vantage").orElse("local");
    Optional<String> stage = request.query("stage");
    stage
        .filter(name -> !HistorySeries.NAMES.contains(name))
        .ifPresent(name -> {
          throw Problem.badRequest(
              "stage must be one of "
                  + String.join(", ", HistorySeries.NAMES)
                  + ", not '"
                  + name
                  + "'");
        });
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("dialer", id);
    node.put("from", ContractJson.time(span.from()));
    node.put("to", ContractJson.time(span.to()));
    node.put("resolutionSeconds", span.step().toSeconds());
    node.set("readiness", strip(id, span));
    ArrayNode list = node.putArray("series");
    for (Service service : services(watched, request.query("service"))) {
      CheckKey key = new CheckKey(id, service.name(), vantage, "walk");
      new HistorySeries(service.name(), vantage, span.from(), span.to(), span.step())
          .add(points(key, span))
          .write(list, stage);
    }
    node.set("marks", marks.of(watched.dialer(), span.from(), span.to()));
    return new Desk.Reply.Json(200, node);
  }

  /**
   * Sums where the span is long, and single results for the end that has not been summed up yet.
   */
  private List<Series.Point> points(CheckKey key, Span span) {
    List<Series.Point> points = new ArrayList<>(series.points(key, span.from(), span.to()));
    Duration length = Duration.between(span.from(), span.to());
    if (length.compareTo(RAW) > 0) {
      Duration period = length.compareTo(MINUTES) > 0 ? Rollups.HOUR : Rollups.MINUTES;
      Instant recent = span.to().minus(RAW);
      Instant summed = points.isEmpty() ? recent : points.getLast().at().plus(period);
      if (summed.isBefore(span.to())) {
        points.addAll(series.points(key, summed.isAfter(recent) ? summed : recent, span.to()));
      }
    }
    return points;
  }

  private static List<Service> services(WatchedDialer watched, Optional<String> name) {
    if (name.isEmpty()) {
      return watched.dialer().services();
    }
    return List.of(
        watched
            .dialer()
            .findService(name.get())
            .orElseThrow(() -> Problem.notFound("service '" + name.get() + "' of this dialer")));
  }

  private Span span(Request request, WatchedDialer watched) {
    Instant now = clock.instant();
    Instant asked = request.time("to").orElse(now);
    Instant to = asked.isAfter(now) ? now : asked;
    Instant from = request.time("from").orElse(to.minus(Duration.ofDays(1)));
    if (!from.isBefore(to) || from.isBefore(to.minus(LONGEST))) {
      throw Problem.badRequest("from must be before to, and not more than 400 days");
    }
    Duration span = Duration.between(from, to);
    long kept = span.compareTo(RAW) <= 0 ? 1 : span.compareTo(MINUTES) <= 0 ? 300 : 3600;
    String resolution = request.query("resolution").orElse("auto");
    long wanted =
        switch (resolution) {
          case "auto" -> Math.max(kept, watched.interval().toSeconds());
          case "raw" -> kept == 1 ? Math.max(1, watched.interval().toSeconds()) : kept;
          case "5m" -> Math.max(kept, 300);
          case "1h" -> 3600;
          case "1d" -> 86_400;
          default ->
              throw Problem.badRequest(
                  "resolution must be auto, raw, 5m, 1h or 1d, not '" + resolution + "'");
        };
    long least = Math.max(wanted, (span.toSeconds() + VALUES - 1) / VALUES);
    long step =
        least == wanted
            ? wanted
            : STEPS.stream().filter(each -> each >= least).findFirst().orElse(86_400L);
    return new Span(from, to, Duration.ofSeconds(step));
  }

  private ArrayNode strip(String dialer, Span span) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    List<Stretch> strip =
        database.read(handle -> readiness.strip(handle, dialer, span.from(), span.to()));
    for (Stretch stretch : strip) {
      ObjectNode node = list.addObject();
      node.put("from", ContractJson.time(stretch.from()));
      node.put("to", ContractJson.time(stretch.to()));
      node.put("state", isBlank(stretch) ? "no-data" : stretch.readiness().word());
      node.put("code", stretch.code().orElse(null));
    }
    return list;
  }

  /** Whether nothing was recorded, unlike a readiness that was tried for and not found out. */
  private static boolean isBlank(Stretch stretch) {
    String said = stretch.headline().toLowerCase(Locale.ROOT);
    return stretch.readiness() == Readiness.UNKNOWN
        && (said.equals("nothing is known")
            || said.equals("linecheck was not running")
            || said.equals("not all of it is checked yet")
            || said.equals("not checked yet"));
  }
}
