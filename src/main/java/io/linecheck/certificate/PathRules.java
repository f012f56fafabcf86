package io.linecheck.certificate;

import io.linecheck.certificate.Extensions.BasicConstraints;
import io.linecheck.model.FindingCode;
import java.util.ArrayList;
import java.util.List;

/** The rules of one whole path, leaf first and root last (RFC 5280 section 6.1). */
final class PathRules {
  private final List<Certificate> path;
  private final List<String> elements;
  private final Question question;
  private final Budget budget;

  PathRules(List<Certificate> path, Question question, Budget budget) {
    this.path = path;
    this.elements = elements(path);
    this.question = question;
    this.budget = budget;
  }

  /** How each certificate of a path is called. */
  static List<String> elements(List<Certificate> path) {
    List<String> elements = new ArrayList<>(path.size());
    for (int i = 0; i < path.size(); i++) {
      String role = i == 0 ? "leaf" : i == path.size() - 1 ? "root" : "intermediate " + i;
      elements.add(role + " (" + path.get(i).shortName() + ")");
    }
    return elements;
  }

  /** Everything but what concerns the leaf alone. */
  Complaints judge(boolean publicRoot) {
    Complaints told = new Complaints();
    for (int i = 1; i < path.size(); i++) {
      boolean anchor = i == path.size() - 1;
      CertificateRules.any(path.get(i), elements.get(i), anchor, told);
      CertificateRules.issuer(path.get(i), elements.get(i), anchor, told);
      DateRules.issuer(path.get(i), elements.get(i), anchor, question.at(), told);
    }
    lengths(told);
    new NameConstraintRules(path, elements, budget, told).judge();
    PolicyRules.judge(path, elements.getFirst(), told);
    if (!question.lists().isEmpty()) {
      RevocationRules.judge(path, elements, question, budget, told);
    }
    List<SignedTimestamp> shaken = new ArrayList<>(question.witness().timestamps());
    shaken.addAll(StaplingRules.judge(path, elements.getFirst(), question, budget, told));
    if (publicRoot) {
      PublicRules.judge(path.getFirst(), elements.getFirst(), shaken, question.logs(), told);
    }
    return told;
  }

  /** Path length: issuers that are not self-issued, between this one and the leaf (4.2.1.9). */
  private void lengths(Complaints told) {
    int below = 0;
    for (int i = 1; i < path.size(); i++) {
      BasicConstraints basic = path.get(i).extensions.basicConstraints();
      if (basic != null && basic.pathLength() >= 0 && below > basic.pathLength()) {
        told.refuse(
            FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
            elements.get(i),
            "basicConstraints",
            "at most " + basic.pathLength() + " intermediates below it (RFC 5280 4.2.1.9)",
            String.valueOf(below));
      }
      if (!path.get(i).isSelfIssued()) {
        below++;
      }
    }
  }
}
