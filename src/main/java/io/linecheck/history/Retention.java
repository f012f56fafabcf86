package io.linecheck.history;

import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Forgets what is old, in many small writes between those of results, so that nothing waits for it.
 */
public final class Retention {
  private static final int BATCH = 1000;
  private static final String RESULTS =
      "DELETE FROM result WHERE check_id = :id AND at < :before AND at IN"
          + " (SELECT at FROM result WHERE check_id = :id AND at < :before LIMIT :limit)";

  private final Database database;
  private final Ages ages;
  private final ReadinessLog readiness = new ReadinessLog();

  /**
   * How long what is kept.
   *
   * @param results each single one
   * @param fiveMinutes sums of five minutes
   * @param hours sums of an hour and changes of readiness
   * @param failed whole results that failed
   * @param sound whole results that did not
   */
  public record Ages(
      Duration results, Duration fiveMinutes, Duration hours, Duration failed, Duration sound) {
    /** 7 days, 60 days, 400 days; transcripts of failures 30 days, others 1 day. */
    public static Ages defaults() {
      return new Ages(
          Duration.ofDays(7),
          Duration.ofDays(60),
          Duration.ofDays(400),
          Duration.ofDays(30),
          Duration.ofDays(1));
    }
  }

  /** Retention in this database. */
  public Retention(Database database, Ages ages) {
    this.database = database;
    this.ages = ages;
  }

  /** Forgets everything that is too old by now; called every hour. Ends early when interrupted. */
  public void run(Instant now) {
    List<Integer> checks =
        database.read(handle ->
            handle
                .createQuery("SELECT id FROM probe_check ORDER BY id")
                .mapTo(Integer.class)
                .list());
    for (int check : checks) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      clear(check, now);
    }
    database.write(handle -> readiness.prune(handle, now.minus(ages.hours())));
  }

  private static String rollup(Duration period) {
    String which = " check_id = :id AND seconds = " + period.toSeconds() + " AND at < :before ";
    return "DELETE FROM rollup WHERE"
        + which
        + "AND at IN (SELECT at FROM rollup WHERE"
        + which
        + "LIMIT :limit)";
  }

  private static String kept(int failed) {
    String which = " check_id = :id AND failed = " + failed + " AND at < :before ";
    return "DELETE FROM kept_result WHERE"
        + which
        + "AND at IN (SELECT at FROM kept_result WHERE"
        + which
        + "LIMIT :limit)";
  }

  private void clear(int check, Instant now) {
    int gone;
    do {
      gone =
          database.write(handle ->
              Math.max(
                  Math.max(
                      clear(handle, RESULTS, check, now.minus(ages.results())),
                      clear(handle, rollup(Rollups.MINUTES), check, now.minus(ages.fiveMinutes()))),
                  Math.max(
                      clear(handle, rollup(Rollups.HOUR), check, now.minus(ages.hours())),
                      Math.max(
                          clear(handle, kept(0), check, now.minus(ages.sound())),
                          clear(handle, kept(1), check, now.minus(ages.failed()))))));
    } while (gone == BATCH);
  }

  private static int clear(Handle handle, String sql, int check, Instant before) {
    return handle
        .createUpdate(sql)
        .bind("id", check)
        .bind("before", before.toEpochMilli())
        .bind("limit", BATCH)
        .execute();
  }
}
