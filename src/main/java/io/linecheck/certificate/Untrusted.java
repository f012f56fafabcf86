package io.linecheck.certificate;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why no path ends at a root: the certificate is its own issuer, the path ends in a root that
 * nobody trusts, or an issuer is missing. Follows the chain as far as it goes.
 */
final class Untrusted {
  private static final int LONGEST = 12;

  private final Question question;
  private final List<Certificate> sent;
  private final PathFinder finder;

  Untrusted(Question question, List<Certificate> sent, PathFinder finder) {
    this.question = question;
    this.sent = sent;
    this.finder = finder;
  }

  /** The longest way from the leaf through what was sent. */
  List<Certificate> path(Certificate leaf) {
    List<Certificate> path = new ArrayList<>(List.of(leaf));
    while (path.size() < LONGEST && !path.getLast().isSelfIssued()) {
      Certificate last = path.getLast();
      Optional<Certificate> next =
          sent.stream()
              .filter(each -> each.subject.equals(last.issuer))
              .filter(each -> !path.contains(each))
              .filter(each -> finder.isSigned(last, each))
              .findFirst();
      if (next.isEmpty()) {
        break;
      }
      path.add(next.get());
    }
    return path;
  }

  /** The fault that leads. */
  Fault fault(List<Certificate> path) {
    Certificate last = path.getLast();
    String issuer = last.issuer();
    if (last.isSelfIssued() && path.size() == 1) {
      return Fault.of(
          FindingCode.CERTIFICATE_SELF_SIGNED,
          "the leaf is its own issuer ("
              + name(issuer)
              + "); expected one issued by an authority"
              + " that browsers trust");
    }
    if (last.isSelfIssued()) {
      return Fault.of(
          FindingCode.CERTIFICATE_ROOT_UNTRUSTED,
          "the path ends in "
              + name(issuer)
              + ", which is not among the "
              + question.trust().size()
              + " roots that were used");
    }
    return missing(path, last, issuer);
  }

  private Fault missing(List<Certificate> path, Certificate last, String issuer) {
    String element = path.size() == 1 ? "leaf" : "intermediate " + (path.size() - 1);
    boolean namesake =
        sent.stream()
                .filter(each -> each.subject.equals(last.issuer) && !each.equals(last))
                .anyMatch(each -> isNamedKey(last, each))
            || question.trust().named(last.issuer).stream()
                .anyMatch(root -> isNamedKey(last, root.certificate()));
    boolean signed =
        sent.stream()
            .anyMatch(each -> each.subject.equals(last.issuer) && finder.isSigned(last, each));
    if (signed) {
      return Fault.of(
          FindingCode.CERTIFICATE_CHAIN_INCOMPLETE,
          "the path from the leaf leads in a circle, or is longer than "
              + LONGEST
              + " certificates; no root of it was sent or is known");
    }
    if (namesake) {
      return new Fault(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          Severity.CRITICAL,
          element
              + " ("
              + last.shortName()
              + "): signature: expected one made by its issuer "
              + name(issuer)
              + "; found one that the key of no certificate of this name made",
          Map.of("element", element, "field", "signature", "issuer", issuer));
    }
    List<String> urls = last.extensions.issuerUrls();
    String repair =
        urls.isEmpty()
            ? "it names no address (AIA) where the issuer could be fetched: only a browser that has"
                + " seen the issuer elsewhere connects, SIP phones do not"
            : "Chrome may fetch it from "
                + urls.getFirst()
                + " (AIA) and Firefox may know it, SIP phones do neither and do not connect";
    return new Fault(
        FindingCode.CERTIFICATE_CHAIN_INCOMPLETE,
        Severity.CRITICAL,
        element
            + " ("
            + last.shortName()
            + ") was issued by "
            + name(issuer)
            + ", which was not sent and is no root; "
            + repair,
        Map.of(
            "element", element,
            "issuer", issuer,
            "url", urls.isEmpty() ? "" : urls.getFirst()));
  }

  /**
   * Whether an issuer's key may be the one a certificate names (RFC 5280 section 4.2.1.1): another
   * authority of the same name is none of its issuers.
   */
  private static boolean isNamedKey(Certificate certificate, Certificate issuer) {
    String named = certificate.extensions.authorityKeyId();
    String own = issuer.extensions.subjectKeyId();
    return named == null || named.isEmpty() || own == null || named.equals(own);
  }

  private static String name(String issuer) {
    return issuer.isEmpty() ? "an empty name" : issuer;
  }
}
