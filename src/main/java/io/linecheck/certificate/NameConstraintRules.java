package io.linecheck.certificate;

import io.linecheck.certificate.Extensions.NameConstraints;
import io.linecheck.model.FindingCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Name constraints (RFC 5280 sections 4.2.1.10, 6.1.3 (b) and (c)) of every issuer, the root
 * included, over the names of everything below it.
 */
final class NameConstraintRules {
  private final List<Certificate> path;
  private final List<String> elements;
  private final Budget budget;
  private final Complaints told;

  /**
   * @param path leaf first, root last
   * @param elements how each is called
   */
  NameConstraintRules(
      List<Certificate> path, List<String> elements, Budget budget, Complaints told) {
    this.path = path;
    this.elements = elements;
    this.budget = budget;
    this.told = told;
  }

  void judge() {
    for (int issuer = path.size() - 1; issuer > 0; issuer--) {
      NameConstraints constraints = path.get(issuer).extensions.nameConstraints();
      if (constraints == null) {
        continue;
      }
      for (int below = issuer - 1; below >= 0; below--) {
        if (below > 0 && path.get(below).isSelfIssued()) {
          continue;
        }
        judge(constraints, elements.get(issuer), path.get(below), elements.get(below));
      }
    }
  }

  private void judge(
      NameConstraints constraints, String issuer, Certificate certificate, String element) {
    List<GeneralName> names = names(certificate);
    long cost = (long) names.size() * constraints.size();
    if (!budget.comparisons(cost)) {
      told.refuse(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          issuer,
          "nameConstraints",
          "an amount of names and constraints that can be compared",
          names.size() + " names and " + constraints.size() + " constraints");
      return;
    }
    for (GeneralName name : names) {
      for (GeneralName excluded : constraints.excluded()) {
        if (excluded.kind == name.kind && within(name, excluded, false)) {
          violated(issuer, element, name, "a name outside " + excluded);
          return;
        }
      }
      List<GeneralName> permitted =
          constraints.permitted().stream().filter(base -> base.kind == name.kind).toList();
      if (!permitted.isEmpty() && permitted.stream().noneMatch(base -> within(name, base, true))) {
        violated(issuer, element, name, "a name within " + LeafRules.shown(permitted));
        return;
      }
    }
  }

  private void violated(String issuer, String element, GeneralName name, String expected) {
    told.refuse(
        FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
        element,
        "subjectAltName and subject",
        expected + ", as " + issuer + " constrains it (RFC 5280 4.2.1.10)",
        name.toString());
  }

  private static List<GeneralName> names(Certificate certificate) {
    List<GeneralName> names = new ArrayList<>();
    if (!certificate.subject.isEmpty()) {
      names.add(GeneralName.directory(certificate.subject));
    }
    List<GeneralName> alternative = certificate.extensions.alternativeNames();
    if (alternative != null) {
      names.addAll(alternative);
      return names;
    }
    // Mail addresses of the subject count only where there is no SAN (RFC 5280 4.2.1.10).
    for (String address : certificate.subject.emails()) {
      names.add(GeneralName.email(address));
    }
    return names;
  }

  /**
   * Whether a name lies in a subtree.
   *
   * @param permitting whether the subtree permits: then all that a wildcard stands for must lie in
   *     it, and what cannot be read does not; an excluding subtree hits already when one of them
   *     does, or when it cannot be told
   */
  private static boolean within(GeneralName name, GeneralName base, boolean permitting) {
    return switch (name.kind) {
      case DNS -> dns(lower(name.text), lower(base.text), permitting);
      case IP -> base.covers(name);
      case EMAIL -> email(name.text, base.text, permitting);
      case URI -> uri(lower(name.text), lower(base.text), permitting);
      case DIRECTORY ->
          name.directory != null
              && base.directory != null
              && name.directory.isWithin(base.directory);
      // Nobody knows how these are constrained: refused whichever way (RFC 5280 4.2.1.10).
      case OTHER, X400, EDI_PARTY, REGISTERED_ID -> !permitting;
    };
  }

  private static boolean dns(String name, String base, boolean permitting) {
    String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (!isReadable(host)) {
      return !permitting;
    }
    if (base.isEmpty()) {
      return true;
    }
    String plain = base.endsWith(".") ? base.substring(0, base.length() - 1) : base;
    String root = plain.startsWith(".") ? plain.substring(1) : plain;
    boolean subdomain = host.endsWith("." + root);
    if (subdomain || (host.equals(root) && !base.startsWith("."))) {
      return true;
    }
    // *.example.com stands for bar.example.com too, which is excluded.
    return !permitting
        && host.startsWith("*.")
        && root.endsWith(host.substring(1))
        && root.indexOf('.') == root.length() - host.length() + 1;
  }

  private static boolean isReadable(String host) {
    String plain = host.startsWith("*.") ? host.substring(2) : host;
    if (plain.isEmpty() || plain.length() > 253) {
      return false;
    }
    for (String label : plain.split("\\.", -1)) {
      if (label.isEmpty() || label.length() > 63 || !label.matches("[a-z0-9_-]+")) {
        return false;
      }
    }
    return true;
  }

  /** A mailbox, a host, or with a leading dot a domain of hosts (RFC 5280 4.2.1.10). */
  private static boolean email(String address, String base, boolean permitting) {
    int at = address.lastIndexOf('@');
    if (at <= 0 || at == address.length() - 1 || address.indexOf('@') != at) {
      return !permitting;
    }
    String host = lower(address.substring(at + 1));
    if (!isReadable(host) || host.startsWith("*")) {
      return !permitting;
    }
    int baseAt = base.lastIndexOf('@');
    if (baseAt >= 0) {
      return address.substring(0, at).equals(base.substring(0, baseAt))
          && host.equals(lower(base.substring(baseAt + 1)));
    }
    String domain = lower(base);
    return domain.startsWith(".") ? host.endsWith(domain) : host.equals(domain) || domain.isEmpty();
  }

  private static boolean uri(String uri, String base, boolean permitting) {
    int authority = uri.indexOf("://");
    if (authority < 0) {
      return !permitting;
    }
    String rest = uri.substring(authority + 3).replaceFirst("[/?#].*", "");
    String host = rest.substring(rest.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
    if (!isReadable(host) || host.startsWith("*") || host.matches("[0-9.]+")) {
      return !permitting;
    }
    return base.startsWith(".") ? host.endsWith(base) : host.equals(base) || base.isEmpty();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
