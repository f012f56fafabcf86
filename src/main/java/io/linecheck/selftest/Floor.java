package io.linecheck.selftest;

import io.linecheck.config.AgentSettings;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.Profile;
import java.util.Optional;

/** The dialers that agents may test, and on what terms; given by whoever holds the plan. */
public interface Floor {
  /**
   * One dialer.
   *
   * @param entry as configured
   * @param webPhone the phone its agents use in the browser
   */
  record Place(DialerSettings entry, Profile.Phone webPhone) {}

  /** The dialer of this id as it is configured now. */
  Optional<Place> find(String dialer);

  /** The terms of now. */
  AgentSettings settings();
}
