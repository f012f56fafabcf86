package io.linecheck.web;

import io.linecheck.live.LiveFeed;
import io.linecheck.model.Catalogue;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.notify.Courier;
import io.linecheck.sql.Database;
import java.time.InstantSource;

/**
 * What the web side shows and does.
 *
 * @param clock the time of day
 * @param database tokens, incidents, history, notices
 * @param feed tiles of all dialers
 * @param watching what is watched and how it is
 * @param acting what people may do
 * @param running the program itself
 */
public record WebParts(
    InstantSource clock,
    Database database,
    LiveFeed feed,
    Watching watching,
    Acting acting,
    Running running) {

  /**
   * What is watched.
   *
   * @param dialers all of them
   * @param catalogue texts of findings
   * @param wall what the wall shows beside the tiles
   * @param agents reports of agents
   * @param renewals how renewals stand
   */
  public record Watching(
      DialerBook dialers,
      Catalogue catalogue,
      WallSources wall,
      AgentReports agents,
      RenewalBook renewals) {}

  /**
   * What people may do.
   *
   * @param checks on demand
   * @param incidents acknowledgement
   * @param links signed links of notices
   * @param courier the channels, for test and replay
   */
  public record Acting(
      CheckNow checks, IncidentActions incidents, AcknowledgeLinks links, Courier courier) {}
}
