package io.linecheck.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.Verdict;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Finding;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.web.ContractJson;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The verdict on one file, as {@code linecheck certificate} tells it.
 *
 * @param file where the chain was read
 * @param remarks what is odd about the file itself
 * @param question for which host, when, with which roots
 * @param verdict what came of it
 */
record CertificateReport(String file, List<String> remarks, Question question, Verdict verdict) {

  /** 0 accepted, 1 accepted with warnings, 2 refused. */
  int exitCode() {
    if (!verdict.accepted()) {
      return 2;
    }
    boolean warned = verdict.faults().stream().anyMatch(fault -> fault.severity() != Severity.INFO);
    return warned ? 1 : 0;
  }

  private String word() {
    return switch (exitCode()) {
      case 0 -> "accepted";
      case 1 -> "accepted with warnings";
      default -> "refused";
    };
  }

  /** One line. */
  String line() {
    String codes =
        verdict.faults().stream()
            .map(fault -> fault.code().word())
            .distinct()
            .collect(Collectors.joining(", "));
    return file + ": " + word() + (codes.isEmpty() ? "" : ": " + codes);
  }

  /** The object of {@code --json}. */
  ObjectNode json(Supplier<Catalogue> catalogue) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("accepted", verdict.accepted());
    node.put("file", file);
    node.put("host", question.host());
    node.put("at", ContractJson.time(question.at()));
    node.put("trusted", verdict.trusted());
    ArrayNode path = node.putArray("path");
    for (int i = 0; i < verdict.path().size(); i++) {
      Certificate each = verdict.path().get(i);
      ObjectNode element = path.addObject();
      element.put("role", role(i));
      element.put("subject", each.subject());
      element.put("issuer", each.issuer());
      element.put("serial", each.serialHex());
      element.put("sha256", each.sha256());
      element.put("notBefore", each.notBefore().toString());
      element.put("notAfter", each.notAfter().toString());
    }
    node.set("findings", ContractJson.findings(findings(catalogue)));
    notes().forEach(node.putArray("notes")::add);
    verdict.rules().forEach(node.putArray("rules")::add);
    ObjectNode facts = node.putObject("facts");
    verdict.facts().forEach(facts::put);
    if (verdict.until().isBefore(Instant.MAX)) {
      node.put("holdsUntil", ContractJson.time(verdict.until()));
    }
    return node;
  }

  private List<String> notes() {
    return Stream.concat(remarks.stream(), verdict.notes().stream()).toList();
  }

  private String role(int index) {
    if (index == 0) {
      return "leaf";
    }
    return verdict.trusted() && index == verdict.path().size() - 1 ? "root" : "intermediate";
  }

  private List<Finding> findings(Supplier<Catalogue> catalogue) {
    if (verdict.faults().isEmpty()) {
      return List.of();
    }
    Service service =
        new Service("certificate", ServiceKind.TLS, question.host(), 443, List.of(), true);
    Catalogue texts = catalogue.get();
    return verdict.faults().stream()
        .map(fault -> texts.finding(fault, service, Stage.CERTIFICATE, Platform.GENERIC))
        .toList();
  }

  /** What a person reads. */
  String text(Terminal terminal, Supplier<Catalogue> catalogue) {
    StringBuilder text = new StringBuilder();
    Terminal.Colour colour =
        switch (exitCode()) {
          case 0 -> Terminal.Colour.GREEN;
          case 1 -> Terminal.Colour.YELLOW;
          default -> Terminal.Colour.RED;
        };
    text.append(terminal.paint(colour, word().toUpperCase(Locale.ROOT)))
        .append("  ")
        .append(file)
        .append(" for ")
        .append(question.host())
        .append(" at ")
        .append(ContractJson.time(question.at()))
        .append('\n');
    for (int i = 0; i < verdict.path().size(); i++) {
      Certificate each = verdict.path().get(i);
      text.append("  ")
          .append(role(i))
          .append(": ")
          .append(each.subject().isEmpty() ? "(empty subject)" : each.subject())
          .append(", until ")
          .append(each.notAfter())
          .append('\n');
    }
    findings(catalogue).forEach(finding -> text.append(finding(terminal, finding)));
    text.append('\n');
    notes().forEach(note -> wrapped(text, terminal, "note: " + note));
    verdict.rules().forEach(rule -> wrapped(text, terminal, "rules: " + rule));
    return text.toString();
  }

  private static String finding(Terminal terminal, Finding finding) {
    StringBuilder text = new StringBuilder();
    text.append('\n')
        .append(finding.severity().word().toUpperCase(Locale.ROOT))
        .append("  ")
        .append(finding.code().word())
        .append('\n');
    wrapped(text, terminal, "seen: " + finding.evidence());
    wrapped(text, terminal, "cause: " + finding.cause());
    for (String line : ("do: " + finding.remedy()).strip().split("\n", -1)) {
      wrapped(text, terminal, line);
    }
    wrapped(text, terminal, "who: " + finding.fixedBy().word());
    return text.toString();
  }

  private static void wrapped(StringBuilder text, Terminal terminal, String paragraph) {
    for (String line : TextReport.wrap(paragraph, terminal.columns() - 2)) {
      text.append("  ").append(line).append('\n');
    }
  }
}
