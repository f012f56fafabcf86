package io.linecheck.live;

import io.linecheck.model.FindingCode;
import io.linecheck.model.FixedBy;
import io.linecheck.model.Readiness;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One dialer as the wall shows it.
 *
 * @param id the dialer's id
 * @param name the host agents use
 * @param labels as configured; {@code site} groups the ready ones
 * @param seats how many agents work on it
 * @param readiness whether they can
 * @param headline the verdict in words
 * @param problems the leading findings, most urgent first, at most five
 * @param more how many findings there are beyond those
 * @param since when this readiness began
 * @param seenAt when the newest result came; the page tells staleness from it
 * @param stale whether results have stopped coming
 * @param incident the most urgent open incident
 * @param cause what it shares with other dialers of that incident
 * @param acknowledged who has it
 * @param maintenance the window it is in
 * @param behind the parent whose failure swallows its notices right now
 * @param flapping whether it comes and goes
 * @param suppressed how many dialers' notices its failure swallows
 * @param staleAfter age of the newest result from which on it counts as unknown
 */
public record Tile(
    String id,
    String name,
    Map<String, String> labels,
    int seats,
    Readiness readiness,
    String headline,
    List<Problem> problems,
    int more,
    Instant since,
    Optional<Instant> seenAt,
    boolean stale,
    Optional<String> incident,
    Optional<String> cause,
    Optional<Acknowledged> acknowledged,
    Optional<Maintenance> maintenance,
    Optional<String> behind,
    boolean flapping,
    int suppressed,
    Duration staleAfter) {
  public Tile {
    Objects.requireNonNull(id);
    labels = Map.copyOf(labels);
    problems = List.copyOf(problems);
  }

  /**
   * A leading finding, short.
   *
   * @param code the public code
   * @param severity how much it matters
   * @param service which door
   * @param stage the first broken layer
   * @param title one line
   * @param remedy the first line of the remedy
   * @param fixedBy who must act
   * @param owner whom to call, where told
   */
  public record Problem(
      FindingCode code,
      Severity severity,
      String service,
      Stage stage,
      String title,
      String remedy,
      FixedBy fixedBy,
      Optional<String> owner) {}

  /**
   * Who has it.
   *
   * @param owner the person
   * @param at since when
   * @param until when the acknowledgement lapses
   */
  public record Acknowledged(String owner, Instant at, Instant until) {}

  /**
   * A maintenance window.
   *
   * @param reason as its author wrote it
   * @param until when it ends
   */
  public record Maintenance(String reason, Instant until) {}

  /** The site of its labels; {@code -} where none is told. */
  public String site() {
    return labels.getOrDefault("site", "-");
  }

  /** The same with another newest result. */
  Tile seen(Optional<Instant> at) {
    return new Tile(
        id,
        name,
        labels,
        seats,
        readiness,
        headline,
        problems,
        more,
        since,
        at,
        stale,
        incident,
        cause,
        acknowledged,
        maintenance,
        behind,
        flapping,
        suppressed,
        staleAfter);
  }

  /** Whether the wall shows it by itself and not only as a number. */
  public boolean shown() {
    return readiness != Readiness.READY || stale || maintenance.isPresent();
  }

  /** Whether its agents count as being at risk. */
  public boolean seatsAtRisk() {
    return maintenance.isEmpty()
        && (readiness == Readiness.NOT_READY || readiness == Readiness.AT_RISK);
  }
}
