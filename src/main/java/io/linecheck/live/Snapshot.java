package io.linecheck.live;

import java.time.Instant;
import java.util.List;

/**
 * Everything a wall needs to draw itself: at most {@value LiveFeed#SHOWN} dialers and some counts.
 *
 * @param at the server's time
 * @param self how Linecheck itself is doing
 * @param summary counts over all dialers
 * @param dialers those that are not simply ready, most urgent first
 * @param omitted how many more of those there are
 */
public record Snapshot(
    Instant at, SelfCheck self, Summary summary, List<Tile> dialers, int omitted) {
  public Snapshot {
    dialers = List.copyOf(dialers);
  }
}
