package io.linecheck.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Watches and incidents in their tables. Every method runs inside a transaction that someone else
 * began ({@link io.linecheck.sql.Database}); it has no state of its own.
 */
public final class IncidentStore {
  private final IncidentJson json = new IncidentJson();

  /** What is recorded of an incident's past. */
  public record Entry(Instant at, String word, String text) {}

  /** An entry and the incident it is of. */
  public record Happened(Entry entry, Incident incident) {}

  /** The watches of one door. */
  public List<Watch> watches(Handle handle, String dialer, String service) {
    return handle
        .createQuery("SELECT body FROM watch WHERE dialer = :dialer AND service = :service")
        .bind("dialer", dialer)
        .bind("service", service)
        .map((row, _) -> json.read(row.getString(1), Watch.class))
        .list();
  }

  /** Whether a dialer has no watch and no open incident. */
  public boolean isEmpty(Handle handle, String dialer) {
    return handle
                .createQuery("SELECT count(*) FROM watch WHERE dialer = :dialer")
                .bind("dialer", dialer)
                .mapTo(Integer.class)
                .one()
            == 0
        && openOf(handle, dialer).isEmpty();
  }

  /** All watches. */
  public List<Watch> watches(Handle handle) {
    return handle
        .createQuery("SELECT body FROM watch")
        .map((row, _) -> json.read(row.getString(1), Watch.class))
        .list();
  }

  /** Stores a watch. */
  public void save(Handle handle, Watch watch) {
    on(
            handle.createUpdate(
                """
                INSERT INTO watch (dialer, service, code, incident_id, body)
                VALUES (:dialer, :service, :code, :incident, :body)
                ON CONFLICT (dialer, service, code)
                DO UPDATE SET incident_id = excluded.incident_id, body = excluded.body
                """),
            watch.key())
        .bind("incident", watch.incident().orElse(null))
        .bind("body", json.write(watch))
        .execute();
  }

  /** Forgets a watch. */
  public void forget(Handle handle, WatchKey key) {
    on(
            handle.createUpdate(
                "DELETE FROM watch WHERE dialer = :dialer AND service = :service AND code = :code"),
            key)
        .execute();
  }

  private static <S extends SqlStatement<S>> S on(S statement, WatchKey key) {
    return statement
        .bind("dialer", key.dialer())
        .bind("service", key.service())
        .bind("code", key.code().word());
  }

  /** The incident of this id. */
  public Optional<Incident> find(Handle handle, String id) {
    return handle
        .createQuery("SELECT body FROM incident WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> json.read(row.getString(1), Incident.class))
        .findOne();
  }

  /** All open incidents, oldest first. */
  public List<Incident> open(Handle handle) {
    return handle
        .createQuery("SELECT body FROM incident WHERE resolved_at IS NULL ORDER BY opened_at, id")
        .map((row, _) -> json.read(row.getString(1), Incident.class))
        .list();
  }

  /** Open incidents of one dialer, oldest first. */
  public List<Incident> openOf(Handle handle, String dialer) {
    return handle
        .createQuery(
            """
            SELECT i.body FROM incident_dialer d JOIN incident i ON i.id = d.incident_id
            WHERE d.dialer = :dialer AND i.resolved_at IS NULL ORDER BY i.opened_at, i.id
            """)
        .bind("dialer", dialer)
        .map((row, _) -> json.read(row.getString(1), Incident.class))
        .list();
  }

  /** Incidents, newest first, of one dialer or (empty) of all; at most {@code limit}. */
  public List<Incident> recent(Handle handle, String dialer, Instant before, int limit) {
    return handle
        .createQuery(
            """
            SELECT body FROM incident WHERE opened_at < :before
              AND (:dialer = '' OR id IN
                (SELECT incident_id FROM incident_dialer WHERE dialer = :dialer))
            ORDER BY opened_at DESC, id DESC LIMIT :limit
            """)
        .bind("before", before.toEpochMilli())
        .bind("dialer", dialer)
        .bind("limit", limit)
        .map((row, _) -> json.read(row.getString(1), Incident.class))
        .list();
  }

  /** Stores an incident. */
  public void save(Handle handle, Incident incident) {
    handle
        .createUpdate(
            """
            INSERT INTO incident (id, opened_at, resolved_at, severity, cause, body)
            VALUES (:id, :opened, :resolved, :severity, :cause, :body)
            ON CONFLICT (id) DO UPDATE SET resolved_at = excluded.resolved_at,
              severity = excluded.severity, cause = excluded.cause, body = excluded.body
            """)
        .bind("id", incident.id())
        .bind("opened", incident.openedAt().toEpochMilli())
        .bind("resolved", incident.resolvedAt().map(Instant::toEpochMilli).orElse(null))
        .bind("severity", incident.severity().word())
        .bind("cause", incident.cause().map(SharedCause::text).orElse(null))
        .bind("body", json.write(incident))
        .execute();
    for (String dialer : incident.dialers()) {
      handle
          .createUpdate(
              "INSERT INTO incident_dialer (incident_id, dialer) VALUES (:id, :dialer)"
                  + " ON CONFLICT DO NOTHING")
          .bind("id", incident.id())
          .bind("dialer", dialer)
          .execute();
    }
  }

  /** Records what happened. */
  public void record(Handle handle, IncidentEvent event) {
    handle
        .createUpdate(
            "INSERT INTO incident_event (incident_id, at, word, text)"
                + " VALUES (:id, :at, :word, :text)")
        .bind("id", event.incident().id())
        .bind("at", event.at().toEpochMilli())
        .bind("word", event.word())
        .bind("text", text(event))
        .execute();
  }

  private static String text(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Acknowledged acknowledged ->
          (acknowledged.by().owner()
                  + " until "
                  + acknowledged.by().until()
                  + ' '
                  + acknowledged.by().note())
              .strip();
      case IncidentEvent.Swallowed swallowed ->
          switch (swallowed.by()) {
            case Swallow.ByParent parent -> "behind " + parent.parent();
            case Swallow.ByMaintenance window ->
                "maintenance until " + window.until() + ": " + window.reason();
          };
      case IncidentEvent.TakenBack taken -> taken.by();
      case IncidentEvent.Resolved resolved -> resolved.reason().orElse("");
      case IncidentEvent.Began began -> began.incident().cause().map(SharedCause::text).orElse("");
      case IncidentEvent.Opened _,
          IncidentEvent.Worsened _,
          IncidentEvent.BeganToFlap _,
          IncidentEvent.Reminded _,
          IncidentEvent.Escalated _ ->
          "";
    };
  }

  /** What happened to an incident, oldest first, at most 500 entries. */
  public List<Entry> entries(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT at, word, text FROM incident_event WHERE incident_id = :id ORDER BY id"
                + " LIMIT 500")
        .bind("id", id)
        .map((row, _) ->
            new Entry(Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3)))
        .list();
  }

  /** What happened to the incidents of a dialer between two times, newest first. */
  public List<Happened> happened(
      Handle handle, String dialer, Instant from, Instant to, int limit) {
    return handle
        .createQuery(
            """
            SELECT e.at, e.word, e.text, i.body FROM incident_dialer d
            JOIN incident_event e ON e.incident_id = d.incident_id
            JOIN incident i ON i.id = d.incident_id
            WHERE d.dialer = :dialer AND e.at >= :from AND e.at < :to
              AND e.word IN ('began', 'resolved', 'acknowledged', 'taken-back', 'escalated')
            ORDER BY e.at DESC, e.id DESC LIMIT :limit
            """)
        .bind("dialer", dialer)
        .bind("from", from.toEpochMilli())
        .bind("to", to.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) ->
            new Happened(
                new Entry(Instant.ofEpochMilli(row.getLong(1)), row.getString(2), row.getString(3)),
                json.read(row.getString(4), Incident.class)))
        .list();
  }

  /** Deletes up to {@code limit} incidents that were resolved before a time; gives how many. */
  public int prune(Handle handle, Instant before, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM incident WHERE id IN
              (SELECT id FROM incident WHERE resolved_at < :before LIMIT :limit)
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }
}
