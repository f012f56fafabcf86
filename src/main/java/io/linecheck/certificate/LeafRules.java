package io.linecheck.certificate;

import io.linecheck.certificate.Extensions.BasicConstraints;
import io.linecheck.certificate.Extensions.KeyUsage;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The rules that bind a server's own certificate, whoever signed it. */
final class LeafRules {
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";

  private final Certificate leaf;
  private final String element;
  private final Complaints told;

  LeafRules(Certificate leaf, String element, Complaints told) {
    this.leaf = leaf;
    this.element = element;
    this.told = told;
  }

  /** Everything but dates and trust. */
  void judge(String host, boolean isAnchor) {
    CertificateRules.any(leaf, element, false, told);
    name(host);
    curve();
    usage();
    authority(isAnchor);
    if (leaf.extensions.has(Extensions.NAME_CONSTRAINTS)) {
      told.refuse(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          element,
          "nameConstraints",
          "only in a CA (RFC 5280 4.2.1.10)",
          "it stands in the leaf");
    }
  }

  /** Names count only from the SAN (RFC 9525 section 2, Baseline Requirements 7.1.2.7.12). */
  private void name(String given) {
    List<GeneralName> names = leaf.extensions.alternativeNames();
    boolean unreadable = names == null && leaf.extensions.has(Extensions.ALTERNATIVE_NAMES);
    if (unreadable) {
      return;
    }
    if (names == null) {
      told.refuse(
          FindingCode.CERTIFICATE_SAN_MISSING,
          element,
          "subjectAltName",
          "an entry for " + given + "; browsers do not look at the common name",
          "no such extension (subject " + leaf.subject + ")");
      return;
    }
    if (leaf.subject.isEmpty() && !leaf.extensions.isCritical(Extensions.ALTERNATIVE_NAMES)) {
      told.refuse(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          element,
          "subjectAltName",
          "critical where the subject is empty (RFC 5280 4.2.1.6)",
          "not critical");
    }
    HostName host = HostName.parse(given).orElse(null);
    if (host == null) {
      told.refuse(
          FindingCode.CERTIFICATE_NAME_MISMATCH,
          element,
          "subjectAltName",
          "an entry for " + given,
          given + " is neither a DNS name nor an IP address");
      return;
    }
    if (names.stream().noneMatch(host::isNamedBy)) {
      boolean internal = !host.isInternal() && HostName.areInternal(names);
      told.refuse(
          internal ? FindingCode.CERTIFICATE_NAME_INTERNAL : FindingCode.CERTIFICATE_NAME_MISMATCH,
          element,
          "subjectAltName",
          "an entry for " + host.text(),
          shown(names));
    }
    commonName(names);
  }

  private void commonName(List<GeneralName> names) {
    String common = leaf.subject.commonName().toLowerCase(Locale.ROOT);
    if (!common.isEmpty()
        && names.stream().noneMatch(name -> name.text.toLowerCase(Locale.ROOT).equals(common))) {
      told.note(element + ": the common name " + common + " is not among the SAN entries");
    }
  }

  static String shown(List<GeneralName> names) {
    String first =
        names.stream().limit(12).map(GeneralName::toString).collect(Collectors.joining(", "));
    return names.size() > 12 ? first + " and " + (names.size() - 12) + " more" : first;
  }

  private void usage() {
    KeyUsage usage = leaf.extensions.keyUsage();
    if (usage != null && !usage.digitalSignature()) {
      boolean oldExchange = leaf.key.algorithm().equals("RSA") && usage.keyEncipherment();
      told.add(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          oldExchange ? Severity.WARNING : Severity.CRITICAL,
          element,
          "keyUsage",
          "digitalSignature, which every handshake of TLS 1.3 and ECDHE needs (RFC 8446 4.4.2.2)",
          oldExchange ? "keyEncipherment alone, good for RSA key exchange only" : "it is not set");
    }
    if (usage != null && usage.keyCertSign() && !leaf.extensions.isCa()) {
      told.warn(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          element,
          "keyUsage",
          "keyCertSign only where cA is TRUE (RFC 5280 4.2.1.9)",
          "keyCertSign");
    }
    List<String> purposes = leaf.extensions.extendedKeyUsage();
    if (purposes == null) {
      if (!leaf.extensions.has(Extensions.EXTENDED_KEY_USAGE)) {
        told.note(element + ": no extendedKeyUsage; browsers take it for any purpose");
      }
    } else if (!purposes.contains(Extensions.SERVER_AUTH)) {
      told.add(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          purposes.contains(Extensions.ANY_PURPOSE) ? Severity.WARNING : Severity.CRITICAL,
          element,
          "extendedKeyUsage",
          "serverAuth (Baseline Requirements 7.1.2.7.10)",
          purposes(purposes));
    } else if (purposes.contains(OCSP_SIGNING)) {
      told.warn(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          element,
          "extendedKeyUsage",
          "no OCSPSigning beside serverAuth (Baseline Requirements 7.1.2.7.10): Firefox refuses it",
          purposes(purposes));
    }
  }

  /** Chrome offers no signature scheme with the largest curve (RFC 8446 section 4.2.3). */
  private void curve() {
    if (leaf.key.text().equals("EC P-521")) {
      told.warn(
          FindingCode.CERTIFICATE_KEY_WEAK,
          element,
          "subjectPublicKeyInfo",
          "P-256 or P-384: Chrome offers no ecdsa_secp521r1_sha512 and does not connect",
          "P-521");
    }
  }

  static String purposes(List<String> purposes) {
    return purposes.stream()
        .limit(8)
        .map(oid ->
            switch (oid) {
              case Extensions.SERVER_AUTH -> "serverAuth";
              case Extensions.CLIENT_AUTH -> "clientAuth";
              case Extensions.ANY_PURPOSE -> "anyExtendedKeyUsage";
              case "1.3.6.1.5.5.7.3.3" -> "codeSigning";
              case "1.3.6.1.5.5.7.3.4" -> "emailProtection";
              case "1.3.6.1.5.5.7.3.8" -> "timeStamping";
              case OCSP_SIGNING -> "OCSPSigning";
              default -> oid;
            })
        .collect(Collectors.joining(", "));
  }

  private void authority(boolean isAnchor) {
    BasicConstraints basic = leaf.extensions.basicConstraints();
    if (basic == null) {
      return;
    }
    if (basic.ca()) {
      // A self-made certificate that the user trusts as it is: Chrome takes it, Firefox does not.
      told.add(
          FindingCode.CERTIFICATE_IS_CA,
          isAnchor ? Severity.WARNING : Severity.CRITICAL,
          element,
          "basicConstraints",
          "cA FALSE in a server's certificate (Baseline Requirements 7.1.2.7.8)",
          "cA TRUE");
    } else if (basic.pathLength() >= 0) {
      told.warn(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          element,
          "basicConstraints",
          "a path length only where cA is TRUE (RFC 5280 4.2.1.9)",
          "pathLenConstraint " + basic.pathLength());
    }
  }
}
