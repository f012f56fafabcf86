package io.linecheck.live;

import io.linecheck.model.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts over all dialers of a view: as large as there are sites.
 *
 * @param total of all sites together, named {@code *}
 * @param sites by label, in the order of their names
 */
public record Summary(Counts total, List<Counts> sites) {
  public Summary {
    sites = List.copyOf(sites);
  }

  /**
   * Counts of one site. A dialer in maintenance counts there and nowhere else.
   *
   * @param site the label {@code "site"}, or {@code *}
   * @param ready dialers whose agents can work
   * @param atRisk dialers that something threatens
   * @param notReady dialers whose agents cannot work
   * @param unknown dialers of which nothing is known, or whose results have stopped
   * @param maintenance dialers in a maintenance window
   * @param seats agents of all of them
   * @param seatsNotReady agents who cannot work now
   * @param seatsAtRisk agents who may soon not be able to work
   * @param newestResultAt the newest result of any of them
   * @param oldestResultAt the oldest of their newest results: how fresh the whole place is
   * @param staleAfter the longest age at which one of them still counts as known
   */
  public record Counts(
      String site,
      int ready,
      int atRisk,
      int notReady,
      int unknown,
      int maintenance,
      int seats,
      int seatsNotReady,
      int seatsAtRisk,
      Optional<Instant> newestResultAt,
      Optional<Instant> oldestResultAt,
      Duration staleAfter) {

    Counts plus(Tile tile) {
      boolean paused = tile.maintenance().isPresent();
      Readiness readiness = tile.stale() ? Readiness.UNKNOWN : tile.readiness();
      return new Counts(
          site,
          ready + one(!paused && readiness == Readiness.READY),
          atRisk + one(!paused && readiness == Readiness.AT_RISK),
          notReady + one(!paused && readiness == Readiness.NOT_READY),
          unknown + one(!paused && readiness == Readiness.UNKNOWN),
          maintenance + one(paused),
          seats + tile.seats(),
          seatsNotReady + (!paused && readiness == Readiness.NOT_READY ? tile.seats() : 0),
          seatsAtRisk + (!paused && readiness == Readiness.AT_RISK ? tile.seats() : 0),
          later(newestResultAt, tile.seenAt()),
          earlier(oldestResultAt, tile.seenAt()),
          staleAfter.compareTo(tile.staleAfter()) >= 0 ? staleAfter : tile.staleAfter());
    }

    /** These counts and those of another place together. */
    public Counts plus(Counts other) {
      return new Counts(
          site,
          ready + other.ready,
          atRisk + other.atRisk,
          notReady + other.notReady,
          unknown + other.unknown,
          maintenance + other.maintenance,
          seats + other.seats,
          seatsNotReady + other.seatsNotReady,
          seatsAtRisk + other.seatsAtRisk,
          later(newestResultAt, other.newestResultAt),
          earlier(oldestResultAt, other.oldestResultAt),
          staleAfter.compareTo(other.staleAfter) >= 0 ? staleAfter : other.staleAfter);
    }

    /** The same counts under another name. */
    public Counts named(String other) {
      return new Counts(
          other,
          ready,
          atRisk,
          notReady,
          unknown,
          maintenance,
          seats,
          seatsNotReady,
          seatsAtRisk,
          newestResultAt,
          oldestResultAt,
          staleAfter);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
      return Stream.concat(one.stream(), other.stream()).max(Instant::compareTo);
    }

    private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
      return Stream.concat(one.stream(), other.stream()).min(Instant::compareTo);
    }

    private static int one(boolean counted) {
      return counted ? 1 : 0;
    }
  }

  /** The counts of these dialers. */
  public static Summary of(Collection<Tile> tiles) {
    Counts total = none("*");
    Map<String, Counts> sites = new TreeMap<>();
    for (Tile tile : tiles) {
      total = total.plus(tile);
      sites.put(tile.site(), sites.getOrDefault(tile.site(), none(tile.site())).plus(tile));
    }
    return new Summary(total, List.copyOf(sites.values()));
  }

  private static Counts none(String site) {
    return new Counts(
        site, 0, 0, 0, 0, 0, 0, 0, 0, Optional.empty(), Optional.empty(), Duration.ZERO);
  }
}
