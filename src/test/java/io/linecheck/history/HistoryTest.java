package io.linecheck.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.history.ReadinessLog.Stretch;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of the past, and what of it is forgotten. */
class HistoryTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");
  private static final Service TURN =
      new Service("turn-udp", ServiceKind.TURN_UDP, "turn.example.com", 3478, List.of(), false);
  private static final CheckKey KEY = new CheckKey("a", "turn-udp", "local", "walk");

  @TempDir Path folder;
  private Database database;
  private ResultStore results;
  private final ReadinessLog log = new ReadinessLog();

  @BeforeEach
  void open() {
    database = Database.openAlone(new Storage.Sqlite(folder.resolve("history.db")));
    results = new ResultStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void rollupsHoldWhatSingleResultsHeld() {
    fill(START, Duration.ofSeconds(30), 240);
    Rollups rollups = new Rollups(database);
    Instant end = START.plus(Duration.ofHours(3));
    rollups.run(end);
    rollups.run(end);
    Series series = new Series(database);
    List<Series.Point> raw = series.points(KEY, START, START.plus(Duration.ofMinutes(5)));
    List<Series.Point> minutes = series.points(KEY, START, START.plus(Duration.ofDays(1)));
    List<Series.Point> hours = series.points(KEY, START, START.plus(Duration.ofDays(30)));
    assertEquals(10, raw.size());
    assertEquals(24, minutes.size());
    assertEquals(2, hours.size());
    Series.Point first = minutes.getFirst();
    assertEquals(Map.of(Status.OK, 9, Status.CRITICAL, 1), first.outcomes());
    assertEquals(mean(raw, Stage.TURN), first.mean().get(Stage.TURN));
    assertEquals(Duration.ofMillis(10), first.longest().get(Stage.TURN));
    assertEquals(4.35, first.measures().get("mos").mean(), 0.001);
    assertEquals(0.01, first.measures().get("loss").mean(), 0.0001);
    assertEquals(120, hours.getFirst().outcomes().values().stream().mapToInt(n -> n).sum());
  }

  @Test
  void retentionForgetsByAgeAndKeepsFailuresLonger() {
    fill(START, Duration.ofMinutes(1), 120);
    Rollups rollups = new Rollups(database);
    rollups.run(START.plus(Duration.ofHours(4)));
    long kept = results.kept("a", false, later(Duration.ofDays(400)), 1000).size();
    long failures = results.kept("a", true, later(Duration.ofDays(400)), 1000).size();
    assertTrue(kept > failures && failures > 0, kept + " " + failures);
    Retention retention = new Retention(database, Retention.Ages.defaults());
    retention.run(later(Duration.ofDays(3)));
    assertEquals(failures, results.kept("a", false, later(Duration.ofDays(400)), 1000).size());
    Series series = new Series(database);
    assertFalse(series.points(KEY, START, START.plusSeconds(3600)).isEmpty());
    retention.run(later(Duration.ofDays(8)));
    assertTrue(series.points(KEY, START, START.plusSeconds(3600)).isEmpty());
    assertFalse(series.points(KEY, START, later(Duration.ofDays(1))).isEmpty());
    retention.run(later(Duration.ofDays(100)));
    assertTrue(series.points(KEY, START, later(Duration.ofDays(1))).isEmpty());
    assertFalse(series.points(KEY, START, later(Duration.ofDays(30))).isEmpty());
    retention.run(later(Duration.ofDays(500)));
    assertTrue(series.points(KEY, START, later(Duration.ofDays(30))).isEmpty());
    assertTrue(results.kept("a", false, later(Duration.ofDays(600)), 1000).isEmpty());
  }

  @Test
  void stripHasNoGapsAndKnowsTheLeadingFinding() {
    change(Readiness.READY, 10, "");
    change(Readiness.NOT_READY, 20, "port-refused");
    change(Readiness.READY, 30, "");
    List<Stretch> strip =
        database.read(handle -> log.strip(handle, "a", START, later(Duration.ofMinutes(40))));
    assertEquals(
        List.of("UNKNOWN 10 -", "READY 10 -", "NOT_READY 10 port-refused", "READY 10 -"),
        strip.stream()
            .map(stretch ->
                stretch.readiness()
                    + " "
                    + Duration.between(stretch.from(), stretch.to()).toMinutes()
                    + " "
                    + stretch.code().orElse("-"))
            .toList());
    ReadinessLog.Availability spent =
        database.read(
            handle -> log.availability(handle, "a", START, later(Duration.ofMinutes(40))));
    assertEquals(2 / 3.0, spent.share().orElseThrow(), 0.0001);
  }

  @Test
  void timeInWhichLinecheckDidNotRunIsUnknown() {
    change(Readiness.READY, 0, "");
    database.write(handle -> {
      log.alive(handle, later(Duration.ofMinutes(5)));
      return true;
    });
    assertEquals(
        true, database.write(handle -> log.started(handle, later(Duration.ofMinutes(30)))));
    change(Readiness.READY, 30, "");
    ReadinessLog.Availability spent =
        database.read(
            handle -> log.availability(handle, "a", START, later(Duration.ofMinutes(40))));
    assertEquals(Duration.ofMinutes(25), spent.spent().get(Readiness.UNKNOWN));
    assertEquals(1.0, spent.share().orElseThrow());
    assertEquals(
        false, database.write(handle -> log.started(handle, later(Duration.ofMinutes(31)))));
  }

  private static Instant later(Duration after) {
    return START.plus(after);
  }

  private static Duration mean(List<Series.Point> points, Stage stage) {
    long nanos = points.stream().mapToLong(point -> point.mean().get(stage).toNanos()).sum();
    return Duration.ofNanos(nanos / points.size());
  }

  private void change(Readiness readiness, int minutes, String code) {
    Instant at = later(Duration.ofMinutes(minutes));
    Optional<String> leading = code.isEmpty() ? Optional.empty() : Optional.of(code);
    database.write(handle -> {
      log.changed(handle, "a", new Stretch(readiness, at, at, "in words", leading));
      return true;
    });
  }

  /** Every tenth run fails; stages take 1 to 10 ms. */
  private void fill(Instant from, Duration each, int count) {
    database.write(handle -> {
      for (int i = 0; i < count; i++) {
        Status status = i % 10 == 9 ? Status.CRITICAL : Status.OK;
        Instant at = from.plus(each.multipliedBy(i));
        results.save(handle, run(at, status, Duration.ofMillis(1 + i % 10)), "walk");
      }
      return true;
    });
  }

  private static CheckResult run(Instant at, Status status, Duration took) {
    return new CheckResult(
        "a",
        TURN,
        "local",
        "192.0.2.1:3478",
        at,
        took,
        status,
        List.of(new StageResult(Stage.TURN, status, took, List.of(), "")),
        new TreeMap<>(
            Map.of(
                "relay.mos", "4.35",
                "relay.lossRatio", "0.0100",
                "relay.rttSeconds", "0.020000",
                "relay.jitterSeconds", "0.001000")),
        List.of(),
        List.of(),
        List.of());
  }
}
