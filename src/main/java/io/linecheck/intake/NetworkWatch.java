package io.linecheck.intake;

import io.linecheck.incident.NetworkDecision;
import io.linecheck.model.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the trouble is on our side. While it is, and for what was seen then, no dialer is blamed.
 * Changed by the writer's thread only; {@link #since} may be read by any.
 */
final class NetworkWatch {
  private final Memory memory;
  private final Surroundings surroundings;
  private volatile Optional<Instant> down = Optional.empty();

  NetworkWatch(Memory memory, Surroundings surroundings) {
    this.memory = memory;
    this.surroundings = surroundings;
  }

  /** Since when nothing at all is reachable from here. */
  Optional<Instant> since() {
    return down;
  }

  /**
   * Takes the result of a walk into account, which {@link Memory} holds already.
   *
   * @param interval of its check: what is older than two rounds says nothing of the present
   * @return whether a failure it shows is ours
   */
  boolean ours(CheckResult result, Duration interval, Instant now) {
    if (NetworkDecision.reached(result)) {
      down = Optional.empty();
      return false;
    }
    Instant recent = now.minus(interval.multipliedBy(2));
    if (NetworkDecision.down(memory.walks(), recent, surroundings.controls())) {
      down = down.or(() -> Optional.of(now));
      memory.acquit(recent);
    } else {
      down = Optional.empty();
    }
    return down.isPresent();
  }
}
