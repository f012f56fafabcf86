package io.linecheck.web;

import io.linecheck.config.Maintenance;
import io.linecheck.config.RenewalSettings;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** All dialers with what is known of them now. Answers come from memory; any thread may ask. */
public interface DialerBook {
  /** Every dialer and gateway that is watched, in the order of the configuration. */
  List<WatchedDialer> all();

  /** The dialer of this id. */
  Optional<WatchedDialer> find(String id);

  /** The newest diagnosis. */
  Optional<Diagnosis> findDiagnosis(String dialer);

  /** The newest result of each ordinary check. */
  List<CheckResult> latest(String dialer);

  /** The newest result of each survey, the rarer look at what a healthy path cannot show. */
  List<CheckResult> surveys(String dialer);

  /** The newest results that showed certificates, walks and surveys, however old. */
  List<CheckResult> serving(String dialer);

  /** The maintenance windows of the configuration. */
  List<Maintenance> windows();

  /** How long a critical incident may stay unacknowledged before it is escalated. */
  Duration escalateAfter();

  /** When renewals are due. */
  RenewalSettings.Timing timing();

  /** How long an acknowledgement holds that names no expiry. */
  default Duration acknowledgementLasts() {
    return Duration.ofHours(8);
  }
}
