package io.linecheck.cli;

import io.linecheck.model.CheckResult;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.TranscriptLine;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code --verbose} adds: everything that was sent and came, and every fact. Secrets are
 * already redacted.
 */
final class TranscriptReport {
  private TranscriptReport() {}

  static String render(ReadinessReport report) {
    StringBuilder text = new StringBuilder();
    for (CheckResult result : report.results()) {
      text.append("\n── ")
          .append(result.service().name())
          .append(' ')
          .append(result.address())
          .append('\n');
      result.transcript().forEach(line -> line(text, line));
      for (Map.Entry<String, String> fact : result.facts().entrySet()) {
        text.append("  ").append(fact.getKey()).append(" = ").append(fact.getValue()).append('\n');
      }
    }
    return text.toString();
  }

  private static void line(StringBuilder text, TranscriptLine line) {
    String sign =
        switch (line.direction()) {
          case SENT -> ">";
          case RECEIVED -> "<";
          case NOTE -> "*";
        };
    String at =
        String.format(Locale.ROOT, "%8.3f %-11s", line.at().toNanos() / 1e9, line.stage().word());
    for (String part : line.text().stripTrailing().split("\n", -1)) {
      text.append("  ").append(at).append(' ').append(sign).append(' ').append(part).append('\n');
      at = " ".repeat(at.length());
    }
  }
}
