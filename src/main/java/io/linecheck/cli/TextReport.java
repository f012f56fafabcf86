package io.linecheck.cli;

import io.linecheck.cli.Terminal.Colour;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Finding;
import io.linecheck.model.Readiness;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.Severity;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One readiness check for a person: the verdict first, then the path with times, then each finding
 * with what to do.
 */
final class TextReport {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Terminal terminal;

  TextReport(Terminal terminal) {
    this.terminal = terminal;
  }

  String render(ReadinessReport report) {
    StringBuilder text = new StringBuilder();
    text.append(verdict(report)).append('\n');
    text.append(
        terminal.paint(
            Colour.DIM,
            "%s, profile %s, from %s, %s, in %s"
                .formatted(
                    report.dialer().host(),
                    report.dialer().profile(),
                    report.vantage(),
                    TIME.format(report.checkedAt()),
                    time(report.took()))));
    text.append("\n\n");
    path(text, report.results());
    report.diagnosis().findings().forEach(finding -> finding(text, finding));
    return text.toString();
  }

  private String verdict(ReadinessReport report) {
    Readiness readiness = report.diagnosis().readiness();
    String headline = report.diagnosis().headline();
    String word = readiness.word().replace('-', ' ').toUpperCase(Locale.ROOT);
    Colour colour =
        switch (readiness) {
          case READY -> Colour.GREEN;
          case AT_RISK, UNKNOWN -> Colour.YELLOW;
          case NOT_READY -> Colour.RED;
        };
    boolean asFarAsTried = headline.startsWith("as far as tried");
    String verdict = terminal.paint(colour, word) + (asFarAsTried ? " " : ": ") + headline;
    if (readiness != Readiness.READY && !report.diagnosis().untried().isEmpty()) {
      verdict += " (not tried: " + String.join(", ", report.diagnosis().untried()) + ")";
    }
    return terminal.paint(Colour.BOLD, report.dialer().id()) + "  " + verdict;
  }

  private void path(StringBuilder text, List<CheckResult> results) {
    int nameWidth = results.stream().mapToInt(r -> r.service().name().length()).max().orElse(0);
    int addressWidth = results.stream().mapToInt(r -> address(r).length()).max().orElse(0);
    String indent = " ".repeat(2 + nameWidth + 2 + addressWidth + 2);
    for (CheckResult result : results) {
      StringBuilder line = new StringBuilder();
      line.append("  ").append(pad(result.service().name(), nameWidth));
      line.append("  ").append(pad(address(result), addressWidth)).append("  ");
      int column = indent.length();
      boolean first = true;
      for (StageResult stage : result.stages()) {
        String plain = plain(stage);
        if (!first
            && column + 2 + plain.length() > Math.max(terminal.columns(), indent.length() + 20)) {
          line.append('\n').append(indent);
          column = indent.length();
        } else if (!first) {
          line.append("  ");
          column += 2;
        }
        line.append(painted(stage, plain));
        column += plain.length();
        first = false;
      }
      text.append(line).append('\n');
    }
    results.stream()
        .flatMap(result ->
            result.stages().stream().filter(s -> !s.note().isEmpty()).map(s -> note(result, s)))
        .distinct()
        .forEach(note -> text.append("  ").append(terminal.paint(Colour.DIM, note)).append('\n'));
  }

  private static String note(CheckResult result, StageResult stage) {
    return "%s %s %s: %s"
        .formatted(
            result.service().name(), stage.stage().word(), stage.status().word(), stage.note());
  }

  private static String address(CheckResult result) {
    return result.address().isEmpty()
        ? result.service().host() + ":" + result.service().port()
        : result.address();
  }

  private static String plain(StageResult stage) {
    return switch (stage.status()) {
      case OK -> "✓ " + stage.stage().word() + " " + time(stage.took());
      case WARNING -> "! " + stage.stage().word() + " " + time(stage.took());
      case CRITICAL -> "✗ " + stage.stage().word() + " " + time(stage.took());
      case UNKNOWN -> "? " + stage.stage().word();
      case SKIPPED -> "– " + stage.stage().word();
    };
  }

  private String painted(StageResult stage, String plain) {
    return switch (stage.status()) {
      case OK -> terminal.paint(Colour.GREEN, plain.substring(0, 1)) + plain.substring(1);
      case WARNING, UNKNOWN -> terminal.paint(Colour.YELLOW, plain);
      case CRITICAL -> terminal.paint(Colour.RED, plain);
      case SKIPPED -> terminal.paint(Colour.DIM, plain);
    };
  }

  private void finding(StringBuilder text, Finding finding) {
    text.append('\n')
        .append(severity(finding.severity()))
        .append("  ")
        .append(finding.title())
        .append('\n');
    text.append(
            terminal.paint(
                Colour.DIM,
                finding.code().family().equals("monitor")
                    ? "  " + finding.code().word()
                    : "  %s, on %s at stage %s"
                        .formatted(
                            finding.code().word(), finding.service(), finding.stage().word())))
        .append('\n');
    labelled(text, "seen", finding.evidence());
    if (finding.severity() == Severity.INFO) {
      // What breaks nothing takes little of the screen.
      labelled(text, "more", "linecheck explain " + finding.code().word());
      return;
    }
    labelled(text, "cause", finding.cause());
    labelled(text, "do", finding.remedy());
    labelled(text, "who", finding.fixedBy().word());
  }

  private String severity(Severity severity) {
    return switch (severity) {
      case CRITICAL -> terminal.paint(Colour.RED, "✗ CRITICAL");
      case WARNING -> terminal.paint(Colour.YELLOW, "! WARNING");
      case INFO -> "· INFO";
    };
  }

  private void labelled(StringBuilder text, String label, String words) {
    String indent = " ".repeat(9);
    List<String> lines = new ArrayList<>();
    int width = terminal.columns() - indent.length();
    for (String paragraph : joined(words.strip().split("\n", -1), width)) {
      lines.addAll(wrap(paragraph, width));
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (i == 0) {
        text.append("  ").append(pad(label, 7)).append(line).append('\n');
      } else {
        text.append(line.isEmpty() ? "" : indent).append(line).append('\n');
      }
    }
  }

  /** A numbered step that must be wrapped takes the rest of its sentence with it. */
  private static List<String> joined(String[] paragraphs, int width) {
    List<String> joined = new ArrayList<>();
    for (String paragraph : paragraphs) {
      String before = joined.isEmpty() ? "" : joined.getLast();
      boolean goesOn =
          before.length() > width
              && before.matches("[1-9]\\. .*[a-z]")
              && paragraph.matches(" {3}(?!asterisk -rx)[a-z].*");
      if (goesOn) {
        joined.set(joined.size() - 1, before + " " + paragraph.strip());
      } else {
        joined.add(paragraph);
      }
    }
    return joined;
  }

  /**
   * Wraps at blanks, a numbered step below its own words; lines that begin with blanks are commands
   * to paste and stay whole.
   */
  static List<String> wrap(String paragraph, int width) {
    if (paragraph.length() <= width || paragraph.startsWith("  ") || paragraph.startsWith("`")) {
      return List.of(paragraph);
    }
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    String hanging = paragraph.matches("[1-9]\\. .*") ? "   " : "";
    for (String word : paragraph.split(" ", -1)) {
      if (line.length() > hanging.length() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(hanging).append(word);
      } else {
        line.append(line.isEmpty() ? "" : " ").append(word);
      }
    }
    lines.add(line.toString());
    return lines;
  }

  static String time(Duration took) {
    double millis = took.toNanos() / 1e6;
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return millis < 1000
        ? Math.round(millis) + " ms"
        : String.format(Locale.ROOT, "%.2f s", millis / 1000);
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  static boolean isBad(Status status) {
    return status == Status.CRITICAL || status == Status.WARNING;
  }
}
