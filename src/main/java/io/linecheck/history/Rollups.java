package io.linecheck.history;

import io.linecheck.model.Status;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Sums results up once their time is over: five minutes from results, an hour from five minutes. A
 * sum that was interrupted is made again from the beginning; making it twice changes nothing.
 */
public final class Rollups {
  /** The shorter period. */
  public static final Duration MINUTES = Duration.ofMinutes(5);

  /** The longer period. */
  public static final Duration HOUR = Duration.ofHours(1);

  private static final Duration LATE = Duration.ofMinutes(1);
  private static final int AT_ONCE = 100;

  private final Database database;

  /** Sums in this database. */
  public Rollups(Database database) {
    this.database = database;
  }

  /** Sums up every period that has ended by now; called every minute or so. */
  public void run(Instant now) {
    run(MINUTES, now.minus(LATE));
    run(HOUR, now.minus(LATE).minus(MINUTES));
  }

  private void run(Duration period, Instant upTo) {
    long length = period.toMillis();
    long end = upTo.toEpochMilli() / length * length;
    Optional<Long> done = database.read(handle -> mark(handle, period));
    Optional<Long> first = database.read(handle -> first(handle, period));
    if (first.isEmpty()) {
      return;
    }
    long begin = first.get() / length * length;
    for (long at = Math.max(done.orElse(begin), begin); at < end; at += length) {
      sum(period, at);
    }
  }

  private void sum(Duration period, long at) {
    List<Integer> checks =
        database.read(handle ->
            handle
                .createQuery("SELECT id FROM probe_check ORDER BY id")
                .mapTo(Integer.class)
                .list());
    for (int i = 0; i < checks.size(); i += AT_ONCE) {
      List<Integer> some = checks.subList(i, Math.min(checks.size(), i + AT_ONCE));
      List<Sum> sums =
          database.read(handle -> {
            List<Sum> all = new ArrayList<>();
            some.forEach(check -> source(handle, period, check, at).ifPresent(all::add));
            return all;
          });
      database.write(handle -> {
        sums.forEach(sum -> save(handle, period, at, sum));
        return true;
      });
    }
    database.write(handle ->
        handle
            .createUpdate(
                "INSERT INTO mark (name, value) VALUES (:name, :value)"
                    + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
            .bind("name", "rolled." + period.toSeconds())
            .bind("value", Long.toString(at + period.toMillis()))
            .execute());
  }

  private static Optional<Long> mark(Handle handle, Duration period) {
    return handle
        .createQuery("SELECT value FROM mark WHERE name = :name")
        .bind("name", "rolled." + period.toSeconds())
        .mapTo(String.class)
        .findOne()
        .map(Long::valueOf);
  }

  private static Optional<Long> first(Handle handle, Duration period) {
    Optional<Long> done = mark(handle, period);
    if (done.isPresent()) {
      return done;
    }
    String table = period.equals(MINUTES) ? "result" : "rollup";
    return handle.createQuery("SELECT min(at) FROM " + table).mapTo(Long.class).findOne();
  }

  private record Sum(int check, List<Integer> outcomes, String stages) {}

  private static Optional<Sum> source(Handle handle, Duration period, int check, long at) {
    int[] outcomes = new int[Status.values().length];
    StageTimes times = new StageTimes();
    if (period.equals(MINUTES)) {
      handle
          .createQuery(
              "SELECT status, stages FROM result WHERE check_id = :id AND at >= :from AND at < :to")
          .bind("id", check)
          .bind("from", at)
          .bind("to", at + period.toMillis())
          .map((row, _) -> {
            outcomes[row.getInt(1)]++;
            times.add(row.getString(2));
            return true;
          })
          .list();
    } else {
      handle
          .createQuery(
              "SELECT ok, warning, critical, unknown, stages FROM rollup"
                  + " WHERE check_id = :id AND seconds = 300 AND at >= :from AND at < :to")
          .bind("id", check)
          .bind("from", at)
          .bind("to", at + period.toMillis())
          .map((row, _) -> {
            outcomes[StatusColumn.write(Status.OK)] += row.getInt(1);
            outcomes[StatusColumn.write(Status.WARNING)] += row.getInt(2);
            outcomes[StatusColumn.write(Status.CRITICAL)] += row.getInt(3);
            outcomes[StatusColumn.write(Status.UNKNOWN)] += row.getInt(4);
            times.add(row.getString(5));
            return true;
          })
          .list();
    }
    boolean any = Arrays.stream(outcomes).anyMatch(count -> count > 0);
    return any
        ? Optional.of(new Sum(check, Arrays.stream(outcomes).boxed().toList(), times.text()))
        : Optional.empty();
  }

  private static void save(Handle handle, Duration period, long at, Sum sum) {
    handle
        .createUpdate(
            """
            INSERT INTO rollup (check_id, seconds, at, ok, warning, critical, unknown, stages)
            VALUES (:id, :seconds, :at, :ok, :warning, :critical, :unknown, :stages)
            ON CONFLICT (check_id, seconds, at) DO UPDATE SET ok = excluded.ok,
              warning = excluded.warning, critical = excluded.critical,
              unknown = excluded.unknown, stages = excluded.stages
            """)
        .bind("id", sum.check())
        .bind("seconds", period.toSeconds())
        .bind("at", at)
        .bind("ok", sum.outcomes().get(StatusColumn.write(Status.OK)))
        .bind("warning", sum.outcomes().get(StatusColumn.write(Status.WARNING)))
        .bind("critical", sum.outcomes().get(StatusColumn.write(Status.CRITICAL)))
        .bind(
            "unknown",
            sum.outcomes().get(StatusColumn.write(Status.UNKNOWN))
                + sum.outcomes().get(StatusColumn.write(Status.SKIPPED)))
        .bind("stages", sum.stages())
        .execute();
  }
}
