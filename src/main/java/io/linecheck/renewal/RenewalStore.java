package io.linecheck.renewal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.linecheck.sql.Database;
import io.linecheck.sql.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Renewals, their steps and standings in their tables. Every change of a renewal, the step that
 * tells of it and what people hear of it are one transaction.
 */
public final class RenewalStore {
  private final Database database;
  private final RenewalListener listener;
  private final ObjectMapper json =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .addModule(new Jdk8Module())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /** A store in this database; the listener hears of successes and failures. */
  public RenewalStore(Database database, RenewalListener listener) {
    this.database = database;
    this.listener = listener;
  }

  /**
   * A recorded step.
   *
   * @param at when
   * @param state what was reached
   * @param text the reason or result
   */
  public record RecordedStep(Instant at, State state, String text) {}

  /** Keeps a renewal with the step it took. */
  void save(Renewal renewal, String text) {
    database.write(handle -> save(handle, renewal, text));
    listener.moved(renewal);
  }

  /** Keeps how an attempt ended, the standing after it, and tells of it. */
  void end(Renewal renewal, String text, Standing standing, RenewalEvent event) {
    database.write(handle -> {
      save(handle, renewal, text);
      put(handle, renewal.dialer(), standing);
      listener.happened(handle, event);
      return true;
    });
    listener.moved(renewal);
  }

  private boolean save(Handle handle, Renewal renewal, String text) {
    handle
        .createUpdate(
            """
            INSERT INTO renewal (id, dialer, purpose, state, started_at, changed_at, ended_at, body)
            VALUES (:id, :dialer, :purpose, :state, :started, :changed, :ended, :body)
            ON CONFLICT (id) DO UPDATE SET state = :state, changed_at = :changed,
              ended_at = :ended, body = :body
            """)
        .bind("id", renewal.id())
        .bind("dialer", renewal.dialer())
        .bind("purpose", renewal.purpose().name())
        .bind("state", renewal.state().word())
        .bind("started", renewal.startedAt().toEpochMilli())
        .bind("changed", renewal.changedAt().toEpochMilli())
        .bind(
            "ended", renewal.state() == State.COMMITTED ? renewal.changedAt().toEpochMilli() : null)
        .bind("body", write(renewal))
        .execute();
    step(handle, renewal.id(), renewal.changedAt(), renewal.state(), text);
    return true;
  }

  /** Keeps a step that changes no state. */
  void note(Renewal renewal, State state, String text, Instant now) {
    database.write(handle -> step(handle, renewal.id(), now, state, text));
  }

  private static boolean step(Handle handle, String id, Instant at, State state, String text) {
    return handle
            .createUpdate(
                "INSERT INTO renewal_step (renewal_id, at, state, text)"
                    + " VALUES (:id, :at, :state, :text)")
            .bind("id", id)
            .bind("at", at.toEpochMilli())
            .bind("state", state.word())
            .bind("text", Texts.line(text))
            .execute()
        == 1;
  }

  /** The renewal of a dialer that has not come to its end. */
  public Optional<Renewal> findOpen(String dialer, Renewal.Purpose purpose) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT body FROM renewal WHERE dialer = :dialer AND purpose = :purpose"
                    + " AND ended_at IS NULL ORDER BY started_at DESC LIMIT 1")
            .bind("dialer", dialer)
            .bind("purpose", purpose.name())
            .map((row, context) -> read(row.getString(1), Renewal.class))
            .findOne());
  }

  /** When the certificate of a renewal came; empty while it has not. */
  Optional<Instant> issuedAt(Renewal renewal) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT max(at) FROM renewal_step WHERE renewal_id = :id AND state = :state")
            .bind("id", renewal.id())
            .bind("state", State.ISSUED.word())
            .mapTo(Long.class)
            .findOne()
            .map(Instant::ofEpochMilli));
  }

  /** Gives a renewal up, so that the next begins anew. */
  void abandon(Renewal renewal, String text, Instant now) {
    database.write(handle -> {
      step(handle, renewal.id(), now, State.FAILED, text);
      return handle
          .createUpdate("UPDATE renewal SET ended_at = :now WHERE id = :id")
          .bind("now", now.toEpochMilli())
          .bind("id", renewal.id())
          .execute();
    });
  }

  /** Renewals of a dialer, newest first. */
  public List<Renewal> history(String dialer, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT body FROM renewal WHERE dialer = :dialer"
                    + " ORDER BY started_at DESC, id DESC LIMIT :limit")
            .bind("dialer", dialer)
            .bind("limit", limit)
            .map((row, context) -> read(row.getString(1), Renewal.class))
            .list());
  }

  /** The steps of a renewal, oldest first. */
  public List<RecordedStep> steps(String renewal) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT at, state, text FROM renewal_step WHERE renewal_id = :id ORDER BY id")
            .bind("id", renewal)
            .map((row, context) ->
                new RecordedStep(
                    Instant.ofEpochMilli(row.getLong(1)),
                    State.of(row.getString(2)),
                    row.getString(3)))
            .list());
  }

  /** What is known of a dialer's certificate. */
  public Standing standing(String dialer) {
    return database
        .read(handle ->
            handle
                .createQuery("SELECT body FROM renewal_certificate WHERE dialer = :dialer")
                .bind("dialer", dialer)
                .map((row, context) -> read(row.getString(1), Standing.class))
                .findOne())
        .orElse(Standing.NEW);
  }

  /** Keeps what is known of a dialer's certificate. */
  void put(String dialer, Standing standing) {
    database.write(handle -> put(handle, dialer, standing));
  }

  /** Keeps that people were paged, and pages them. */
  void escalate(String dialer, Standing standing, RenewalEvent event) {
    database.write(handle -> {
      put(handle, dialer, standing);
      listener.happened(handle, event);
      return true;
    });
  }

  private boolean put(Handle handle, String dialer, Standing standing) {
    return handle
            .createUpdate(
                "INSERT INTO renewal_certificate (dialer, body) VALUES (:dialer, :body)"
                    + " ON CONFLICT (dialer) DO UPDATE SET body = :body")
            .bind("dialer", dialer)
            .bind("body", write(standing))
            .execute()
        == 1;
  }

  /**
   * An account's budget.
   *
   * @param account its name in the configuration
   * @param perWeek its own limit
   */
  record Purse(String account, int perWeek) {}

  /**
   * Places an order in the account's budget, or says which limit is reached: both in one
   * transaction, so that two who ask at once never both get the last one.
   */
  Optional<OrderBudgetDecision.Spent> spend(
      Purse purse, String dialer, OrderBudgetDecision.Wanted wanted, Demand demand, Instant now) {
    return database.write(handle -> {
      List<OrderBudgetDecision.Placed> placed =
          orders(handle, purse.account(), now.minus(Duration.ofDays(7)), demand);
      Optional<OrderBudgetDecision.Spent> spent =
          OrderBudgetDecision.decide(
              wanted, placed, demand.of(purse.account()), purse.perWeek(), now);
      if (spent.isEmpty()) {
        handle
            .createUpdate(
                "INSERT INTO renewal_order (account, dialer, at, names, replaces)"
                    + " VALUES (:account, :dialer, :now, :names, :replaces)")
            .bind("account", purse.account())
            .bind("dialer", dialer)
            .bind("now", now.toEpochMilli())
            .bind("names", String.join(" ", wanted.names()))
            .bind("replaces", wanted.replaces() ? 1 : 0)
            .execute();
      }
      return spent;
    });
  }

  private static List<OrderBudgetDecision.Placed> orders(
      Handle handle, String account, Instant since, Demand demand) {
    return handle
        .createQuery(
            "SELECT at, names, replaces, dialer FROM renewal_order"
                + " WHERE account = :account AND at >= :since")
        .bind("account", account)
        .bind("since", since.toEpochMilli())
        .map((row, context) ->
            new OrderBudgetDecision.Placed(
                Instant.ofEpochMilli(row.getLong(1)),
                Set.copyOf(List.of(row.getString(2).split(" "))),
                row.getInt(3) == 1,
                demand.owner().apply(row.getString(4))))
        .list();
  }

  /** Takes the lock of a dialer for a while; false while another holds it. */
  boolean lock(String dialer, LockOwner owner, Instant now, Duration lease) {
    return database.write(handle -> {
      Optional<String> holder =
          handle
              .createQuery("SELECT owner FROM renewal_lock WHERE dialer = :dialer AND until > :now")
              .bind("dialer", dialer)
              .bind("now", now.toEpochMilli())
              .mapTo(String.class)
              .findOne();
      if (holder.isPresent()
          && !holder.get().equals(owner.text())
          && LockOwner.lives(holder.get())) {
        return false;
      }
      return handle
              .createUpdate(
                  "INSERT INTO renewal_lock (dialer, owner, until) VALUES (:dialer, :owner, :until)"
                      + " ON CONFLICT (dialer) DO UPDATE SET owner = :owner, until = :until")
              .bind("dialer", dialer)
              .bind("owner", owner.text())
              .bind("until", now.plus(lease).toEpochMilli())
              .execute()
          == 1;
    });
  }

  /** Gives the lock back, if it is still held. */
  void unlock(String dialer, LockOwner owner) {
    database.write(handle ->
        handle
            .createUpdate("DELETE FROM renewal_lock WHERE dialer = :dialer AND owner = :owner")
            .bind("dialer", dialer)
            .bind("owner", owner.text())
            .execute());
  }

  private String write(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new StorageException("a renewal cannot be written", e);
    }
  }

  private <T> T read(String text, Class<T> type) {
    try {
      return json.readValue(text, type);
    } catch (JsonProcessingException e) {
      throw new StorageException("a stored renewal cannot be read", e);
    }
  }
}
