package io.linecheck.incident;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Maintenance that somebody announced by hand, beside the windows of the configuration.
 *
 * @param id public, {@code mnt_…}
 * @param dialers these; empty together with no labels means all
 * @param labels those with all of these labels
 * @param startsAt from
 * @param endsAt until, at most 31 days later
 * @param reason what is done
 * @param author who announced it
 */
public record PlannedMaintenance(
    String id,
    Set<String> dialers,
    Map<String, String> labels,
    Instant startsAt,
    Instant endsAt,
    String reason,
    String author) {
  public PlannedMaintenance {
    dialers = Set.copyOf(dialers);
    labels = Map.copyOf(labels);
    if (!endsAt.isAfter(startsAt) || endsAt.isAfter(startsAt.plus(Duration.ofDays(31)))) {
      throw new IllegalArgumentException(
          "a maintenance must end after it starts and within 31 days of that");
    }
  }

  /** Whether it concerns a dialer with these labels at this time. */
  public boolean covers(String dialer, Map<String, String> itsLabels, Instant now) {
    return (dialers.isEmpty() || dialers.contains(dialer))
        && itsLabels.entrySet().containsAll(labels.entrySet())
        && !now.isBefore(startsAt)
        && now.isBefore(endsAt);
  }

  /** Its table. */
  public static final class Store {
    private final IncidentJson json = new IncidentJson();

    /** Those that end after this time. */
    public List<PlannedMaintenance> current(Handle handle, Instant now) {
      return handle
          .createQuery(
              "SELECT id, dialers, labels, starts_at, ends_at, reason, author FROM maintenance"
                  + " WHERE ends_at > :now ORDER BY starts_at, id")
          .bind("now", now.toEpochMilli())
          .map((row, _) ->
              new PlannedMaintenance(
                  row.getString(1),
                  Set.of(json.read(row.getString(2), String[].class)),
                  labels(row.getString(3)),
                  Instant.ofEpochMilli(row.getLong(4)),
                  Instant.ofEpochMilli(row.getLong(5)),
                  row.getString(6),
                  row.getString(7)))
          .list();
    }

    @SuppressWarnings("unchecked") // written by save() from such a map
    private Map<String, String> labels(String text) {
      return json.read(text, Map.class);
    }

    /** Stores one. */
    public void save(Handle handle, PlannedMaintenance planned) {
      handle
          .createUpdate(
              "INSERT INTO maintenance (id, dialers, labels, starts_at, ends_at, reason, author)"
                  + " VALUES (:id, :dialers, :labels, :starts, :ends, :reason, :author)")
          .bind("id", planned.id())
          .bind("dialers", json.write(planned.dialers()))
          .bind("labels", json.write(planned.labels()))
          .bind("starts", planned.startsAt().toEpochMilli())
          .bind("ends", planned.endsAt().toEpochMilli())
          .bind("reason", planned.reason())
          .bind("author", planned.author())
          .execute();
    }

    /** Ends one now; gives whether there was one to end. */
    public boolean end(Handle handle, String id, Instant now) {
      return handle
              .createUpdate(
                  "UPDATE maintenance SET ends_at = :now WHERE id = :id AND ends_at > :now")
              .bind("id", id)
              .bind("now", now.toEpochMilli())
              .execute()
          == 1;
    }
  }
}
