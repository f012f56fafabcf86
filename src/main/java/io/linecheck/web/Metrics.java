package io.linecheck.web;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Finding;
import io.linecheck.model.Readiness;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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
  private volatile Supplier<Collection<CheckResult>> checks = List::of;
  private volatile Supplier<Collection<CheckResult>> surveys = List::of;
  private volatile Supplier<Collection<Diagnosis>> diagnoses = List::of;
  private volatile Supplier<? extends Collection<CheckResult>> serving = List::of;
  private volatile Supplier<Map<String, Instant>> drills = Map::of;
  private volatile Reload reload = new Reload(true, Optional.empty());
  private final Map<String, String> renewals = new ConcurrentHashMap<>();
  private final MultiGauge readiness =
      gauge("linecheck.dialer.readiness", "1 for the state a dialer is in, 0 for the others");
  private final MultiGauge status =
      gauge("linecheck.check.status", "1 for the status of the newest check, 0 for the others");
  private final MultiGauge stages =
      gauge("linecheck.stage.duration.seconds", "How long each stage of the newest check took");
  private final MultiGauge findings =
      gauge("linecheck.finding.active", "1 for each finding of the diagnosis");
  private final MultiGauge notAfter =
      gauge(
          "linecheck.certificate.not.after.timestamp.seconds",
          "End of validity of what is served, also when it is bad");
  private final MultiGauge renewal =
      gauge("linecheck.renewal.state", "1 for the state a renewal is in");
  private final MultiGauge drilled =
      gauge(
          "linecheck.drill.last.success.timestamp.seconds",
          "When a drill last arrived at a channel");
  private final MultiGauge mos =
      gauge(
          "linecheck.call.mos",
          "Mean opinion score of the synthetic call, or of the relay round trip");
  private final MultiGauge loss =
      gauge(
          "linecheck.call.loss.ratio",
          "Share of packets lost on the synthetic call, or on the relay round trip");
  private final MultiGauge jitter =
      gauge(
          "linecheck.call.jitter.seconds",
          "Jitter of the synthetic call, or of the relay round trip (RFC 3550)");
  private final MultiGauge rtt =
      gauge(
          "linecheck.call.rtt.seconds",
          "Round trip time of the synthetic call, or through the relay");
  private final Timer lag;

  private record Reload(boolean successful, Optional<Instant> lastSuccess) {}

  /** Metrics of which nothing is known yet. */
  public Metrics() {
    this.lag =
        Timer.builder("linecheck.schedule.lag")
            .description("How much later than planned checks began")
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    registry.getPrometheusRegistry().register((Collector) this::certificates);
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

  private MultiGauge gauge(String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
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
  public synchronized String scrape(String contentType) {
    List<CheckResult> results = List.copyOf(checks.get());
    List<CheckResult> called = List.copyOf(surveys.get());
    readiness.register(readinessRows(), true);
    status.register(statusRows(results), true);
    stages.register(stageRows(results), true);
    findings.register(findingRows(), true);
    notAfter.register(notAfterRows(), true);
    renewal.register(renewalRows(), true);
    drilled.register(drillRows(), true);
    loss.register(callRows(results, called, "lossRatio"), true);
    jitter.register(callRows(results, called, "jitterSeconds"), true);
    rtt.register(callRows(results, called, "rttSeconds"), true);
    mos.register(callRows(results, called, "mos"), true);
    return registry.scrape(contentType);
  }

  private List<Row<?>> readinessRows() {
    List<Row<?>> rows = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses.get()) {
      for (Readiness state : Readiness.values()) {
        rows.add(
            Row.of(
                Tags.of("dialer", diagnosis.dialer(), "state", state.word()),
                diagnosis.readiness() == state ? 1 : 0));
      }
    }
    return rows;
  }

  private static List<Row<?>> statusRows(List<CheckResult> results) {
    List<Row<?>> rows = new ArrayList<>();
    for (CheckResult result : results) {
      for (Status state : Status.values()) {
        rows.add(
            Row.of(
                tags(result).and("vantage", result.vantage(), "state", state.word()),
                result.status() == state ? 1 : 0));
      }
    }
    return rows;
  }

  private static List<Row<?>> stageRows(List<CheckResult> results) {
    List<Row<?>> rows = new ArrayList<>();
    for (CheckResult result : results) {
      for (StageResult stage : result.stages()) {
        if (stage.status() != Status.SKIPPED && result.vantage().equals("local")) {
          rows.add(
              Row.of(
                  tags(result).and("stage", stage.stage().word()), stage.took().toNanos() / 1e9));
        }
      }
    }
    return rows;
  }

  private List<Row<?>> findingRows() {
    List<Row<?>> rows = new ArrayList<>();
    for (Diagnosis diagnosis : diagnoses.get()) {
      for (Finding finding : diagnosis.findings()) {
        rows.add(
            Row.of(
                Tags.of(
                    "dialer",
                    diagnosis.dialer(),
                    "service",
                    finding.service(),
                    "code",
                    finding.code().word(),
                    "severity",
                    finding.severity().word()),
                1));
      }
    }
    return rows;
  }

  /** Also of doors that do not show theirs any more: it runs out all the same. */
  private List<Row<?>> notAfterRows() {
    List<Row<?>> rows = new ArrayList<>();
    for (CheckResult result : serving.get()) {
      for (ServedCertificate certificate : result.certificates()) {
        if (certificate.offer().equals("default")) {
          rows.add(
              Row.of(
                  tags(result).and("address", certificate.address()),
                  certificate.notAfter().getEpochSecond()));
        }
      }
    }
    return rows;
  }

  /**
   * Micrometer knows no info metrics (OpenMetrics section 5.6), the library below it does; {@code
   * _info} is added in the text.
   */
  private InfoSnapshot certificates() {
    InfoSnapshot.Builder info =
        InfoSnapshot.builder().name("linecheck_certificate").help("What is served where; always 1");
    for (CheckResult result : serving.get()) {
      for (ServedCertificate certificate : result.certificates()) {
        if (certificate.offer().equals("default")) {
          info.dataPoint(
              InfoSnapshot.InfoDataPointSnapshot.builder()
                  .labels(
                      Labels.of(
                          "dialer",
                          result.dialer(),
                          "service",
                          result.service().name(),
                          "address",
                          certificate.address(),
                          "fingerprint_sha256",
                          certificate.sha256(),
                          "serial",
                          certificate.serial(),
                          "issuer",
                          certificate.issuer()))
                  .build());
        }
      }
    }
    return info.build();
  }

  private List<Row<?>> renewalRows() {
    List<Row<?>> rows = new ArrayList<>();
    renewals.forEach(
        (dialer, state) -> rows.add(Row.of(Tags.of("dialer", dialer, "state", state), 1)));
    return rows;
  }

  private List<Row<?>> drillRows() {
    List<Row<?>> rows = new ArrayList<>();
    drills
        .get()
        .forEach((channel, at) -> rows.add(Row.of(Tags.of("channel", channel), seconds(at))));
    return rows;
  }

  private static double seconds(Instant at) {
    return at.toEpochMilli() / 1e3;
  }

  /** A number of the synthetic call through a door, and of the packets through a relay. */
  private static List<Row<?>> callRows(
      List<CheckResult> results, List<CheckResult> called, String number) {
    List<Row<?>> rows = new ArrayList<>(factRows(called, "call." + number));
    rows.addAll(factRows(results, "relay." + number));
    return rows;
  }

  private static List<Row<?>> factRows(List<CheckResult> results, String fact) {
    List<Row<?>> rows = new ArrayList<>();
    for (CheckResult result : results) {
      number(result, fact).ifPresent(value -> rows.add(Row.of(tags(result), value)));
    }
    return rows;
  }

  private static OptionalDouble number(CheckResult result, String fact) {
    String value = result.facts().get(fact);
    return value != null && value.matches("-?[0-9]+(\\.[0-9]+)?")
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }

  private static Tags tags(CheckResult result) {
    return Tags.of("dialer", result.dialer(), "service", result.service().name());
  }
}
