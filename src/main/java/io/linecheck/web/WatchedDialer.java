package io.linecheck.web;

import io.linecheck.config.DialerSettings;
import io.linecheck.config.Profile;
import io.linecheck.model.Dialer;
import java.time.Duration;

/**
 * A dialer with what the configuration says around it.
 *
 * @param settings its entry of the configuration
 * @param profile what its platform normally offers
 * @param interval from one start of a check to the next
 */
public record WatchedDialer(DialerSettings settings, Profile profile, Duration interval) {
  /** What is checked. */
  public Dialer dialer() {
    return settings.dialer();
  }

  /** The dialer's id. */
  public String id() {
    return settings.id();
  }
}
