package io.linecheck.live;

import java.time.Instant;
import java.util.List;

/**
 * What changed since the event before: dialers to draw anew and dialers to take away.
 *
 * @param at the server's time
 * @param self how Linecheck itself is doing
 * @param summary counts over all dialers
 * @param dialers those whose tile changed and is to be shown
 * @param gone ids of those that became ready or were removed
 */
public record Change(
    Instant at, SelfCheck self, Summary summary, List<Tile> dialers, List<String> gone) {
  public Change {
    dialers = List.copyOf(dialers);
    gone = List.copyOf(gone);
  }
}
