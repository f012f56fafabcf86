package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.CronWindow;
import io.linecheck.config.Maintenance;
import io.linecheck.incident.PlannedMaintenance;
import io.linecheck.model.Dialer;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Maintenance windows of the configuration and those that somebody announced. */
final class MaintenanceView {
  static final String CONFIGURED = "configuration-";

  private final DialerBook dialers;
  private final Database database;
  private final PlannedMaintenance.Store store = new PlannedMaintenance.Store();

  MaintenanceView(DialerBook dialers, Database database) {
    this.dialers = dialers;
    this.database = database;
  }

  private record Window(boolean active, Instant from, ObjectNode json) {}

  /** Those that concern a dialer, or all; active ones first, then by start. */
  ArrayNode list(Optional<Dialer> dialer, Instant now) {
    List<Window> windows = new ArrayList<>();
    List<Maintenance> configured = dialers.windows();
    for (int i = 0; i < configured.size(); i++) {
      Maintenance window = configured.get(i);
      if (dialer.filter(one -> !window.dialers().matches(one)).isEmpty()) {
        windows.add(configured(CONFIGURED + (i + 1), window, now));
      }
    }
    for (PlannedMaintenance planned : database.read(handle -> store.current(handle, now))) {
      Instant start = planned.startsAt();
      if (dialer.filter(one -> !planned.covers(one.id(), one.labels(), start)).isEmpty()) {
        windows.add(new Window(!now.isBefore(start), start, json(planned, now)));
      }
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    windows.stream()
        .sorted(Comparator.comparing((Window each) -> !each.active()).thenComparing(Window::from))
        .forEach(each -> list.add(each.json()));
    return list;
  }

  private static Window configured(String id, Maintenance maintenance, Instant now) {
    CronWindow window = maintenance.window();
    Duration length = window.length();
    Optional<Instant> end = window.end(now);
    Optional<Instant> to = end.or(() -> window.next(now).map(start -> start.plus(length)));
    ObjectNode node =
        node(id, "configuration", maintenance.dialers().ids(), maintenance.dialers().labels());
    node.put("active", end.isPresent());
    node.put("from", to.map(at -> ContractJson.time(at.minus(length))).orElse(null));
    node.put("to", to.map(ContractJson::time).orElse(null));
    node.put("cron", window.starts().text());
    node.put("zone", window.starts().zone().getId());
    node.put("forSeconds", ContractJson.seconds(length));
    node.put("reason", maintenance.reason().orElse(null));
    node.putNull("by");
    return new Window(end.isPresent(), to.map(at -> at.minus(length)).orElse(Instant.MAX), node);
  }

  /** One that somebody announced. */
  static ObjectNode json(PlannedMaintenance planned, Instant now) {
    ObjectNode node = node(planned.id(), "api", planned.dialers(), planned.labels());
    node.put("active", !now.isBefore(planned.startsAt()) && now.isBefore(planned.endsAt()));
    node.put("from", ContractJson.time(planned.startsAt()));
    node.put("to", ContractJson.time(planned.endsAt()));
    node.putNull("cron");
    node.putNull("zone");
    node.put(
        "forSeconds", ContractJson.seconds(Duration.between(planned.startsAt(), planned.endsAt())));
    node.put("reason", planned.reason().isEmpty() ? null : planned.reason());
    node.put("by", planned.author().isEmpty() ? null : planned.author());
    return node;
  }

  private static ObjectNode node(
      String id, String source, Set<String> ids, Map<String, String> labels) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", id);
    node.put("source", source);
    ArrayNode dialers = node.putArray("dialers");
    new TreeSet<>(ids).forEach(dialers::add);
    ObjectNode wanted = node.putObject("labels");
    labels.forEach(wanted::put);
    return node;
  }
}
