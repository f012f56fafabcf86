package io.linecheck.web;

import io.linecheck.config.Maintenance;
import io.linecheck.history.ReadinessLog;
import io.linecheck.history.ReadinessLog.Stretch;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentStore;
import io.linecheck.incident.PlannedMaintenance;
import io.linecheck.model.Dialer;
import io.linecheck.model.Readiness;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How dialers and sites spent a span of time. Maintenance counts apart. Blocks. */
final class AvailabilityReport {
  private static final int INCIDENTS = 2000;

  private final DialerBook dialers;
  private final Database database;
  private final ReadinessLog log = new ReadinessLog();
  private final IncidentStore incidents = new IncidentStore();
  private final PlannedMaintenance.Store planned = new PlannedMaintenance.Store();

  AvailabilityReport(DialerBook dialers, Database database) {
    this.dialers = dialers;
    this.database = database;
  }

  /**
   * One line of the report.
   *
   * @param name the dialer's id or the site
   * @param spent by readiness, outside maintenance
   * @param longest the longest time not ready at a stretch
   * @param seatSecondsLost seats × seconds not ready
   */
  record Row(
      String name,
      Optional<String> site,
      int seats,
      Map<Readiness, Duration> spent,
      Duration maintenance,
      int incidents,
      Duration longest,
      double seatSecondsLost) {

    Duration in(Readiness readiness) {
      return spent.getOrDefault(readiness, Duration.ZERO);
    }

    /** The share of the known time in which agents could work. */
    Optional<Double> ratio() {
      double up = in(Readiness.READY).plus(in(Readiness.AT_RISK)).toMillis();
      double known = up + in(Readiness.NOT_READY).toMillis();
      return known == 0 ? Optional.empty() : Optional.of(up / known);
    }

    private Row plus(Row other) {
      Map<Readiness, Duration> sum = new EnumMap<>(Readiness.class);
      for (Readiness each : Readiness.values()) {
        sum.put(each, in(each).plus(other.in(each)));
      }
      return new Row(
          name,
          site,
          seats + other.seats,
          sum,
          maintenance.plus(other.maintenance),
          incidents + other.incidents,
          longest.compareTo(other.longest) >= 0 ? longest : other.longest,
          seatSecondsLost + other.seatSecondsLost);
    }

    private Row of(String site) {
      return new Row(
          site, Optional.of(site), seats, spent, maintenance, incidents, longest, seatSecondsLost);
    }
  }

  private record Window(Instant from, Instant to) {}

  /** One row for each dialer. */
  List<Row> dialers(List<WatchedDialer> wanted, Instant from, Instant to) {
    List<PlannedMaintenance> announced = database.read(handle -> planned.current(handle, from));
    Map<String, Integer> counts = counts(from, to);
    return wanted.stream()
        .map(watched ->
            row(watched.dialer(), announced, counts.getOrDefault(watched.id(), 0), from, to))
        .toList();
  }

  /** The rows of dialers summed up by site. */
  static List<Row> sites(List<Row> rows) {
    Map<String, Row> sites = new TreeMap<>();
    rows.forEach(row -> {
      String site = row.site().orElse("(no site)");
      sites.merge(site, row.of(site), Row::plus);
    });
    return List.copyOf(sites.values());
  }

  private Map<String, Integer> counts(Instant from, Instant to) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    for (Incident incident : database.read(handle -> incidents.recent(handle, "", to, INCIDENTS))) {
      if (!incident.openedAt().isBefore(from)) {
        incident.dialers().forEach(id -> counts.merge(id, 1, Integer::sum));
      }
    }
    return counts;
  }

  private Row row(
      Dialer dialer, List<PlannedMaintenance> announced, int count, Instant from, Instant to) {
    List<Window> windows = windows(dialer, announced, from, to);
    Map<Readiness, Duration> spent = new EnumMap<>(Readiness.class);
    Duration longest = Duration.ZERO;
    Duration maintenance = Duration.ZERO;
    for (Stretch stretch : watched(dialer.id(), from, to)) {
      Duration whole = Duration.between(stretch.from(), stretch.to());
      Duration within = overlap(windows, stretch.from(), stretch.to());
      Duration counted = whole.minus(within);
      maintenance = maintenance.plus(within);
      spent.merge(stretch.readiness(), counted, Duration::plus);
      if (stretch.readiness() == Readiness.NOT_READY && counted.compareTo(longest) > 0) {
        longest = counted;
      }
    }
    double lost =
        dialer.seats() * (spent.getOrDefault(Readiness.NOT_READY, Duration.ZERO).toMillis() / 1e3);
    return new Row(
        dialer.id(),
        Optional.ofNullable(dialer.labels().get("site")),
        dialer.seats(),
        spent,
        maintenance,
        count,
        longest,
        lost);
  }

  /** Its stretches from when it was first watched: before, there was nothing to know. */
  private List<Stretch> watched(String dialer, Instant from, Instant to) {
    return database.read(handle -> {
      Instant since = log.watchedSince(handle, dialer).orElse(to);
      Instant begin = since.isAfter(from) ? since : from;
      return begin.isBefore(to) ? log.strip(handle, dialer, begin, to) : List.of();
    });
  }

  /** Windows of a dialer within the span, merged so that none overlap. */
  private List<Window> windows(
      Dialer dialer, List<PlannedMaintenance> announced, Instant from, Instant to) {
    List<Window> all = new ArrayList<>();
    for (Maintenance configured : dialers.windows()) {
      if (configured.dialers().matches(dialer)) {
        Duration length = configured.window().length();
        Optional<Instant> start = configured.window().next(from.minus(length));
        while (start.isPresent() && start.get().isBefore(to)) {
          all.add(new Window(start.get(), start.get().plus(length)));
          start = configured.window().next(start.get());
        }
      }
    }
    announced.stream()
        .filter(window -> window.covers(dialer.id(), dialer.labels(), window.startsAt()))
        .forEach(window -> all.add(new Window(window.startsAt(), window.endsAt())));
    all.sort(Comparator.comparing(Window::from));
    List<Window> merged = new ArrayList<>();
    for (Window window : all) {
      Window last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && !window.from().isAfter(last.to())) {
        Instant end = window.to().isAfter(last.to()) ? window.to() : last.to();
        merged.set(merged.size() - 1, new Window(last.from(), end));
      } else {
        merged.add(window);
      }
    }
    return merged;
  }

  private static Duration overlap(List<Window> windows, Instant from, Instant to) {
    Duration sum = Duration.ZERO;
    for (Window window : windows) {
      Instant start = window.from().isAfter(from) ? window.from() : from;
      Instant end = window.to().isBefore(to) ? window.to() : to;
      if (start.isBefore(end)) {
        sum = sum.plus(Duration.between(start, end));
      }
    }
    return sum;
  }
}
