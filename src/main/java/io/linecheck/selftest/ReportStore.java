package io.linecheck.selftest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.linecheck.model.FindingCode;
import io.linecheck.model.FixedBy;
import io.linecheck.model.Severity;
import io.linecheck.sql.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reports in the database: one row a run, bounded for each agent. Safe for use by any thread;
 * blocks.
 */
public final class ReportStore {
  /** Most rows kept of one agent: a flood with one link pushes out its own rows only. */
  static final int ROWS_OF_AN_AGENT = 500;

  private final Database database;
  private final ObjectMapper mapper = new ObjectMapper();

  /** The reports of one database. */
  public ReportStore(Database database) {
    this.database = database;
  }

  /**
   * What to look for.
   *
   * @param dialer of this dialer
   * @param agent of this agent
   * @param from not older
   * @param offset how many to leave out
   * @param limit at most so many
   */
  public record Filter(
      Optional<String> dialer, Optional<String> agent, Instant from, int offset, int limit) {}

  /**
   * Stores a part of a run. The same part again changes nothing, an older part neither.
   *
   * @return whether it was new
   */
  public boolean save(
      AgentLink link, AgentReport report, Joined joined, Optional<String> address, Instant now) {
    return database.write(handle -> save(handle, link, report, joined, address, now));
  }

  private static boolean save(
      Handle handle,
      AgentLink link,
      AgentReport report,
      Joined joined,
      Optional<String> address,
      Instant now) {
    int changed =
        handle
            .createUpdate(
                """
                INSERT INTO agent_report (dialer, agent, run, kind, sequence, received_at, updated_at, outcome,
                  short_code, browser, browser_major, codes, network_sound, wss_reached, address, body)
                VALUES (:dialer, :agent, :run, :kind, :sequence, :now, :now, :outcome,
                  :shortCode, :browser, :major, :codes, :sound, :reached, :address, :body)
                ON CONFLICT (dialer, agent, run) DO UPDATE SET sequence = excluded.sequence,
                  updated_at = excluded.updated_at, outcome = excluded.outcome, short_code = excluded.short_code,
                  browser = excluded.browser, browser_major = excluded.browser_major, codes = excluded.codes,
                  network_sound = excluded.network_sound, wss_reached = excluded.wss_reached, body = excluded.body
                WHERE agent_report.sequence < excluded.sequence AND agent_report.kind = excluded.kind
                """)
            .bind("dialer", link.dialer())
            .bind("agent", link.agent())
            .bind("run", report.run())
            .bind("kind", report.kind().name())
            .bind("sequence", report.sequence())
            .bind("now", now.toEpochMilli())
            .bind("outcome", joined.outcome().name())
            .bind("shortCode", shortCode(report, joined))
            .bind("browser", report.browser().name().orElse(null))
            .bind("major", major(report))
            .bind(
                "codes",
                joined.codes().stream().map(FindingCode::word).collect(Collectors.joining(",")))
            .bind("sound", isNetworkSound(joined) ? 1 : 0)
            .bind("reached", reached(report))
            .bind("address", address.orElse(null))
            .bind("body", report.body().put("joined", joined.sentence()).toString())
            .execute();
    handle
        .createUpdate(
            """
            DELETE FROM agent_report WHERE dialer = :dialer AND agent = :agent AND received_at <
              (SELECT received_at FROM agent_report WHERE dialer = :dialer AND agent = :agent
               ORDER BY received_at DESC LIMIT 1 OFFSET :most)
            """)
        .bind("dialer", link.dialer())
        .bind("agent", link.agent())
        .bind("most", ROWS_OF_AN_AGENT - 1)
        .execute();
    return changed > 0;
  }

  private static @Nullable String shortCode(AgentReport report, Joined joined) {
    return report.kind() == AgentReport.Kind.COMPLAINT
        ? null
        : ShortCode.of(joined.outcome(), joined.codes(), report.run());
  }

  private static @Nullable Integer major(AgentReport report) {
    return report.browser().major().isPresent() ? report.browser().major().getAsInt() : null;
  }

  private static @Nullable Integer reached(AgentReport report) {
    return report.socket().map(socket -> socket.reached() ? 1 : 0).orElse(null);
  }

  private static boolean isNetworkSound(Joined joined) {
    return joined.dialerFindings().isEmpty()
        && joined.faults().stream()
            .allMatch(fault ->
                fault.severity() == Severity.INFO
                    || fault.code().fixedBy() == FixedBy.AGENT
                    || fault.code().fixedBy() == FixedBy.BROWSER_VENDOR);
  }

  /** Reports that match, newest first. */
  public List<ReportLine> find(Filter filter) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT * FROM agent_report
                WHERE received_at >= :from
                  AND (:dialer = '' OR dialer = :dialer) AND (:agent = '' OR agent = :agent)
                ORDER BY received_at DESC, run LIMIT :limit OFFSET :offset
                """)
            .bind("from", filter.from().toEpochMilli())
            .bind("offset", filter.offset())
            .bind("dialer", filter.dialer().orElse(""))
            .bind("agent", filter.agent().orElse(""))
            .bind("limit", filter.limit())
            .map((row, context) -> line(row))
            .list());
  }

  /** The newest reports since then, without what else was told: enough to count them. */
  public List<ReportLine> brief(Instant from, int most) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT dialer, agent, run, kind, received_at, outcome, short_code, browser, browser_major, codes,
                  network_sound, wss_reached, NULL AS body FROM agent_report
                WHERE received_at >= :from ORDER BY received_at DESC, run LIMIT :most
                """)
            .bind("from", from.toEpochMilli())
            .bind("most", most)
            .map((row, context) -> line(row))
            .list());
  }

  /** Complaints about one dialer in a span of time, newest first. */
  public List<ReportLine> complaints(String dialer, Instant from, Instant to, int most) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT * FROM agent_report
                WHERE dialer = :dialer AND received_at >= :from AND received_at < :to AND kind = 'COMPLAINT'
                ORDER BY received_at DESC, run LIMIT :most
                """)
            .bind("dialer", dialer)
            .bind("from", from.toEpochMilli())
            .bind("to", to.toEpochMilli())
            .bind("most", most)
            .map((row, context) -> line(row))
            .list());
  }

  /**
   * An agent on a dialer.
   *
   * @param dialer the dialer's id
   * @param agent the agent's id
   */
  public record Agent(String dialer, String agent) {}

  /** Agents with at least so many failures and complaints since then, the most troubled first. */
  public List<Agent> troubled(Optional<String> dialer, Instant from, int least, int most) {
    return database.read(handle ->
        handle
            .createQuery(
                """
                SELECT dialer, agent, COUNT(*) AS troubles FROM agent_report
                WHERE received_at >= :from AND (:dialer = '' OR dialer = :dialer)
                  AND (kind = 'COMPLAINT' OR outcome = 'NOT_READY')
                GROUP BY dialer, agent HAVING COUNT(*) >= :least ORDER BY troubles DESC, dialer, agent LIMIT :most
                """)
            .bind("from", from.toEpochMilli())
            .bind("dialer", dialer.orElse(""))
            .bind("least", least)
            .bind("most", most)
            .map((row, context) -> new Agent(row.getString("dialer"), row.getString("agent")))
            .list());
  }

  /** Forgets reports, and addresses in them, that are older than they may be kept. */
  public void forget(Instant now, Duration reports, Optional<Duration> addresses) {
    Instant addressesBefore = addresses.map(now::minus).orElse(Instant.MAX);
    long before =
        addressesBefore.equals(Instant.MAX) ? Long.MAX_VALUE : addressesBefore.toEpochMilli();
    database.write(handle -> {
      handle
          .createUpdate("DELETE FROM agent_report WHERE received_at < :before")
          .bind("before", now.minus(reports).toEpochMilli())
          .execute();
      return handle
          .createUpdate(
              "UPDATE agent_report SET address = NULL WHERE address IS NOT NULL AND received_at <"
                  + " :before")
          .bind("before", before)
          .execute();
    });
  }

  private ReportLine line(ResultSet row) throws SQLException {
    int major = row.getInt("browser_major");
    OptionalInt browserMajor = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(major);
    int reached = row.getInt("wss_reached");
    Optional<Boolean> wssReached = row.wasNull() ? Optional.empty() : Optional.of(reached == 1);
    return new ReportLine(
        row.getString("dialer"),
        row.getString("agent"),
        row.getString("run"),
        AgentReport.Kind.valueOf(row.getString("kind")),
        Instant.ofEpochMilli(row.getLong("received_at")),
        Outcome.valueOf(row.getString("outcome")),
        Optional.ofNullable(row.getString("short_code")),
        Optional.ofNullable(row.getString("browser")),
        browserMajor,
        Arrays.stream(row.getString("codes").split(",", -1))
            .flatMap(word -> FindingCode.find(word).stream())
            .toList(),
        row.getInt("network_sound") == 1,
        wssReached,
        body(row.getString("body")));
  }

  private JsonNode body(@Nullable String text) {
    try {
      return text == null ? MissingNode.getInstance() : mapper.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
