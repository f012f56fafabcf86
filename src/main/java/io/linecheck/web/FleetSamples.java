package io.linecheck.web;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Finding;
import io.linecheck.model.Readiness;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * The fleet's present as the samples of one scrape, made straight for the exposition: a thousand
 * dialers are some fifty thousand samples, too many for a meter each. Safe for use by any thread.
 */
final class FleetSamples implements MultiCollector {
  /**
   * Where the present is looked up at each scrape, so that what stopped or was taken out of the
   * configuration is not told for ever.
   *
   * @param checks the newest result of each check
   * @param surveys the newest survey of each door, with its call
   * @param diagnoses the newest diagnosis of each dialer
   * @param serving the newest result of each check that showed a certificate, however old
   * @param drills when a drill last arrived at each channel
   * @param renewals the state of each dialer's renewal
   */
  record Sources(
      Supplier<? extends Collection<CheckResult>> checks,
      Supplier<? extends Collection<CheckResult>> surveys,
      Supplier<? extends Collection<Diagnosis>> diagnoses,
      Supplier<? extends Collection<CheckResult>> serving,
      Supplier<Map<String, Instant>> drills,
      Supplier<Map<String, String>> renewals) {}

  private final Sources sources;

  FleetSamples(Sources sources) {
    this.sources = sources;
  }

  /** One metric while it is filled; what comes twice under the same labels counts once. */
  private static final class Sheet {
    private final String name;
    private final String help;
    private final Map<Labels, Double> values = new LinkedHashMap<>();

    Sheet(String name, String help) {
      this.name = name;
      this.help = help;
    }

    void put(double value, String... labels) {
      values.put(Labels.of(labels), value);
    }

    GaugeSnapshot snapshot() {
      GaugeSnapshot.Builder snapshot = GaugeSnapshot.builder().name(name).help(help);
      values.forEach(
          (labels, value) -> snapshot.dataPoint(new GaugeDataPointSnapshot(value, labels, null)));
      return snapshot.build();
    }
  }

  @Override
  public MetricSnapshots collect() {
    List<CheckResult> checks = List.copyOf(sources.checks().get());
    List<CheckResult> surveys = List.copyOf(sources.surveys().get());
    List<Diagnosis> diagnoses = List.copyOf(sources.diagnoses().get());
    List<CheckResult> serving = List.copyOf(sources.serving().get());
    return MetricSnapshots.of(
        readiness(diagnoses),
        findings(diagnoses),
        status(checks),
        stages(checks),
        notAfter(serving),
        certificates(serving),
        call(checks, surveys, "mos", "linecheck_call_mos", "Mean opinion score of"),
        call(checks, surveys, "lossRatio", "linecheck_call_loss_ratio", "Share of packets lost in"),
        call(
            checks,
            surveys,
            "jitterSeconds",
            "linecheck_call_jitter_seconds",
            "Jitter (RFC 3550) of"),
        call(checks, surveys, "rttSeconds", "linecheck_call_rtt_seconds", "Round trip time of"),
        renewals(),
        drills());
  }

  private static GaugeSnapshot readiness(List<Diagnosis> diagnoses) {
    Sheet sheet =
        new Sheet("linecheck_dialer_readiness", "1 for the state a dialer is in, 0 for the others");
    for (Diagnosis diagnosis : diagnoses) {
      for (Readiness state : Readiness.values()) {
        sheet.put(
            diagnosis.readiness() == state ? 1 : 0,
            "dialer",
            diagnosis.dialer(),
            "state",
            state.word());
      }
    }
    return sheet.snapshot();
  }

  private static GaugeSnapshot findings(List<Diagnosis> diagnoses) {
    Sheet sheet = new Sheet("linecheck_finding_active", "1 for each finding of the diagnosis");
    for (Diagnosis diagnosis : diagnoses) {
      for (Finding finding : diagnosis.findings()) {
        sheet.put(
            1,
            "dialer",
            diagnosis.dialer(),
            "service",
            finding.service(),
            "code",
            finding.code().word(),
            "severity",
            finding.severity().word());
      }
    }
    return sheet.snapshot();
  }

  private static GaugeSnapshot status(List<CheckResult> checks) {
    Sheet sheet =
        new Sheet(
            "linecheck_check_status", "1 for the status of the newest check, 0 for the others");
    for (CheckResult result : checks) {
      for (Status state : Status.values()) {
        sheet.put(
            result.status() == state ? 1 : 0,
            "dialer",
            result.dialer(),
            "service",
            result.service().name(),
            "vantage",
            result.vantage(),
            "state",
            state.word());
      }
    }
    return sheet.snapshot();
  }

  private static GaugeSnapshot stages(List<CheckResult> checks) {
    Sheet sheet =
        new Sheet(
            "linecheck_stage_duration_seconds", "How long each stage of the newest check took");
    for (CheckResult result : checks) {
      for (StageResult stage : result.stages()) {
        if (stage.status() != Status.SKIPPED && result.vantage().equals("local")) {
          sheet.put(
              stage.took().toNanos() / 1e9,
              "dialer",
              result.dialer(),
              "service",
              result.service().name(),
              "stage",
              stage.stage().word());
        }
      }
    }
    return sheet.snapshot();
  }

  /** Also of doors that do not show theirs any more: it runs out all the same. */
  private static GaugeSnapshot notAfter(List<CheckResult> serving) {
    Sheet sheet =
        new Sheet(
            "linecheck_certificate_not_after_timestamp_seconds",
            "End of validity of what is served, also when it is bad");
    for (CheckResult result : serving) {
      for (ServedCertificate certificate : result.certificates()) {
        if (certificate.offer().equals("default")) {
          sheet.put(
              (double) certificate.notAfter().getEpochSecond(),
              "dialer",
              result.dialer(),
              "service",
              result.service().name(),
              "address",
              certificate.address());
        }
      }
    }
    return sheet.snapshot();
  }

  /** An info metric (OpenMetrics section 5.6): {@code _info} is added in the text. */
  private static InfoSnapshot certificates(List<CheckResult> serving) {
    Map<Labels, InfoDataPointSnapshot> points = new LinkedHashMap<>();
    for (CheckResult result : serving) {
      for (ServedCertificate certificate : result.certificates()) {
        if (certificate.offer().equals("default")) {
          Labels labels =
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
                  certificate.issuer());
          points.put(labels, InfoDataPointSnapshot.builder().labels(labels).build());
        }
      }
    }
    InfoSnapshot.Builder info =
        InfoSnapshot.builder().name("linecheck_certificate").help("What is served where; always 1");
    points.values().forEach(info::dataPoint);
    return info.build();
  }

  /** A number of the synthetic call through a door, and of the packets through a relay. */
  private static GaugeSnapshot call(
      List<CheckResult> checks,
      List<CheckResult> surveys,
      String number,
      String name,
      String meaning) {
    Sheet sheet = new Sheet(name, meaning + " the synthetic call, or of the way through the relay");
    put(sheet, surveys, "call." + number);
    put(sheet, checks, "relay." + number);
    return sheet.snapshot();
  }

  private static void put(Sheet sheet, List<CheckResult> results, String fact) {
    for (CheckResult result : results) {
      number(result, fact)
          .ifPresent(value ->
              sheet.put(value, "dialer", result.dialer(), "service", result.service().name()));
    }
  }

  private static OptionalDouble number(CheckResult result, String fact) {
    String value = result.facts().get(fact);
    return value != null && value.matches("-?[0-9]+(\\.[0-9]+)?")
        ? OptionalDouble.of(Double.parseDouble(value))
        : OptionalDouble.empty();
  }

  private GaugeSnapshot renewals() {
    Sheet sheet = new Sheet("linecheck_renewal_state", "1 for the state a renewal is in");
    sources
        .renewals()
        .get()
        .forEach((dialer, state) -> sheet.put(1, "dialer", dialer, "state", state));
    return sheet.snapshot();
  }

  private GaugeSnapshot drills() {
    Sheet sheet =
        new Sheet(
            "linecheck_drill_last_success_timestamp_seconds",
            "When a drill last arrived at a channel");
    sources
        .drills()
        .get()
        .forEach((channel, at) -> sheet.put(at.toEpochMilli() / 1e3, "channel", channel));
    return sheet.snapshot();
  }
}
