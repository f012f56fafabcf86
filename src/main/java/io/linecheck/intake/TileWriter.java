package io.linecheck.intake;

import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Incident;
import io.linecheck.incident.SharedCause;
import io.linecheck.incident.Swallow;
import io.linecheck.live.Tile;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.Severity;
import io.linecheck.notify.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Draws the tile of a dialer from what is known of it. Pure. */
final class TileWriter {
  private static final int ENOUGH = 120;

  private static final int PROBLEMS = 5;

  private TileWriter() {}

  /**
   * What is known beside the diagnosis.
   *
   * @param since when this readiness began
   * @param seenAt when the newest result came
   * @param stale whether results have stopped coming
   * @param suppressed how many dialers' notices its failure swallows
   * @param staleAfter age of a result from which on it counts as unknown
   */
  record State(
      Instant since,
      Optional<Instant> seenAt,
      boolean stale,
      int suppressed,
      Duration staleAfter) {}

  static Tile tile(
      Dialer dialer,
      Diagnosis diagnosis,
      State state,
      List<Incident> incidents,
      Optional<Swallow> swallow,
      Instant now) {
    List<Finding> shown =
        diagnosis.findings().stream()
            .filter(finding -> finding.severity() != Severity.INFO)
            .toList();
    Optional<Incident> worst =
        incidents.stream()
            .min(Comparator.comparing(Incident::severity).thenComparing(Incident::openedAt));
    Optional<Acknowledgement> acknowledgement =
        worst.flatMap(Incident::acknowledgement).filter(taken -> now.isBefore(taken.until()));
    return new Tile(
        dialer.id(),
        dialer.host(),
        dialer.labels(),
        dialer.seats(),
        diagnosis.readiness(),
        diagnosis.headline(),
        shown.stream().limit(PROBLEMS).map(finding -> problem(dialer, finding)).toList(),
        Math.max(0, shown.size() - PROBLEMS),
        state.since(),
        state.seenAt(),
        state.stale(),
        worst.map(Incident::id),
        worst
            .filter(incident -> incident.dialers().size() > 1)
            .flatMap(Incident::cause)
            .map(SharedCause::name),
        acknowledgement.map(
            taken -> new Tile.Acknowledged(taken.owner(), taken.at(), taken.until())),
        maintenance(swallow),
        parent(swallow),
        incidents.stream().anyMatch(Incident::flapping),
        state.suppressed(),
        state.staleAfter());
  }

  private static Tile.Problem problem(Dialer dialer, Finding finding) {
    String remedy = oneLine(finding.remedy());
    return new Tile.Problem(
        finding.code(),
        finding.severity(),
        finding.service(),
        finding.stage(),
        finding.title(),
        remedy,
        finding.fixedBy(),
        NoticeWriter.owner(dialer, finding.fixedBy()).map(Notice.Owner::contact));
  }

  private static Optional<Tile.Maintenance> maintenance(Optional<Swallow> swallow) {
    return swallow.flatMap(why ->
        switch (why) {
          case Swallow.ByMaintenance window ->
              Optional.of(new Tile.Maintenance(window.reason(), window.until()));
          case Swallow.ByParent _ -> Optional.empty();
        });
  }

  private static Optional<String> parent(Optional<Swallow> swallow) {
    return swallow.flatMap(why ->
        switch (why) {
          case Swallow.ByMaintenance _ -> Optional.empty();
          case Swallow.ByParent behind -> Optional.of(behind.parent());
        });
  }

  /** The beginning of a remedy, its lines joined until there is enough to act on. */
  private static String oneLine(String remedy) {
    StringBuilder line = new StringBuilder();
    for (String part : remedy.lines().map(String::strip).filter(text -> !text.isEmpty()).toList()) {
      if (!line.isEmpty() && line.length() + part.length() > ENOUGH) {
        break;
      }
      line.append(line.isEmpty() ? "" : " ").append(part);
    }
    return line.toString();
  }
}
