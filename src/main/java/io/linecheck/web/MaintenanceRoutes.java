package io.linecheck.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.incident.Ids;
import io.linecheck.incident.PlannedMaintenance;
import io.linecheck.model.Dialer;
import io.linecheck.sql.Database;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Maintenance windows: list, announce, end. */
final class MaintenanceRoutes {
  private static final Duration LONGEST = Duration.ofDays(31);
  private static final int MOST_DIALERS = 1000;

  private final InstantSource clock;
  private final Database database;
  private final DialerBook dialers;
  private final IncidentActions incidents;
  private final MaintenanceView view;
  private final PlannedMaintenance.Store store = new PlannedMaintenance.Store();
  private final Ids ids = new Ids();

  MaintenanceRoutes(WebParts parts, MaintenanceView view) {
    this.clock = parts.clock();
    this.database = parts.database();
    this.dialers = parts.watching().dialers();
    this.incidents = parts.acting().incidents();
    this.view = view;
  }

  void mount(Desk desk) {
    desk.get("/api/v1/maintenance", Role.VIEWER, this::list);
    desk.post("/api/v1/maintenance", Role.OPERATOR, this::start);
    desk.delete("/api/v1/maintenance/:window", Role.OPERATOR, this::end);
  }

  private Desk.Reply list(Request request) {
    Optional<Dialer> dialer =
        request
            .query("dialer")
            .map(id ->
                dialers
                    .find(id)
                    .map(WatchedDialer::dialer)
                    .orElseThrow(() -> Problem.notFound("dialer '" + id + "'")));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("windows", view.list(dialer, clock.instant()));
    return new Desk.Reply.Json(200, node);
  }

  private Desk.Reply start(Request request) {
    Instant now = clock.instant();
    Set<String> wanted = ids(request.body().path("dialers"));
    Map<String, String> labels = labels(request.body().path("labels"));
    if (wanted.isEmpty() && labels.isEmpty()) {
      throw Problem.badRequest("name the dialers, or the labels of those that are meant");
    }
    Instant from = from(request).orElse(now);
    Duration length =
        Duration.ofMillis(
            (long) (1000 * request.requireSeconds("forSeconds", 60, (double) LONGEST.toSeconds())));
    if (!from.plus(length).isAfter(now)) {
      throw Problem.badRequest("this maintenance would be over already");
    }
    PlannedMaintenance planned =
        new PlannedMaintenance(
            ids.next("mnt", now),
            wanted,
            labels,
            from,
            from.plus(length),
            request.text("reason", 500).orElse(""),
            request.text("by", 200).orElse(request.caller().name()));
    database.write(handle -> {
      store.save(handle, planned);
      return true;
    });
    incidents.redraw(concerned(planned));
    return new Desk.Reply.Json(201, MaintenanceView.json(planned, now));
  }

  private static Optional<Instant> from(Request request) {
    return request
        .text("from", 40)
        .map(text -> {
          try {
            return Instant.parse(text);
          } catch (DateTimeException e) {
            throw Problem.badRequest(
                "from must be a time such as 2026-11-21T02:41:19Z, not '" + text + "'");
          }
        });
  }

  private Set<String> ids(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return Set.of();
    }
    if (!given.isArray() || given.size() > MOST_DIALERS) {
      throw Problem.badRequest("dialers must be a list of at most " + MOST_DIALERS + " ids");
    }
    Set<String> found = new TreeSet<>();
    for (JsonNode id : given) {
      if (dialers.find(id.asText()).isEmpty()) {
        throw Problem.badRequest("there is no dialer '" + id.asText() + "'");
      }
      found.add(id.asText());
    }
    return found;
  }

  private static Map<String, String> labels(JsonNode given) {
    if (given.isMissingNode() || given.isNull()) {
      return Map.of();
    }
    if (!given.isObject() || given.size() > 8) {
      throw Problem.badRequest("labels must be an object of at most 8 texts");
    }
    Map<String, String> labels = new HashMap<>();
    given
        .properties()
        .forEach(label -> {
          if (!label.getValue().isTextual()) {
            throw Problem.badRequest("the label " + label.getKey() + " must be a text");
          }
          labels.put(label.getKey(), label.getValue().asText());
        });
    return labels;
  }

  private Desk.Reply end(Request request) {
    String id = request.path("window");
    Instant now = clock.instant();
    if (id.startsWith(MaintenanceView.CONFIGURED)) {
      throw new Problem(409, "this window is of the configuration; change it there");
    }
    PlannedMaintenance planned =
        database.read(handle -> store.current(handle, now)).stream()
            .filter(each -> each.id().equals(id))
            .findFirst()
            .orElseThrow(() -> Problem.notFound("maintenance of that id, or it is over"));
    database.write(handle -> store.end(handle, id, now));
    incidents.redraw(concerned(planned));
    return new Desk.Reply.Empty(204);
  }

  private List<String> concerned(PlannedMaintenance planned) {
    return dialers.all().stream()
        .map(WatchedDialer::dialer)
        .filter(dialer -> planned.covers(dialer.id(), dialer.labels(), planned.startsAt()))
        .map(Dialer::id)
        .toList();
  }
}
