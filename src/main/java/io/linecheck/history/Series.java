package io.linecheck.history;

import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Stage times and outcomes of one check over a span of time, at most some thousand points: single
 * results for short spans, sums of five minutes or an hour for longer ones.
 */
public final class Series {
  private static final Duration RAW = Duration.ofHours(6);
  private static final Duration MINUTES = Duration.ofDays(4);
  private static final int LIMIT = 5000;

  private final Database database;

  /** Series from this database. */
  public Series(Database database) {
    this.database = database;
  }

  /**
   * One point of a chart.
   *
   * @param at when it begins
   * @param outcomes how many runs ended how
   * @param mean the mean time of each stage
   * @param longest the longest time of each stage
   * @param measures of a call: mos, loss, jitter, rtt
   */
  public record Point(
      Instant at,
      Map<Status, Integer> outcomes,
      Map<Stage, Duration> mean,
      Map<Stage, Duration> longest,
      Map<String, Measure> measures) {}

  /**
   * A measure of a call.
   *
   * @param mean in its own unit: 1 to 5, a ratio, or seconds
   * @param max the largest
   */
  public record Measure(double mean, double max) {}

  /** The points of a check between two times, oldest first. */
  public List<Point> points(CheckKey key, Instant from, Instant to) {
    return database.read(handle -> {
      Optional<Integer> id = ResultStore.find(handle, key);
      if (id.isEmpty()) {
        return List.<Point>of();
      }
      Duration span = Duration.between(from, to);
      if (span.compareTo(RAW) <= 0) {
        return raw(handle, id.get(), from, to);
      }
      Duration period = span.compareTo(MINUTES) <= 0 ? Rollups.MINUTES : Rollups.HOUR;
      return rolled(handle, id.get(), period, from, to);
    });
  }

  private static List<Point> raw(Handle handle, int id, Instant from, Instant to) {
    return handle
        .createQuery(
            "SELECT at, status, stages FROM result"
                + " WHERE check_id = :id AND at >= :from AND at < :to ORDER BY at LIMIT :limit")
        .bind("id", id)
        .bind("from", from.toEpochMilli())
        .bind("to", to.toEpochMilli())
        .bind("limit", LIMIT)
        .map((row, _) ->
            point(row.getLong(1), Map.of(StatusColumn.read(row.getInt(2)), 1), row.getString(3)))
        .list();
  }

  private static List<Point> rolled(
      Handle handle, int id, Duration period, Instant from, Instant to) {
    return handle
        .createQuery(
            """
            SELECT at, ok, warning, critical, unknown, stages FROM rollup
            WHERE check_id = :id AND seconds = :seconds AND at >= :from AND at < :to
            ORDER BY at LIMIT :limit
            """)
        .bind("id", id)
        .bind("seconds", period.toSeconds())
        .bind("from", from.toEpochMilli())
        .bind("to", to.toEpochMilli())
        .bind("limit", LIMIT)
        .map((row, _) -> {
          Map<Status, Integer> outcomes = new EnumMap<>(Status.class);
          outcomes.put(Status.OK, row.getInt(2));
          outcomes.put(Status.WARNING, row.getInt(3));
          outcomes.put(Status.CRITICAL, row.getInt(4));
          outcomes.put(Status.UNKNOWN, row.getInt(5));
          outcomes.values().removeIf(count -> count == 0);
          return point(row.getLong(1), outcomes, row.getString(6));
        })
        .list();
  }

  private static Point point(long at, Map<Status, Integer> outcomes, String stages) {
    StageTimes times = new StageTimes();
    times.add(stages);
    Map<Stage, Duration> mean = new EnumMap<>(Stage.class);
    Map<Stage, Duration> longest = new EnumMap<>(Stage.class);
    times
        .sums()
        .forEach((stage, sum) -> {
          mean.put(stage, Duration.ofNanos(sum.sumMicros() * 1000 / Math.max(1, sum.runs())));
          longest.put(stage, Duration.ofNanos(sum.maxMicros() * 1000));
        });
    Map<String, Measure> measures = new TreeMap<>();
    times
        .measures()
        .forEach((name, sum) ->
            measures.put(
                name,
                new Measure(
                    sum.sumMicros() / 1e6 / Math.max(1, sum.runs()), sum.maxMicros() / 1e6)));
    return new Point(Instant.ofEpochMilli(at), Map.copyOf(outcomes), mean, longest, measures);
  }
}
