package io.linecheck.app;

import io.linecheck.config.DialerSettings;
import io.linecheck.config.Profile;
import io.linecheck.incident.IncidentRules;
import io.linecheck.model.Dialer;
import java.time.Duration;

/**
 * One dialer or gateway and how it is watched.
 *
 * @param settings its entry of the configuration
 * @param profile what its platform normally offers
 * @param interval from one start of a check to the next
 * @param timeout of one check
 * @param survey from one survey to the next
 * @param rules when a finding becomes an incident
 */
public record Watched(
    DialerSettings settings,
    Profile profile,
    Duration interval,
    Duration timeout,
    Duration survey,
    IncidentRules rules) {

  /** What is checked. */
  public Dialer dialer() {
    return settings.dialer();
  }
}
