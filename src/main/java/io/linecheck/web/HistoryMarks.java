package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linecheck.config.Maintenance;
import io.linecheck.incident.IncidentStore;
import io.linecheck.incident.PlannedMaintenance;
import io.linecheck.model.Dialer;
import io.linecheck.renewal.Renewal;
import io.linecheck.renewal.RenewalStore;
import io.linecheck.renewal.State;
import io.linecheck.selftest.ReportLine;
import io.linecheck.selftest.ReportStore;
import io.linecheck.sql.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What happened to a dialer in a span of time, for the lines in its charts. Blocks. */
final class HistoryMarks {
  private static final int MARKS = 200;
  private static final int WINDOWS = 60;

  private final Database database;
  private final DialerBook dialers;
  private final IncidentStore incidents = new IncidentStore();
  private final PlannedMaintenance.Store planned = new PlannedMaintenance.Store();
  private final ReportStore reports;
  private final RenewalStore renewals;

  HistoryMarks(Database database, DialerBook dialers) {
    this.database = database;
    this.dialers = dialers;
    this.reports = new ReportStore(database);
    this.renewals = new RenewalStore(database, (handle, event) -> {});
  }

  private record Mark(Instant at, String kind, String text) {}

  /** Newest first, at most 200. */
  ArrayNode of(Dialer dialer, Instant from, Instant to) {
    List<Mark> marks = new ArrayList<>();
    marks.addAll(ofIncidents(dialer.id(), from, to));
    marks.addAll(ofMaintenance(dialer, from, to));
    marks.addAll(ofAgents(dialer.id(), from, to));
    marks.addAll(ofRenewals(dialer.id()));
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    marks.stream()
        .filter(mark -> !mark.at().isBefore(from) && mark.at().isBefore(to))
        .sorted(Comparator.comparing(Mark::at).reversed())
        .limit(MARKS)
        .forEach(mark ->
            list.addObject()
                .put("at", ContractJson.time(mark.at()))
                .put("kind", mark.kind())
                .put("text", mark.text()));
    return list;
  }

  private List<Mark> ofIncidents(String dialer, Instant from, Instant to) {
    List<Mark> marks = new ArrayList<>();
    for (IncidentStore.Happened happened :
        database.read(handle -> incidents.happened(handle, dialer, from, to, MARKS))) {
      String title = happened.incident().finding().title();
      Instant at = happened.entry().at();
      switch (happened.entry().word()) {
        case "began" -> marks.add(new Mark(at, "incident-opened", title));
        case "resolved" -> marks.add(new Mark(at, "incident-resolved", title));
        case "acknowledged" ->
            marks.add(new Mark(at, "acknowledged", happened.entry().text() + ": " + title));
        case "taken-back" ->
            marks.add(
                new Mark(at, "acknowledgement-taken-back", happened.entry().text() + ": " + title));
        case "escalated" -> marks.add(new Mark(at, "escalated", title));
        default -> {
          // reminders, notices and what swallowed them change nothing of the dialer
        }
      }
    }
    return marks;
  }

  private List<Mark> ofMaintenance(Dialer dialer, Instant from, Instant to) {
    List<Mark> marks = new ArrayList<>();
    for (PlannedMaintenance window : database.read(handle -> planned.current(handle, from))) {
      if (window.covers(dialer.id(), dialer.labels(), window.startsAt())) {
        marks.add(maintenance(window.startsAt(), window.endsAt(), window.reason()));
      }
    }
    for (Maintenance window : dialers.windows()) {
      if (!window.dialers().matches(dialer)) {
        continue;
      }
      Optional<Instant> start = window.window().starts().last(to);
      for (int i = 0; i < WINDOWS && start.filter(at -> !at.isBefore(from)).isPresent(); i++) {
        Instant at = start.get();
        marks.add(
            maintenance(at, at.plus(window.window().length()), window.reason().orElse("planned")));
        start = window.window().starts().last(at.minusSeconds(1));
      }
    }
    return marks;
  }

  private static Mark maintenance(Instant from, Instant to, String reason) {
    return new Mark(from, "maintenance", "until " + ContractJson.time(to) + ": " + reason);
  }

  private List<Mark> ofAgents(String dialer, Instant from, Instant to) {
    return reports.complaints(dialer, from, to, MARKS).stream()
        .map(HistoryMarks::complaint)
        .toList();
  }

  private static Mark complaint(ReportLine line) {
    String word = line.body().path("word").asText("");
    return new Mark(
        line.at(),
        "agent-complaint",
        "agent " + line.agent() + " couldn't hear them" + (word.isEmpty() ? "" : ": " + word));
  }

  private List<Mark> ofRenewals(String dialer) {
    List<Mark> marks = new ArrayList<>();
    for (Renewal renewal : renewals.history(dialer, MARKS)) {
      boolean ended = renewal.state() == State.COMMITTED || renewal.state() == State.ROLLED_BACK;
      if (ended && renewal.purpose() != Renewal.Purpose.REHEARSAL) {
        String how = renewal.state() == State.COMMITTED ? "serves" : "rolled back";
        marks.add(
            new Mark(
                renewal.changedAt(),
                "deployment",
                "certificate " + (renewal.serial().isEmpty() ? "" : renewal.serial() + " ") + how));
      }
    }
    return marks;
  }
}
