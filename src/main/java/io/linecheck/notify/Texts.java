package io.linecheck.notify;

import io.linecheck.model.Finding;
import java.util.stream.Collectors;

/** The same notice in words, for people who read it on a telephone. */
final class Texts {
  private Texts() {}

  /** One line of at most so many characters. */
  static String line(Notice notice, int limit) {
    String line =
        switch (notice.type()) {
          case INCIDENT_OPENED -> mark(notice) + notice.text();
          case INCIDENT_ESCALATED -> "ESCALATED, nobody has it: " + notice.text();
          case INCIDENT_RESOLVED -> "RESOLVED: " + notice.text();
          case RENEWAL_SUCCEEDED -> "RENEWED: " + notice.text();
          case RENEWAL_FAILED -> "RENEWAL FAILED: " + notice.text();
          case RENEWAL_ESCALATED -> "RENEWAL ESCALATED: " + notice.text();
          case DRILL -> "DRILL: " + notice.text();
        };
    String single = line.replaceAll("\\s+", " ").strip();
    return single.length() <= limit ? single : single.substring(0, limit - 1) + "…";
  }

  private static String mark(Notice notice) {
    String severity = notice.severity().name();
    String how = notice.flapping() ? ", comes and goes" : notice.reminder() > 0 ? ", still" : "";
    return severity + how + ": ";
  }

  /** {@code manila-1 (dialer1.example.com, 84 seats), …}. */
  static String dialers(Notice notice) {
    String listed =
        notice.dialers().stream()
            .map(dialer ->
                dialer.id()
                    + " ("
                    + dialer.name()
                    + (dialer.seats() > 0 ? ", " + dialer.seats() + " seats" : "")
                    + ")")
            .collect(Collectors.joining(", "));
    return notice.omitted() > 0 ? listed + " and " + notice.omitted() + " more" : listed;
  }

  /** Several lines with everything needed to act. */
  static String body(Notice notice) {
    StringBuilder text = new StringBuilder(line(notice, 500)).append("\n\n").append(facts(notice));
    notice.link().ifPresent(link -> text.append("Page: ").append(link).append('\n'));
    if (!notice.type().over()) {
      notice
          .acknowledgeLink()
          .ifPresent(link -> text.append("I have it: ").append(link).append('\n'));
    }
    notice.finding().ifPresent(finding -> text.append('\n').append(remedy(finding)).append('\n'));
    return text.toString();
  }

  /** What is known, and whom to call: a line each. */
  static String facts(Notice notice) {
    StringBuilder text = new StringBuilder();
    if (!notice.dialers().isEmpty()) {
      line(text, "Dialers", dialers(notice));
    }
    notice.cause().ifPresent(cause -> line(text, "Shared cause", cause));
    notice
        .owner()
        .ifPresent(owner -> line(text, "Call", owner.contact() + " (" + owner.part() + ")"));
    line(text, "Since", notice.since().toString());
    notice
        .finding()
        .ifPresent(finding -> {
          line(text, "Finding", finding.code().word() + " on " + finding.service());
          line(text, "Seen", finding.evidence());
          line(text, "Cause", finding.cause());
          line(text, "To be fixed by", finding.fixedBy().word());
        });
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value.strip()).append('\n');
  }

  /** What to do, as the finding says it. */
  static String remedy(Finding finding) {
    return "What to do:\n" + finding.remedy().strip();
  }
}
