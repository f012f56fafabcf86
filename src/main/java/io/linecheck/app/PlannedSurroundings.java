package io.linecheck.app;

import io.linecheck.incident.NetworkDecision;
import io.linecheck.incident.Swallow;
import io.linecheck.intake.Surroundings;
import io.linecheck.model.Dialer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** The maintenance windows of the configuration that is in use, and the controls. */
final class PlannedSurroundings implements Surroundings {
  private final Supplier<ServerPlan> plan;
  private final ControlWatch controls;

  PlannedSurroundings(Supplier<ServerPlan> plan, ControlWatch controls) {
    this.plan = plan;
    this.controls = controls;
  }

  @Override
  public Optional<Swallow.ByMaintenance> maintenance(Dialer dialer, Instant now) {
    return plan.get().maintenance().stream()
        .filter(window -> window.covers(dialer, now))
        .findFirst()
        .map(window ->
            new Swallow.ByMaintenance(
                window.reason().orElse("planned maintenance"),
                window.window().end(now).orElse(now)));
  }

  @Override
  public NetworkDecision.Controls controls() {
    return controls.state();
  }
}
