package io.linecheck.web;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What {@code /metrics} says: base units, timestamps instead of countdowns, no sentinels (unknown
 * is no sample), labels bounded by the configuration. Rows are made when somebody scrapes. Safe for
 * use by any thread.
 */
public final class Metrics {
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(10), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250),
    Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofMillis(2500), Duration.ofSeconds(5),
        Duration.ofSeconds(10),
    Duration.ofSeconds(15)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private volatile Supplier<? extends Collection<CheckResult>> checks = List::of;
  private volatile Supplier<? extends Collection<CheckResult>> surveys = List::of;
  private volatile Supplier<? extends Collection<Diagnosis>> diagnoses = List::of;
  private volatile Supplier<? extends Collection<CheckResult>> serving = List::of;
  private volatile Supplier<Map<String, Instant>> drills = Map::of;
  private volatile Reload reload = new Reload(true, Optional.empty());
  private final Map<String, String> renewals = new ConcurrentHashMap<>();
  private final Timer lag;

  private record Reload(boolean successful, Optional<Instant> lastSuccess) {}

  /** Metrics of which nothing is known yet. */
  public Metrics() {
    this.lag =
        Timer.builder("linecheck.schedule.lag")
            .description("How much later than planned checks began")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    registry
        .getPrometheusRegistry()
        .register(
            new FleetSamples(
                new FleetSamples.Sources(
                    () -> checks.get(),
                    () -> surveys.get(),
                    () -> diagnoses.get(),
                    () -> serving.get(),
                    () -> drills.get(),
                    () -> renewals)));
    Gauge.builder("linecheck.config.last.reload.successful", this, Metrics::lastReload)
        .description("1 where the last reload was taken over, 0 where it was refused")
        .register(registry);
    Gauge.builder(
            "linecheck.config.last.reload.success.timestamp.seconds", this, Metrics::lastSuccess)
        .description("When a configuration was last taken over")
        .register(registry);
  }

  private double lastReload() {
    return reload.successful() ? 1 : 0;
  }

  private double lastSuccess() {
    return reload.lastSuccess().map(at -> (double) at.getEpochSecond()).orElse(Double.NaN);
  }

  /**
   * Where the present is looked up at each scrape, so that what stopped or was taken out of the
   * configuration is not told for ever.
   *
   * @param newestChecks the newest result of each check
   * @param newestSurveys the newest survey of each door, with its call
   * @param newestDiagnoses the newest diagnosis of each dialer
   * @param newestServing the newest result of each check that showed a certificate, however old
   */
  public void watch(
      Supplier<Collection<CheckResult>> newestChecks,
      Supplier<Collection<CheckResult>> newestSurveys,
      Supplier<Collection<Diagnosis>> newestDiagnoses,
      Supplier<? extends Collection<CheckResult>> newestServing) {
    serving = newestServing;
    checks = newestChecks;
    surveys = newestSurveys;
    diagnoses = newestDiagnoses;
  }

  /** Where it is looked up at each scrape when a drill last arrived at each channel. */
  public void drills(Supplier<Map<String, Instant>> newest) {
    drills = newest;
  }

  /** A check has ended. */
  public void checked(CheckResult result) {
    Timer.builder("linecheck.check.duration")
        .description("How long checks took")
        .tags(
            "dialer",
            result.dialer(),
            "service",
            result.service().name(),
            "vantage",
            result.vantage())
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(result.took());
  }

  /** A dialer is no longer configured. */
  public void forget(String dialer) {
    registry.getMeters().stream()
        .filter(meter -> dialer.equals(meter.getId().getTag("dialer")) && meter instanceof Timer)
        .forEach(registry::remove);
  }

  /** A check began this much later than planned. */
  public void started(Duration late) {
    lag.record(late);
  }

  /** A notice was delivered, or was not. */
  public void notified(String channel, String outcome) {
    Counter.builder("linecheck.notifications")
        .description("Attempts to deliver notices, by outcome")
        .tags("channel", channel, "outcome", outcome)
        .register(registry)
        .increment();
  }

  /** An agent has reported. */
  public void reported(String dialer, String outcome, String browserMajor) {
    Counter.builder("linecheck.agent.reports")
        .description("Reports of agents' self-tests")
        .tags("dialer", dialer, "outcome", outcome, "browser_major", browserMajor)
        .register(registry)
        .increment();
  }

  /** A renewal has come to a state. */
  public void renewing(String dialer, String state) {
    renewals.put(dialer, state);
  }

  /** A configuration was taken over or refused. */
  public synchronized void reloaded(boolean successful, Instant at) {
    reload = new Reload(successful, successful ? Optional.of(at) : reload.lastSuccess());
  }

  /** The registry, for the metrics of Vert.x and the JVM. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /**
   * The text for one scrape.
   *
   * @param contentType as negotiated: Prometheus text or OpenMetrics
   */
  public String scrape(String contentType) {
    return registry.scrape(contentType);
  }
}
