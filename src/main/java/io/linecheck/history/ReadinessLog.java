package io.linecheck.history;

import io.linecheck.model.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Each change of a dialer's readiness. The time between changes is its strip and its availability;
 * while Linecheck was not running, nothing is known.
 */
public final class ReadinessLog {
  private static final Duration GAP = Duration.ofMinutes(2);

  /**
   * A stretch of one readiness.
   *
   * @param readiness that held
   * @param from when it began
   * @param to when it ended
   * @param headline the verdict in words as it began
   * @param code of the finding that led then
   */
  public record Stretch(
      Readiness readiness, Instant from, Instant to, String headline, Optional<String> code) {
    private Stretch between(Instant start, Instant end) {
      return new Stretch(readiness, start, end, headline, code);
    }
  }

  /**
   * How a span of time was spent.
   *
   * @param spent by readiness; sums to the span
   */
  public record Availability(Map<Readiness, Duration> spent) {
    public Availability {
      spent = Map.copyOf(spent);
    }

    /** The share of the known time in which agents could work; empty when nothing is known. */
    public Optional<Double> share() {
      double up = seconds(Readiness.READY) + seconds(Readiness.AT_RISK);
      double known = up + seconds(Readiness.NOT_READY);
      return known == 0 ? Optional.empty() : Optional.of(up / known);
    }

    private double seconds(Readiness readiness) {
      return spent.getOrDefault(readiness, Duration.ZERO).toMillis() / 1000.0;
    }
  }

  /** Records a change: from then on a dialer is as this stretch says, whose end does not count. */
  public void changed(Handle handle, String dialer, Stretch began) {
    handle
        .createUpdate(
            """
            INSERT INTO readiness (dialer, at, state, headline, code)
            VALUES (:dialer, :at, :state, :headline, :code)
            ON CONFLICT (dialer, at) DO UPDATE SET state = excluded.state,
              headline = excluded.headline, code = excluded.code
            """)
        .bind("dialer", dialer)
        .bind("at", began.from().toEpochMilli())
        .bind("state", began.readiness().word())
        .bind("headline", began.headline())
        .bind("code", began.code().orElse(null))
        .execute();
  }

  /** Says that the process lives; read again by {@link #started}. */
  public void alive(Handle handle, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO mark (name, value) VALUES ('alive', :now)"
                + " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .bind("now", Long.toString(now.toEpochMilli()))
        .execute();
  }

  /**
   * After a longer absence: from when we were last alive nothing is known of any dialer.
   *
   * @return whether the absence was long
   */
  public boolean started(Handle handle, Instant now) {
    Optional<Instant> alive =
        handle
            .createQuery("SELECT value FROM mark WHERE name = 'alive'")
            .mapTo(String.class)
            .findOne()
            .map(text -> Instant.ofEpochMilli(Long.parseLong(text)));
    boolean absent = alive.filter(last -> last.plus(GAP).isBefore(now)).isPresent();
    if (absent) {
      for (Map.Entry<String, Stretch> last : newest(handle).entrySet()) {
        if (last.getValue().readiness() != Readiness.UNKNOWN
            && last.getValue().from().isBefore(alive.get())) {
          Instant from = alive.get();
          changed(
              handle,
              last.getKey(),
              new Stretch(
                  Readiness.UNKNOWN, from, from, "Linecheck was not running", Optional.empty()));
        }
      }
    }
    alive(handle, now);
    return absent;
  }

  /** The newest change of every dialer. */
  public Map<String, Stretch> newest(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT r.dialer, r.at, r.state, r.headline, r.code FROM readiness r
            WHERE r.at = (SELECT max(s.at) FROM readiness s WHERE s.dialer = r.dialer)
            """)
        .reduceRows(
            new HashMap<String, Stretch>(),
            (all, row) -> {
              Instant at = Instant.ofEpochMilli(row.getColumn("at", Long.class));
              all.put(
                  row.getColumn("dialer", String.class),
                  new Stretch(
                      readiness(row.getColumn("state", String.class)),
                      at,
                      at,
                      row.getColumn("headline", String.class),
                      Optional.ofNullable(row.getColumn("code", String.class))));
              return all;
            });
  }

  /** Since when a dialer has been watched, as far as is remembered. */
  public Optional<Instant> watchedSince(Handle handle, String dialer) {
    return handle
        .createQuery("SELECT min(at) FROM readiness WHERE dialer = :dialer")
        .bind("dialer", dialer)
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  /** The stretches of a dialer between two times, oldest first, without gaps. */
  public List<Stretch> strip(Handle handle, String dialer, Instant from, Instant to) {
    List<Stretch> changes =
        handle
            .createQuery(
                """
                SELECT at, state, headline, code FROM readiness
                WHERE dialer = :dialer AND at < :to AND at >= COALESCE(
                  (SELECT max(at) FROM readiness WHERE dialer = :dialer AND at <= :from), 0)
                ORDER BY at
                """)
            .bind("dialer", dialer)
            .bind("from", from.toEpochMilli())
            .bind("to", to.toEpochMilli())
            .map((row, _) -> {
              Instant at = Instant.ofEpochMilli(row.getLong(1));
              return new Stretch(
                  readiness(row.getString(2)),
                  at,
                  at,
                  row.getString(3),
                  Optional.ofNullable(row.getString(4)));
            })
            .list();
    List<Stretch> strip = new ArrayList<>();
    Stretch current =
        new Stretch(Readiness.UNKNOWN, from, from, "nothing is known", Optional.empty());
    for (Stretch change : changes) {
      Instant at = change.from().isBefore(from) ? from : change.from();
      if (at.isAfter(current.from())) {
        strip.add(current.between(current.from(), at));
      }
      current = change.between(at, at);
    }
    if (to.isAfter(current.from())) {
      strip.add(current.between(current.from(), to));
    }
    return strip;
  }

  /** How a dialer spent the time between two moments. */
  public Availability availability(Handle handle, String dialer, Instant from, Instant to) {
    Map<Readiness, Duration> spent = new EnumMap<>(Readiness.class);
    for (Stretch stretch : strip(handle, dialer, from, to)) {
      spent.merge(
          stretch.readiness(), Duration.between(stretch.from(), stretch.to()), Duration::plus);
    }
    return new Availability(spent);
  }

  /** Deletes changes before a time, but never the newest before it, which still holds. */
  public int prune(Handle handle, Instant before) {
    return handle
        .createUpdate(
            """
            DELETE FROM readiness WHERE at < :before AND at < (SELECT max(s.at) FROM readiness s
              WHERE s.dialer = readiness.dialer AND s.at < :before)
            """)
        .bind("before", before.toEpochMilli())
        .execute();
  }

  private static Readiness readiness(String word) {
    return Readiness.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
