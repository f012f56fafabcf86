package io.linecheck.intake;

import io.linecheck.incident.NetworkDecision;
import io.linecheck.incident.Swallow;
import io.linecheck.model.Dialer;
import java.time.Instant;
import java.util.Optional;

/** What intake asks of the world around it; answers come from memory, at once. */
public interface Surroundings {
  /** The configured maintenance window a dialer is in. */
  Optional<Swallow.ByMaintenance> maintenance(Dialer dialer, Instant now);

  /** Whether addresses that have nothing to do with any dialer answer. */
  NetworkDecision.Controls controls();

  /** No windows and no controls. */
  static Surroundings none() {
    return new Surroundings() {
      @Override
      public Optional<Swallow.ByMaintenance> maintenance(Dialer dialer, Instant now) {
        return Optional.empty();
      }

      @Override
      public NetworkDecision.Controls controls() {
        return NetworkDecision.Controls.NONE;
      }
    };
  }
}
