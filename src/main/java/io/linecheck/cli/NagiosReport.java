package io.linecheck.cli;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.ReadinessReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line as monitoring plugins print it: {@code LINECHECK CRITICAL - dialer1: port-refused (+1) |
 * 'wss_seconds'=0.081s}.
 */
final class NagiosReport {
  private NagiosReport() {}

  static String render(List<ReadinessReport> reports) {
    int worst = ExitCodes.worst(reports);
    List<String> texts = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    boolean several = reports.size() > 1;
    for (ReadinessReport report : reports) {
      texts.add(report.dialer().id() + ": " + words(report.diagnosis()));
      for (CheckResult result : report.results()) {
        String label =
            (several ? report.dialer().id() + "_" : "") + result.service().name() + "_seconds";
        numbers.add(
            String.format(
                Locale.ROOT, "'%s'=%.3fs", label.replace("'", ""), result.took().toNanos() / 1e9));
      }
    }
    String line = "LINECHECK " + ExitCodes.plugin(worst) + " - " + String.join("; ", texts);
    return line.replace('|', '/').replace('\n', ' ') + " | " + String.join(" ", numbers);
  }

  private static String words(Diagnosis diagnosis) {
    return switch (diagnosis.findings().size()) {
      case 0 -> diagnosis.headline();
      case 1 -> diagnosis.findings().getFirst().code().word();
      default ->
          diagnosis.findings().getFirst().code().word()
              + " (+"
              + (diagnosis.findings().size() - 1)
              + ")";
    };
  }
}
