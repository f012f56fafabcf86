package io.linecheck.app;

import io.linecheck.config.Configuration;
import io.linecheck.config.Maintenance;
import io.linecheck.config.RenewalSettings;
import io.linecheck.history.CheckKey;
import io.linecheck.incident.Fleet;
import io.linecheck.intake.Intake;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Service;
import io.linecheck.probe.websocket.IdleSettings;
import io.linecheck.schedule.CheckTask;
import io.linecheck.web.DialerBook;
import io.linecheck.web.WatchedDialer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is watched right now, as pages, schedule and incidents each want to see it. Replaced whole
 * on reload; any thread may ask.
 */
final class FleetBook implements DialerBook {
  /** How long a quiet WebSocket is held. */
  static final IdleSettings PATIENCE = IdleSettings.standard();

  private static final Duration IDLE_EVERY = Duration.ofDays(1);

  private final Intake intake;
  private volatile State state;

  private record State(ServerPlan plan, Map<String, WatchedDialer> byId) {}

  FleetBook(Intake intake, ServerPlan plan) {
    this.intake = intake;
    this.state = state(plan);
  }

  private static State state(ServerPlan plan) {
    Map<String, WatchedDialer> byId = new LinkedHashMap<>();
    plan.watched()
        .forEach(watched ->
            byId.put(
                watched.dialer().id(),
                new WatchedDialer(watched.settings(), watched.profile(), watched.interval())));
    return new State(plan, byId);
  }

  void replace(ServerPlan plan) {
    state = state(plan);
  }

  ServerPlan plan() {
    return state.plan();
  }

  /** The fleet as incidents see it. */
  Fleet fleet() {
    return Fleet.of(
        plan().watched().stream()
            .map(watched -> new Fleet.Member(watched.dialer(), watched.rules(), watched.interval()))
            .toList());
  }

  /** What the schedule runs: the walk of every door, rarer its survey, daily its quiet socket. */
  List<CheckTask> tasks() {
    List<CheckTask> tasks = new ArrayList<>();
    for (Watched watched : plan().watched()) {
      for (Service service : watched.dialer().services()) {
        tasks.add(task(watched, service, CheckTask.WALK, watched.interval(), watched.timeout()));
        if (service.kind().servesCertificate()) {
          tasks.add(task(watched, service, CheckTask.SURVEY, watched.survey(), watched.timeout()));
        }
        if (IdleCheck.concerns(watched.dialer(), service.kind())) {
          tasks.add(task(watched, service, CheckTask.IDLE, IDLE_EVERY, PATIENCE.timeout()));
        }
      }
    }
    return tasks;
  }

  private static CheckTask task(
      Watched watched, Service service, String purpose, Duration interval, Duration timeout) {
    return new CheckTask(watched.dialer(), service, "local", purpose, interval, timeout);
  }

  /** The keys under which history knows the tasks. */
  List<CheckKey> keys() {
    return tasks().stream()
        .map(task ->
            new CheckKey(task.dialer().id(), task.service().name(), task.vantage(), task.purpose()))
        .toList();
  }

  @Override
  public List<WatchedDialer> all() {
    return List.copyOf(state.byId().values());
  }

  @Override
  public Optional<WatchedDialer> find(String id) {
    return Optional.ofNullable(state.byId().get(id));
  }

  @Override
  public Optional<Diagnosis> findDiagnosis(String dialer) {
    return intake.findDiagnosis(dialer);
  }

  @Override
  public List<CheckResult> latest(String dialer) {
    return intake.walks(dialer);
  }

  @Override
  public List<CheckResult> surveys(String dialer) {
    return intake.surveys(dialer);
  }

  @Override
  public List<CheckResult> serving(String dialer) {
    return intake.serving(dialer);
  }

  @Override
  public List<Maintenance> windows() {
    return plan().maintenance();
  }

  @Override
  public Duration escalateAfter() {
    return plan().watched().stream()
        .map(watched -> watched.rules().escalateAfter())
        .findFirst()
        .orElse(Duration.ofMinutes(15));
  }

  @Override
  public Duration acknowledgementLasts() {
    return plan()
        .configuration()
        .map(known -> known.incidents().acknowledgementLasts())
        .orElse(Duration.ofHours(8));
  }

  @Override
  public RenewalSettings.Timing timing() {
    return plan()
        .configuration()
        .map(Configuration::certificates)
        .map(certificates -> certificates.renewal().timing())
        .orElse(new RenewalSettings.Timing(1 / 3.0, 0.5, 1 / 6.0, 0.05, Duration.ofDays(10)));
  }
}
