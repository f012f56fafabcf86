package io.linecheck.app;

import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Incident;
import io.linecheck.intake.Intake;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.Service;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.schedule.CheckTask;
import io.linecheck.schedule.ProbeLoop;
import io.linecheck.web.CheckNow;
import io.linecheck.web.IncidentActions;
import io.linecheck.web.Metrics;
import io.linecheck.web.Running;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What pages and API may do with the running program. */
final class ServerSeams implements CheckNow, IncidentActions, Running {
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<ProbeStack> stack;
  private final ProbeLoop loop;
  private final Intake intake;
  private final Metrics metrics;
  private final Supplier<Reloaded> reload;

  ServerSeams(
      Supplier<ProbeStack> stack,
      ProbeLoop loop,
      Intake intake,
      Metrics metrics,
      Supplier<Reloaded> reload) {
    this.stack = stack;
    this.loop = loop;
    this.intake = intake;
    this.metrics = metrics;
    this.reload = reload;
  }

  @Override
  public ReadinessReport check(Dialer dialer) throws InterruptedException {
    Duration timeout =
        loop.tasks().stream()
            .filter(task -> task.dialer().id().equals(dialer.id()))
            .filter(task -> task.purpose().equals(CheckTask.WALK))
            .map(CheckTask::timeout)
            .findFirst()
            .orElse(Duration.ofSeconds(15));
    ReadinessReport report =
        stack.get().readiness().run(dialer, "local", timeout, (service, stage) -> {});
    report
        .results()
        .forEach(result -> {
          metrics.checked(result);
          intake.accept(result, CheckTask.WALK).exceptionally(lost -> null);
        });
    return report;
  }

  @Override
  public CheckResult probe(Dialer dialer, Service service, Duration timeout)
      throws InterruptedException {
    return stack
        .get()
        .plain()
        .run(
            new CheckContext(
                dialer,
                service,
                "local",
                Deadline.in(timeout),
                new Transcript(ReadinessCheck.secrets(dialer)),
                InstantSource.system(),
                (door, stage) -> {}));
  }

  @Override
  public Optional<Incident> acknowledge(String incident, Acknowledgement by) {
    return intake.acknowledge(incident, by);
  }

  @Override
  public Optional<Incident> takeBack(String incident, String by) {
    return intake.takeBack(incident, by);
  }

  @Override
  public void redraw(List<String> dialers) {
    intake.redraw(dialers);
  }

  @Override
  public Optional<String> notReady() {
    return Optional.empty();
  }

  @Override
  public Reloaded reload() {
    return reload.get();
  }

  @Override
  public Exposition scrape(String accept) {
    String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    return new Exposition(type, metrics.scrape(type));
  }
}
