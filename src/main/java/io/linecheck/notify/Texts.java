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
    StringBuilder text = new StringBuilder(line(notice, 500)).append("\n\n");
    if (!notice.dialers().isEmpty()) {
      text.append("Dialers: ").append(dialers(notice)).append('\n');
    }
    notice.cause().ifPresent(cause -> text.append("Shared cause: ").append(cause).append('\n'));
    if (notice.finding().isPresent()) {
      Finding finding = notice.finding().get();
      text.append("Finding: ")
          .append(finding.code().word())
          .append(" on ")
          .append(finding.service())
          .append("\nSeen: ")
          .append(finding.evidence())
          .append("\nCause: ")
          .append(finding.cause())
          .append("\nWhat to do: ")
          .append(finding.remedy())
          .append("\nTo be fixed by: ")
          .append(finding.fixedBy().word())
          .append('\n');
    }
    notice
        .owner()
        .ifPresent(owner ->
            text.append("Call: ")
                .append(owner.contact())
                .append(" (")
                .append(owner.part())
                .append(")\n"));
    text.append("Since: ").append(notice.since()).append('\n');
    notice.link().ifPresent(link -> text.append("Page: ").append(link).append('\n'));
    if (!notice.type().over()) {
      notice
          .acknowledgeLink()
          .ifPresent(link -> text.append("I have it: ").append(link).append('\n'));
    }
    return text.toString();
  }
}
