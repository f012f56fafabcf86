package io.linecheck.history;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Status;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Writes results. A healthy result costs one short row; the whole result, with facts, certificates
 * and transcript, is written again only when something about it changed or some minutes have
 * passed.
 *
 * <p>{@link #save} runs on the database's writer; the rest may be called by any thread.
 */
public final class ResultStore {
  private static final Duration WHOLE = Duration.ofMinutes(5);
  private static final Duration KEEP_FAILED = Duration.ofMinutes(10);
  private static final Duration KEEP_SOUND = Duration.ofHours(1);

  /** How far back a certificate is looked for: ten days of a failing door. */
  private static final int MOST_KEPT = 1_500;

  private static final int FETCHED = 50;

  private final Database database;
  private final ResultBytes bytes = new ResultBytes();
  private final Map<CheckKey, Integer> ids = new ConcurrentHashMap<>();
  private final Map<CheckKey, Saved> saved = new HashMap<>();

  /** What was last written whole of a check. */
  private record Saved(String substance, Instant whole, Instant kept) {}

  /** A store in this database. */
  public ResultStore(Database database) {
    this.database = database;
  }

  /** Makes these checks known, so that their results are written without looking them up. */
  public void register(Collection<CheckKey> keys) {
    List<CheckKey> unknown = keys.stream().filter(key -> !ids.containsKey(key)).toList();
    Map<CheckKey, Integer> found =
        database.write(handle -> {
          Map<CheckKey, Integer> now = new HashMap<>();
          unknown.forEach(key -> now.put(key, findOrMake(handle, key)));
          return now;
        });
    ids.putAll(found);
  }

  /** Writes a result inside a transaction. */
  public void save(Handle handle, CheckResult result, String purpose) {
    CheckKey key = CheckKey.of(result, purpose);
    Integer known = ids.get(key);
    int id = known == null ? findOrMake(handle, key) : known;
    long at = result.startedAt().toEpochMilli();
    handle
        .createUpdate(
            """
            INSERT INTO result (check_id, at, status, took_micros, stages, codes)
            VALUES (:id, :at, :status, :took, :stages, :codes)
            ON CONFLICT DO NOTHING
            """)
        .bind("id", id)
        .bind("at", at)
        .bind("status", StatusColumn.write(result.status()))
        .bind("took", result.took().toNanos() / 1000)
        .bind("stages", StageTimes.of(result).text())
        .bind("codes", codes(result))
        .execute();
    saveWhole(handle, id, key, result);
  }

  private void saveWhole(Handle handle, int id, CheckKey key, CheckResult result) {
    Instant at = result.startedAt();
    String substance = substance(result);
    Saved before = saved.getOrDefault(key, new Saved("", Instant.MIN, Instant.MIN));
    boolean changed = !before.substance().equals(substance);
    boolean failed = failed(result);
    boolean whole = changed || at.isAfter(before.whole().plus(WHOLE));
    boolean keep = changed || at.isAfter(before.kept().plus(failed ? KEEP_FAILED : KEEP_SOUND));
    if (!whole && !keep) {
      return;
    }
    byte[] body = bytes.write(result);
    if (whole) {
      handle
          .createUpdate(
              "INSERT INTO last_result (check_id, at, body) VALUES (:id, :at, :body)"
                  + " ON CONFLICT (check_id) DO UPDATE SET at = excluded.at, body = excluded.body")
          .bind("id", id)
          .bind("at", at.toEpochMilli())
          .bind("body", body)
          .execute();
    }
    if (keep) {
      handle
          .createUpdate(
              "INSERT INTO kept_result (check_id, at, failed, body)"
                  + " VALUES (:id, :at, :failed, :body) ON CONFLICT DO NOTHING")
          .bind("id", id)
          .bind("at", at.toEpochMilli())
          .bind("failed", failed ? 1 : 0)
          .bind("body", body)
          .execute();
    }
    saved.put(key, new Saved(substance, whole ? at : before.whole(), keep ? at : before.kept()));
  }

  private static boolean failed(CheckResult result) {
    return result.status() == Status.CRITICAL || result.status() == Status.WARNING;
  }

  /** What makes two results tell the same: everything but times. */
  private static String substance(CheckResult result) {
    String certificates =
        result.certificates().stream()
            .map(certificate -> certificate.address() + certificate.sha256())
            .collect(Collectors.joining(","));
    return result.status() + " " + codes(result) + ' ' + result.address() + ' ' + certificates;
  }

  private static String codes(CheckResult result) {
    return result.findings().stream()
        .map(Finding::code)
        .map(FindingCode::word)
        .distinct()
        .collect(Collectors.joining(","));
  }

  private static int findOrMake(Handle handle, CheckKey key) {
    return find(handle, key)
        .orElseGet(() -> {
          bind(
                  handle.createUpdate(
                      "INSERT INTO probe_check (dialer, service, vantage, purpose)"
                          + " VALUES (:dialer, :service, :vantage, :purpose)"),
                  key)
              .execute();
          return find(handle, key).orElseThrow();
        });
  }

  static Optional<Integer> find(Handle handle, CheckKey key) {
    return bind(
            handle.createQuery(
                "SELECT id FROM probe_check WHERE dialer = :dialer AND service = :service"
                    + " AND vantage = :vantage AND purpose = :purpose"),
            key)
        .mapTo(Integer.class)
        .findOne();
  }

  private static <S extends SqlStatement<S>> S bind(S statement, CheckKey key) {
    return statement
        .bind("dialer", key.dialer())
        .bind("service", key.service())
        .bind("vantage", key.vantage())
        .bind("purpose", key.purpose());
  }

  /** The newest whole result of every check, by check: what a start begins with. */
  public Map<CheckKey, CheckResult> latest() {
    return database.read(handle ->
        handle
            .createQuery(
                "SELECT c.dialer, c.service, c.vantage, c.purpose, l.body FROM last_result l"
                    + " JOIN probe_check c ON c.id = l.check_id")
            .reduceRows(
                new HashMap<CheckKey, CheckResult>(),
                (all, row) -> {
                  CheckKey key =
                      new CheckKey(
                          row.getColumn("dialer", String.class),
                          row.getColumn("service", String.class),
                          row.getColumn("vantage", String.class),
                          row.getColumn("purpose", String.class));
                  all.put(key, bytes.read(row.getColumn("body", byte[].class)));
                  return all;
                }));
  }

  /**
   * The newest kept result with certificates of every check whose newest result has none: a door
   * that fails before it shows its certificate.
   */
  public Map<CheckKey, CheckResult> lastServed() {
    Map<CheckKey, CheckResult> found = new HashMap<>();
    latest()
        .forEach((key, newest) -> {
          if (newest.certificates().isEmpty() && newest.service().kind().servesCertificate()) {
            lastServed(key).ifPresent(served -> found.put(key, served));
          }
        });
    return found;
  }

  private Optional<CheckResult> lastServed(CheckKey key) {
    return database.read(handle -> {
      Optional<Integer> id = find(handle, key);
      if (id.isEmpty()) {
        return Optional.empty();
      }
      try (Stream<CheckResult> kept =
          handle
              .createQuery("SELECT body FROM kept_result WHERE check_id = :id ORDER BY at DESC")
              .bind("id", id.get())
              .setFetchSize(FETCHED)
              .map((row, _) -> bytes.read(row.getBytes(1)))
              .stream()) {
        return kept.limit(MOST_KEPT).filter(each -> !each.certificates().isEmpty()).findFirst();
      }
    });
  }

  /** Whole results of a dialer that were kept, newest first. */
  public List<CheckResult> kept(String dialer, boolean failedOnly, Instant before, int limit) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT k.body FROM kept_result k JOIN probe_check c ON c.id = k.check_id
                WHERE c.dialer = :dialer AND k.at < :before AND k.failed >= :failed
                ORDER BY k.at DESC LIMIT :limit
                """)
            .bind("dialer", dialer)
            .bind("before", before.toEpochMilli())
            .bind("failed", failedOnly ? 1 : 0)
            .bind("limit", limit)
            .map((row, _) -> bytes.read(row.getBytes(1)))
            .list());
  }
}
