package io.linecheck.renewal.dns;

import io.linecheck.sql.Database;
import java.time.Instant;
import java.util.List;

/**
 * The journal of TXT records: an entry is durable before the record is created, and is closed only
 * after the record is gone, so that a crash leaves nothing behind that nobody knows of.
 */
public final class TxtJournal {
  private final Database database;

  /** The journal in this database. */
  public TxtJournal(Database database) {
    this.database = database;
  }

  /**
   * A record that may exist.
   *
   * @param id of the entry
   * @param provider who publishes it, by the configuration's name
   * @param txt the record
   */
  public record Entry(long id, String provider, TxtRecord txt) {}

  /** Notes that a record is about to be created. */
  long opening(String dialer, String provider, TxtRecord txt, Instant now) {
    return database.write(handle ->
        handle
            .createUpdate(
                "INSERT INTO renewal_txt (dialer, provider, name, value, created_at, last_error)"
                    + " VALUES (:dialer, :provider, :name, :value, :now, '')")
            .bind("dialer", dialer)
            .bind("provider", provider)
            .bind("name", txt.name())
            .bind("value", txt.value())
            .bind("now", now.toEpochMilli())
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one());
  }

  /** Notes that a record is gone. */
  void closed(long id, Instant now) {
    database.write(handle ->
        handle
            .createUpdate("UPDATE renewal_txt SET removed_at = :now WHERE id = :id")
            .bind("now", now.toEpochMilli())
            .bind("id", id)
            .execute());
  }

  /** Notes why a record could not be removed. */
  void failed(long id, String error) {
    database.write(handle ->
        handle
            .createUpdate("UPDATE renewal_txt SET last_error = :error WHERE id = :id")
            .bind("error", error)
            .bind("id", id)
            .execute());
  }

  /** The records of a dialer that may still exist, oldest first. */
  public List<Entry> open(String dialer) {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT id, provider, name, value FROM renewal_txt"
                    + " WHERE dialer = :dialer AND removed_at IS NULL ORDER BY id")
            .bind("dialer", dialer)
            .map((row, context) ->
                new Entry(
                    row.getLong(1),
                    row.getString(2),
                    new TxtRecord(row.getString(3), row.getString(4))))
            .list());
  }
}
