package io.linecheck.notify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.sql.StorageException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * Notices and their deliveries in their tables. A notice is put in by the same transaction as the
 * change it tells of. Whoever wants to deliver claims by a conditional update and says how it ended
 * only while the claim is still its own: any number of couriers may work on one outbox.
 */
public final class Outbox {
  private static final String COLUMNS =
      "SELECT d.id, d.notice_id, d.incident_id, n.type, d.channel, d.state, d.attempts, d.next_at,"
          + " d.created_at, d.ended_at, d.last_error FROM delivery d"
          + " JOIN notice n ON n.id = d.notice_id ";

  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * Puts a notice in for every channel that wants it. What is over goes to whoever heard of its
   * beginning, whatever the routes say now.
   */
  public void put(Handle handle, Notice notice, Collection<ChannelSettings> channels) {
    Set<String> heard = notice.type().over() ? heard(handle, notice.incident()) : Set.of();
    Set<String> receivers = new HashSet<>(heard);
    for (ChannelSettings channel : channels) {
      boolean resolves = notice.type() == Notice.Type.INCIDENT_RESOLVED;
      if (!resolves && channel.route().wants(notice)) {
        receivers.add(channel.name());
      }
    }
    put(handle, notice, receivers);
  }

  private void put(Handle handle, Notice notice, Set<String> receivers) {
    handle
        .createUpdate(
            "INSERT INTO notice (id, incident_id, type, created_at, body)"
                + " VALUES (:id, :incident, :type, :at, :body)")
        .bind("id", notice.id())
        .bind("incident", notice.incident())
        .bind("type", notice.type().word())
        .bind("at", notice.at().toEpochMilli())
        .bind("body", write(notice))
        .execute();
    for (String channel : receivers.stream().sorted().toList()) {
      handle
          .createUpdate(
              """
              INSERT INTO delivery (notice_id, incident_id, channel, state, attempts, next_at,
                claimed_by, claimed_until, created_at, ended_at, last_error)
              VALUES (:notice, :incident, :channel, 'pending', 0, :at, NULL, 0, :at, NULL, '')
              """)
          .bind("notice", notice.id())
          .bind("incident", notice.incident())
          .bind("channel", channel)
          .bind("at", notice.at().toEpochMilli())
          .execute();
    }
  }

  private static Set<String> heard(Handle handle, String incident) {
    return handle
        .createQuery("SELECT DISTINCT channel FROM delivery WHERE incident_id = :incident")
        .bind("incident", incident)
        .mapTo(String.class)
        .set();
  }

  /**
   * Deliveries that are due, in order: none whose incident has an older one to the same channel
   * that is not finished.
   */
  public List<Delivery> due(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            COLUMNS
                + """
                WHERE d.state = 'pending' AND d.next_at <= :now AND d.claimed_until <= :now
                  AND NOT EXISTS (SELECT 1 FROM delivery e WHERE e.channel = d.channel
                    AND e.incident_id = d.incident_id AND e.id < d.id AND e.state = 'pending')
                  AND NOT EXISTS (SELECT 1 FROM channel_state c WHERE c.channel = d.channel
                    AND c.paused_until > :now)
                ORDER BY d.id LIMIT :limit
                """)
        .bind("now", now.toEpochMilli())
        .bind("limit", limit)
        .map((row, _) -> delivery(row))
        .list();
  }

  /** Claims a delivery until a time; false when someone else was quicker. */
  public boolean claim(Handle handle, long delivery, String courier, Instant now, Instant until) {
    return handle
            .createUpdate(
                "UPDATE delivery SET claimed_by = :courier, claimed_until = :until"
                    + " WHERE id = :id AND state = 'pending' AND claimed_until <= :now")
            .bind("courier", courier)
            .bind("until", until.toEpochMilli())
            .bind("id", delivery)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /** Gives back what a courier has claimed and will not finish. */
  public void release(Handle handle, String courier) {
    handle
        .createUpdate(
            "UPDATE delivery SET claimed_by = NULL, claimed_until = 0"
                + " WHERE claimed_by = :courier AND state = 'pending'")
        .bind("courier", courier)
        .execute();
  }

  /**
   * Records how a try ended: delivered, to be tried at {@code next}, or (without one) given up.
   * Says nothing of the delivery when the claim has passed to someone else.
   */
  public void ended(
      Handle handle,
      Delivery delivery,
      String courier,
      Delivery.Attempt attempt,
      Optional<Instant> next) {
    boolean delivered = attempt.outcome().equals("delivered");
    Delivery.State state =
        delivered
            ? Delivery.State.DELIVERED
            : next.isPresent() ? Delivery.State.PENDING : Delivery.State.FAILED;
    boolean ended = state != Delivery.State.PENDING;
    handle
        .createUpdate(
            """
            UPDATE delivery SET state = :state, attempts = attempts + 1, next_at = :next,
              claimed_by = NULL, claimed_until = 0, ended_at = :ended, last_error = :error
            WHERE id = :id AND claimed_by = :courier
            """)
        .bind("state", state.word())
        .bind("next", next.orElse(attempt.at()).toEpochMilli())
        .bind("ended", ended ? attempt.at().toEpochMilli() : null)
        .bind("error", delivered ? "" : attempt.detail())
        .bind("id", delivery.id())
        .bind("courier", courier)
        .execute();
    handle
        .createUpdate(
            "INSERT INTO delivery_attempt (delivery_id, at, took_millis, outcome, detail)"
                + " VALUES (:id, :at, :took, :outcome, :detail)")
        .bind("id", delivery.id())
        .bind("at", attempt.at().toEpochMilli())
        .bind("took", attempt.tookMillis())
        .bind("outcome", attempt.outcome())
        .bind("detail", attempt.detail())
        .execute();
  }

  /**
   * Tries a finished delivery again, from the beginning of the schedule; false if there is none.
   */
  public boolean replay(Handle handle, long delivery, Instant now) {
    return handle
            .createUpdate(
                """
                UPDATE delivery SET state = 'pending', attempts = 0, next_at = :now,
                  claimed_by = NULL, claimed_until = 0, ended_at = NULL
                WHERE id = :id AND state <> 'pending'
                """)
            .bind("id", delivery)
            .bind("now", now.toEpochMilli())
            .execute()
        == 1;
  }

  /** The notice of this id. */
  public Optional<Notice> findNotice(Handle handle, String id) {
    return handle
        .createQuery("SELECT body FROM notice WHERE id = :id")
        .bind("id", id)
        .map((row, _) -> read(row.getString(1)))
        .findOne();
  }

  /**
   * What a channel was told and what is not over: of each incident the newest notice that arrived.
   */
  public List<Notice> standing(Handle handle, String channel) {
    return handle
        .createQuery(
            """
            SELECT n.body FROM delivery d JOIN notice n ON n.id = d.notice_id
            WHERE d.channel = :channel AND d.state = 'delivered'
              AND n.type NOT IN ('incident.resolved', 'renewal.succeeded', 'drill')
              AND NOT EXISTS (SELECT 1 FROM delivery e JOIN notice m ON m.id = e.notice_id
                WHERE e.channel = d.channel AND e.incident_id = d.incident_id AND e.id > d.id
                  AND (e.state = 'delivered'
                    OR m.type IN ('incident.resolved', 'renewal.succeeded')))
            ORDER BY d.id DESC LIMIT 500
            """)
        .bind("channel", channel)
        .map((row, _) -> read(row.getString(1)))
        .list();
  }

  /** The delivery of this id. */
  public Optional<Delivery> findDelivery(Handle handle, long id) {
    return handle
        .createQuery(COLUMNS + "WHERE d.id = :id")
        .bind("id", id)
        .map((row, _) -> delivery(row))
        .findOne();
  }

  /** The delivery log before this id, newest first. */
  public List<Delivery> log(Handle handle, long before, int limit) {
    return handle
        .createQuery(COLUMNS + "WHERE d.id < :before ORDER BY d.id DESC LIMIT :limit")
        .bind("before", before)
        .bind("limit", limit)
        .map((row, _) -> delivery(row))
        .list();
  }

  /** The tries of a delivery, oldest first. */
  public List<Delivery.Attempt> attempts(Handle handle, long delivery) {
    return handle
        .createQuery(
            "SELECT at, took_millis, outcome, detail FROM delivery_attempt"
                + " WHERE delivery_id = :id ORDER BY id LIMIT 200")
        .bind("id", delivery)
        .map((row, _) ->
            new Delivery.Attempt(
                Instant.ofEpochMilli(row.getLong(1)),
                row.getLong(2),
                row.getString(3),
                row.getString(4)))
        .list();
  }

  /**
   * Channels that cannot get rid of notices: twice tried and still waiting, or given up within the
   * last day; with the newest error.
   */
  public Map<String, String> failing(Handle handle, Instant now) {
    return handle
        .createQuery(
            """
            SELECT channel, last_error FROM delivery
            WHERE (state = 'pending' AND attempts >= 2) OR (state = 'failed' AND ended_at > :since)
            ORDER BY id
            """)
        .bind("since", now.minus(Duration.ofDays(1)).toEpochMilli())
        .reduceRows(
            new TreeMap<String, String>(),
            (channels, row) -> {
              channels.put(
                  row.getColumn("channel", String.class),
                  row.getColumn("last_error", String.class));
              return channels;
            });
  }

  /** When a drill last arrived at each channel. */
  public Map<String, Instant> drills(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT d.channel, max(d.ended_at) AS at FROM delivery d
            JOIN notice n ON n.id = d.notice_id
            WHERE n.type = 'drill' AND d.state = 'delivered' GROUP BY d.channel
            """)
        .reduceRows(
            new TreeMap<String, Instant>(),
            (channels, row) -> {
              channels.put(
                  row.getColumn("channel", String.class),
                  Instant.ofEpochMilli(row.getColumn("at", Long.class)));
              return channels;
            });
  }

  /** When a drill was last put in. */
  public Optional<Instant> lastDrill(Handle handle) {
    return handle
        .createQuery("SELECT max(created_at) FROM notice WHERE type = 'drill'")
        .mapTo(Long.class)
        .findOne()
        .map(Instant::ofEpochMilli);
  }

  /** A drill that went to one channel beside the outbox, and arrived: it stands in the log. */
  void proved(Handle handle, Notice drill, String channel, Delivery.Attempt attempt) {
    put(handle, drill, Set.of(channel));
    Delivery delivery =
        handle
            .createQuery(COLUMNS + "WHERE d.notice_id = :notice")
            .bind("notice", drill.id())
            .map((row, _) -> delivery(row))
            .one();
    handle
        .createUpdate("UPDATE delivery SET claimed_by = :id WHERE id = :delivery")
        .bind("id", drill.id())
        .bind("delivery", delivery.id())
        .execute();
    ended(handle, delivery, drill.id(), attempt, Optional.empty());
  }

  /** Deletes up to {@code limit} notices that ended before a time; gives how many. */
  public int prune(Handle handle, Instant before, int limit) {
    return handle
        .createUpdate(
            """
            DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n WHERE n.created_at < :before
              AND NOT EXISTS
                (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'pending')
              LIMIT :limit)
            """)
        .bind("before", before.toEpochMilli())
        .bind("limit", limit)
        .execute();
  }

  private static Delivery delivery(ResultSet row) throws SQLException {
    long ended = row.getLong(10);
    return new Delivery(
        row.getLong(1),
        row.getString(2),
        row.getString(3),
        row.getString(4),
        row.getString(5),
        Delivery.State.valueOf(row.getString(6).toUpperCase(Locale.ROOT)),
        row.getInt(7),
        Instant.ofEpochMilli(row.getLong(8)),
        Instant.ofEpochMilli(row.getLong(9)),
        ended == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended)),
        row.getString(11));
  }

  private String write(Notice notice) {
    try {
      return json.writeValueAsString(notice);
    } catch (JsonProcessingException cause) {
      throw new StorageException("a notice cannot be written", cause);
    }
  }

  private Notice read(String text) {
    try {
      return json.readValue(text, Notice.class);
    } catch (JsonProcessingException cause) {
      throw new StorageException("a stored notice cannot be read", cause);
    }
  }
}
