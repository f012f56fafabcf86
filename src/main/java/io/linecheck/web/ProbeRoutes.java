package io.linecheck.web;

import io.linecheck.config.ProbeEndpoint;
import io.linecheck.model.CheckResult;
import io.linecheck.model.TranscriptLine;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * {@code /probe} as blackbox_exporter has it, for Prometheus configurations that already exist.
 * Every request is one check of its own.
 */
final class ProbeRoutes {
  private static final int AT_ONCE = 200;
  private static final Duration DEFAULT = Duration.ofSeconds(10);
  private static final double OFFSET_SECONDS = 0.5;
  private static final double LONGEST_SECONDS = 60;

  private final DialerBook dialers;
  private final CheckNow checks;
  private final ProbeEndpoint allowed;
  private final Semaphore places = new Semaphore(AT_ONCE);

  ProbeRoutes(DialerBook dialers, CheckNow checks, ProbeEndpoint allowed) {
    this.dialers = dialers;
    this.checks = checks;
    this.allowed = allowed;
  }

  void mount(Desk desk) {
    desk.get("/probe", Role.VIEWER, this::probe);
  }

  private Desk.Reply probe(Request request) throws InterruptedException {
    String target =
        request.query("target").orElseThrow(() -> Problem.badRequest("target is missing"));
    if (target.length() > 2000) {
      throw Problem.badRequest("target must have at most 2000 characters");
    }
    ProbeTarget probed = ProbeTarget.of(target, request.query("module"), dialers, allowed);
    Duration timeout =
        timeout(
            Optional.ofNullable(
                request.context().request().getHeader("X-Prometheus-Scrape-Timeout-Seconds")));
    if (!places.tryAcquire()) {
      throw new Problem(503, AT_ONCE + " probes are running already");
    }
    try {
      long started = System.nanoTime();
      CheckResult result = checks.probe(probed.dialer(), probed.service(), timeout);
      String metrics = ProbeMetrics.of(result, Duration.ofNanos(System.nanoTime() - started));
      return request.query("debug").filter("true"::equals).isPresent()
          ? new Desk.Reply.Text(200, "text/plain; charset=utf-8", debug(probed, result, metrics))
          : new Desk.Reply.Text(200, ProbeMetrics.CONTENT_TYPE, metrics);
    } finally {
      places.release();
    }
  }

  /** A little less than what the scraper waits, so that it gets an answer. */
  static Duration timeout(Optional<String> header) {
    if (header.isEmpty()) {
      return DEFAULT;
    }
    String text = header.get().strip();
    if (!text.matches("[0-9]{1,6}(\\.[0-9]{1,9})?")) {
      throw Problem.badRequest(
          "X-Prometheus-Scrape-Timeout-Seconds must be a number of seconds, not '" + text + "'");
    }
    double seconds = Math.min(LONGEST_SECONDS, Double.parseDouble(text));
    double rest = seconds > 2 * OFFSET_SECONDS ? seconds - OFFSET_SECONDS : seconds / 2;
    return Duration.ofMillis(Math.max(1, (long) (rest * 1000)));
  }

  private static String debug(ProbeTarget probed, CheckResult result, String metrics) {
    StringBuilder text = new StringBuilder("Logs for the probe:\n");
    for (TranscriptLine line : result.transcript()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%9.6f %-11s %-8s %s%n",
              line.at().toNanos() / 1e9,
              line.stage().word(),
              line.direction().name().toLowerCase(Locale.ROOT),
              line.text()));
    }
    result
        .findings()
        .forEach(finding ->
            text.append(finding.severity().word())
                .append(' ')
                .append(finding.code().word())
                .append(": ")
                .append(finding.evidence())
                .append('\n'));
    text.append("\n\n\nMetrics that would have been returned:\n").append(metrics);
    text.append("\n\n\nModule configuration:\nkind: ").append(probed.service().kind().word());
    text.append("\nhost: ").append(probed.service().host());
    text.append("\nport: ").append(probed.service().port());
    text.append("\npaths: ").append(probed.service().paths()).append('\n');
    return text.toString();
  }
}
