package io.linecheck.live;

import io.linecheck.model.Readiness;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
      int seatsAtRisk) {

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
          seatsAtRisk + (!paused && readiness == Readiness.AT_RISK ? tile.seats() : 0));
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
    return new Counts(site, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
