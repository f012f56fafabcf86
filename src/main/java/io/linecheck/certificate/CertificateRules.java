package io.linecheck.certificate;

import io.linecheck.certificate.Extensions.BasicConstraints;
import io.linecheck.certificate.Extensions.KeyUsage;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.List;
import java.util.Set;

/** The rules that bind every certificate of a path, and those that bind an issuer, on its own. */
final class CertificateRules {
  private static final Set<String> UNDERSTOOD =
      Set.of(
          Extensions.BASIC_CONSTRAINTS,
          Extensions.KEY_USAGE,
          Extensions.EXTENDED_KEY_USAGE,
          Extensions.ALTERNATIVE_NAMES,
          Extensions.NAME_CONSTRAINTS,
          Extensions.CERTIFICATE_POLICIES,
          Extensions.POLICY_MAPPINGS,
          Extensions.POLICY_CONSTRAINTS,
          Extensions.INHIBIT_ANY_POLICY,
          Extensions.MICROSOFT_POLICIES);

  private CertificateRules() {}

  /** Encoding, version, serial, algorithms, key: the same for leaf and issuers. */
  static void any(Certificate certificate, String element, boolean anchor, Complaints told) {
    FindingCode violated = FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
    for (String defect : certificate.extensions.defects()) {
      told.refuse(violated, element, "encoding", "DER as in RFC 5280", defect);
    }
    certificate.extensions.oddities().forEach(odd -> told.note(element + ": " + odd));
    if (certificate.version != 3 && !anchor) {
      told.refuse(
          violated,
          element,
          "version",
          "3 (RFC 5280 4.1.2.1)",
          String.valueOf(certificate.version));
    }
    if (!anchor) {
      serial(certificate, element, told);
    }
    if (!certificate.algorithmsAgree) {
      told.refuse(
          violated,
          element,
          "signatureAlgorithm",
          "the same outside and inside of what is signed (RFC 5280 4.1.1.2)",
          "two different ones");
    }
    if (certificate.issuer.isEmpty()) {
      told.refuse(violated, element, "issuer", "a name (RFC 5280 4.1.2.4)", "an empty one");
    }
    if (!anchor && !certificate.algorithm.weakness().isEmpty()) {
      told.refuse(
          FindingCode.CERTIFICATE_SIGNATURE_WEAK,
          element,
          "signatureAlgorithm",
          "RSA or ECDSA with SHA-256, SHA-384 or SHA-512",
          certificate.algorithm.name() + " (" + certificate.algorithm.weakness() + ")");
    }
    if (!certificate.key.weakness().isEmpty()) {
      told.refuse(
          FindingCode.CERTIFICATE_KEY_WEAK,
          element,
          "subjectPublicKeyInfo",
          "RSA 2048 to 8192 or EC P-256, P-384, P-521",
          certificate.key.weakness());
    }
    critical(certificate, element, anchor, told);
  }

  private static void serial(Certificate certificate, String element, Complaints told) {
    boolean padded = certificate.serialOctets > certificate.serial.toByteArray().length;
    String found =
        certificate.serial.signum() == 0
            ? "0"
            : certificate.serial.signum() < 0
                ? "a negative number"
                : padded ? "a number with octets in front that say nothing" : "";
    if (certificate.serialOctets > 20) {
      found = certificate.serialOctets + " octets";
    }
    if (!found.isEmpty()) {
      told.warn(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          element,
          "serialNumber",
          "a positive number of at most 20 octets (RFC 5280 4.1.2.2)",
          found);
    }
  }

  private static void critical(
      Certificate certificate, String element, boolean anchor, Complaints told) {
    List<String> unknown =
        certificate.extensions.critical().entrySet().stream()
            .filter(entry -> entry.getValue() && !UNDERSTOOD.contains(entry.getKey()))
            .map(entry -> entry.getKey())
            .toList();
    for (String oid : unknown) {
      boolean keyId =
          oid.equals(Extensions.AUTHORITY_KEY_ID) || oid.equals(Extensions.SUBJECT_KEY_ID);
      String expected =
          keyId
              ? "not critical (RFC 5280 4.2.1.1, 4.2.1.2)"
              : "only critical extensions that browsers know (RFC 5280 4.2)";
      told.add(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          anchor && !keyId ? Severity.WARNING : Severity.CRITICAL,
          element,
          "extension " + ExtensionReader.name(oid),
          expected,
          "critical");
    }
  }

  /** What a certificate must have that signs others (RFC 5280 sections 4.2.1.3, .9, .12). */
  static void issuer(Certificate certificate, String element, boolean anchor, Complaints told) {
    FindingCode violated = FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED;
    Extensions extensions = certificate.extensions;
    BasicConstraints basic = extensions.basicConstraints();
    boolean old = anchor && certificate.version == 1;
    if (!old && (basic == null || !basic.ca())) {
      told.refuse(
          violated,
          element,
          "basicConstraints",
          "cA TRUE in a certificate that signs others (RFC 5280 4.2.1.9)",
          basic == null ? "no such extension" : "cA FALSE");
    } else if (basic != null && !extensions.isCritical(Extensions.BASIC_CONSTRAINTS)) {
      told.note(element + ": basicConstraints is not critical, as RFC 5280 4.2.1.9 asks of a CA");
    }
    if (certificate.subject.isEmpty()) {
      told.refuse(
          violated,
          element,
          "subject",
          "a name, as it signs others (RFC 5280 4.1.2.6)",
          "an empty one");
    }
    KeyUsage usage = extensions.keyUsage();
    if (usage != null && !usage.keyCertSign()) {
      told.refuse(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          element,
          "keyUsage",
          "keyCertSign in a certificate that signs others (RFC 5280 4.2.1.3)",
          "it is not set");
    }
    List<String> purposes = extensions.extendedKeyUsage();
    if (purposes != null
        && !purposes.contains(Extensions.SERVER_AUTH)
        && !purposes.contains(Extensions.ANY_PURPOSE)) {
      told.refuse(
          FindingCode.CERTIFICATE_USAGE_WRONG,
          element,
          "extendedKeyUsage",
          "serverAuth (RFC 5280 4.2.1.12, as browsers apply it to issuers)",
          LeafRules.purposes(purposes));
    }
    if (extensions.subjectKeyId() == null && !old) {
      told.note(element + ": no subjectKeyIdentifier, which RFC 5280 4.2.1.2 asks of a CA");
    }
    if (!anchor && !extensions.has(Extensions.AUTHORITY_KEY_ID)) {
      told.note(element + ": no authorityKeyIdentifier (RFC 5280 4.2.1.1)");
    }
  }
}
