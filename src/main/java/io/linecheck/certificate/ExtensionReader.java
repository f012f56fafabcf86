package io.linecheck.certificate;

import io.linecheck.certificate.Extensions.BasicConstraints;
import io.linecheck.certificate.Extensions.KeyUsage;
import io.linecheck.certificate.Extensions.NameConstraints;
import io.linecheck.certificate.Extensions.Policies;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the extensions of one certificate, each by its section of RFC 5280. */
final class ExtensionReader {
  /** More are refused: no certificate that a browser accepts has as many. */
  private static final int MOST = 64;

  /** Those that browsers do not read, or do without when they cannot. */
  private static final Set<String> PASSED_OVER =
      Set.of(Extensions.CRL_DISTRIBUTION_POINTS, Extensions.TLS_FEATURE, Extensions.TIMESTAMPS);

  private final Map<String, Boolean> critical = new LinkedHashMap<>();
  private final List<String> defects = new ArrayList<>();
  private final List<String> oddities = new ArrayList<>();
  private @Nullable BasicConstraints basicConstraints;
  private @Nullable KeyUsage keyUsage;
  private @Nullable List<String> purposes;
  private @Nullable List<GeneralName> names;
  private @Nullable NameConstraints nameConstraints;
  private @Nullable String subjectKeyId;
  private @Nullable String authorityKeyId;
  private @Nullable List<String> asserted;
  private List<Map.Entry<String, String>> mappings = List.of();
  private int requireExplicit = -1;
  private int inhibitMapping = -1;
  private int inhibitAny = -1;
  private List<String> issuerUrls = List.of();
  private List<String> crlUrls = List.of();
  private @Nullable List<SignedTimestamp> timestamps;
  private boolean mustStaple;

  /** Those of a certificate that has none. */
  static Extensions none() {
    return new ExtensionReader().result();
  }

  /** Reads the content of Extensions; what is wrong inside one extension becomes a defect. */
  static Extensions read(DerReader sequence) throws DerException {
    ExtensionReader reader = new ExtensionReader();
    if (sequence.isEmpty()) {
      reader.defects.add("extensions: the list is empty");
    }
    while (!sequence.isEmpty()) {
      DerReader extension = sequence.enter(Der.SEQUENCE);
      String oid = extension.oid();
      boolean isCritical = false;
      if (extension.peek() == Der.BOOLEAN) {
        isCritical = extension.bool();
        if (!isCritical) {
          reader.defects.add(
              "extension " + name(oid) + " writes its default, critical FALSE, out (BER, not DER)");
        }
      }
      Der value = extension.next(Der.OCTET_STRING);
      extension.end();
      if (reader.critical.putIfAbsent(oid, isCritical) != null) {
        reader.defects.add("extension " + name(oid) + " stands there twice");
      } else if (reader.critical.size() > MOST) {
        throw extension.broken("is one of more than " + MOST);
      } else {
        reader.one(oid, value);
      }
    }
    return reader.result();
  }

  private void one(String oid, Der value) {
    try {
      switch (oid) {
        case Extensions.BASIC_CONSTRAINTS -> basicConstraints(value);
        case Extensions.KEY_USAGE -> keyUsage(value);
        case Extensions.EXTENDED_KEY_USAGE -> extendedKeyUsage(value);
        case Extensions.ALTERNATIVE_NAMES ->
            names = GeneralName.list(sequence(value, "subjectAltName"));
        case Extensions.NAME_CONSTRAINTS -> nameConstraints(value);
        case Extensions.SUBJECT_KEY_ID -> subjectKeyId(value);
        case Extensions.AUTHORITY_KEY_ID -> authorityKeyId(value);
        case Extensions.AUTHORITY_INFO_ACCESS -> issuerUrls = issuerUrls(value);
        case Extensions.CRL_DISTRIBUTION_POINTS -> crlUrls = crlUrls(value);
        case Extensions.TLS_FEATURE -> tlsFeature(value);
        case Extensions.TIMESTAMPS -> timestamps = timestamps(value);
        case Extensions.CERTIFICATE_POLICIES -> policies(value);
        case Extensions.POLICY_MAPPINGS -> mappings = PolicyReader.mappings(value);
        case Extensions.POLICY_CONSTRAINTS -> {
          int[] skips = PolicyReader.constraints(value);
          requireExplicit = skips[0];
          inhibitMapping = skips[1];
        }
        case Extensions.INHIBIT_ANY_POLICY -> inhibitAny = PolicyReader.inhibitAny(value);
        default -> {
          // Whether an unknown one may be passed over depends on its criticality alone.
        }
      }
    } catch (DerException e) {
      (PASSED_OVER.contains(oid) ? oddities : defects).add(e.getMessage());
    }
  }

  /** The only SEQUENCE of an extension's value. */
  static DerReader sequence(Der value, String what) throws DerException {
    DerReader outer = value.inside(what);
    DerReader inner = outer.enter(Der.SEQUENCE);
    outer.end();
    return inner;
  }

  private void policies(Der value) throws DerException {
    PolicyReader.Asserted read = PolicyReader.policies(value);
    asserted = read.policies();
    if (critical.getOrDefault(Extensions.CERTIFICATE_POLICIES, false) && read.foreign()) {
      throw new DerException("certificatePolicies is critical and has a qualifier nobody knows");
    }
  }

  private void basicConstraints(Der value) throws DerException {
    DerReader reader = sequence(value, "basicConstraints");
    boolean ca = reader.peek() == Der.BOOLEAN && reader.bool();
    int pathLength = reader.isEmpty() ? -1 : reader.smallInteger();
    reader.end();
    basicConstraints = new BasicConstraints(ca, pathLength);
  }

  private void keyUsage(Der value) throws DerException {
    DerReader reader = value.inside("keyUsage");
    Der bits = reader.next(Der.BIT_STRING);
    reader.end();
    if (bits.length() < 2 || bits.length() > 3 || bits.octet(0) > 7) {
      throw reader.broken("is a BIT STRING of " + bits.length() + " octets");
    }
    int unused = bits.octet(0);
    int last = bits.octet(bits.length() - 1);
    if ((last & ((1 << unused) - 1)) != 0) {
      throw reader.broken("sets bits that it calls unused");
    }
    int found = (bits.octet(1) << 8) | (bits.length() == 3 ? bits.octet(2) : 0);
    if (found == 0) {
      throw reader.broken("allows nothing at all");
    }
    keyUsage = new KeyUsage(found);
  }

  private void extendedKeyUsage(Der value) throws DerException {
    DerReader reader = sequence(value, "extendedKeyUsage");
    List<String> found = new ArrayList<>();
    while (!reader.isEmpty()) {
      found.add(reader.oid());
    }
    if (found.isEmpty()) {
      throw reader.broken("is an empty list of purposes");
    }
    purposes = List.copyOf(found);
  }

  private void nameConstraints(Der value) throws DerException {
    DerReader reader = sequence(value, "nameConstraints");
    Der permitted = reader.optional(Der.context(0, true));
    Der excluded = reader.optional(Der.context(1, true));
    reader.end();
    if (permitted == null && excluded == null) {
      throw reader.broken("has neither permitted nor excluded subtrees");
    }
    NameConstraints read = new NameConstraints(subtrees(permitted), subtrees(excluded));
    // What nobody understands must be obeyed only in a critical extension.
    boolean all = critical.getOrDefault(Extensions.NAME_CONSTRAINTS, false);
    nameConstraints = all ? read : read.understood();
  }

  private static List<GeneralName> subtrees(@Nullable Der element) throws DerException {
    if (element == null) {
      return List.of();
    }
    DerReader reader = element.inside("nameConstraints");
    List<GeneralName> bases = new ArrayList<>();
    do {
      DerReader subtree = reader.enter(Der.SEQUENCE);
      bases.add(GeneralName.read(subtree, true));
      Der minimum = subtree.optional(Der.context(0, false));
      if ((minimum != null && subtree.smallInteger(minimum) != 0) || !subtree.isEmpty()) {
        throw subtree.broken("has a minimum or maximum other than the default");
      }
    } while (!reader.isEmpty());
    return List.copyOf(bases);
  }

  private void subjectKeyId(Der value) throws DerException {
    DerReader reader = value.inside("subjectKeyIdentifier");
    subjectKeyId = HexFormat.of().formatHex(reader.next(Der.OCTET_STRING).content());
    reader.end();
  }

  private void authorityKeyId(Der value) throws DerException {
    DerReader reader = sequence(value, "authorityKeyIdentifier");
    Der id = reader.optional(Der.context(0, false));
    Der issuer = reader.optional(Der.context(1, true));
    Der serial = reader.optional(Der.context(2, false));
    reader.end();
    if (issuer == null != (serial == null)) {
      throw reader.broken("has an issuer without a serial number, or the reverse");
    }
    if (issuer != null) {
      var _ = GeneralName.list(issuer.inside("authorityCertIssuer"));
    }
    authorityKeyId = id == null ? "" : HexFormat.of().formatHex(id.content());
  }

  private static List<String> issuerUrls(Der value) throws DerException {
    DerReader reader = sequence(value, "authorityInfoAccess");
    List<String> urls = new ArrayList<>();
    if (reader.isEmpty()) {
      throw reader.broken("is an empty list");
    }
    while (!reader.isEmpty()) {
      DerReader description = reader.enter(Der.SEQUENCE);
      String method = description.oid();
      GeneralName location = GeneralName.read(description, false);
      description.end();
      if (method.equals("1.3.6.1.5.5.7.48.2") && location.kind == GeneralName.Kind.URI) {
        urls.add(location.text);
      }
    }
    return List.copyOf(urls);
  }

  private static List<String> crlUrls(Der value) throws DerException {
    DerReader reader = sequence(value, "cRLDistributionPoints");
    List<String> urls = new ArrayList<>();
    while (!reader.isEmpty()) {
      DerReader point = reader.enter(Der.SEQUENCE);
      Der name = point.optional(Der.context(0, true));
      if (name == null) {
        continue;
      }
      DerReader inside = name.inside("cRLDistributionPoints");
      if (inside.peek() == Der.context(0, true)) {
        for (GeneralName each : GeneralName.list(inside.enter(Der.context(0, true)))) {
          if (each.kind == GeneralName.Kind.URI) {
            urls.add(each.text);
          }
        }
      }
    }
    return List.copyOf(urls);
  }

  private void tlsFeature(Der value) throws DerException {
    DerReader reader = sequence(value, "TLS feature");
    while (!reader.isEmpty()) {
      mustStaple |= reader.smallInteger() == 5;
    }
  }

  private static List<SignedTimestamp> timestamps(Der value) throws DerException {
    DerReader reader = value.inside("signed certificate timestamps");
    Der list = reader.next(Der.OCTET_STRING);
    reader.end();
    return SignedTimestamp.list(list.content());
  }

  private Extensions result() {
    Policies policies =
        asserted == null && requireExplicit < 0 && inhibitAny < 0 && inhibitMapping < 0
            ? Policies.NONE
            : new Policies(asserted, mappings, requireExplicit, inhibitMapping, inhibitAny);
    return new Extensions(
        critical,
        basicConstraints,
        keyUsage,
        purposes,
        names,
        nameConstraints,
        subjectKeyId,
        authorityKeyId,
        policies,
        issuerUrls,
        crlUrls,
        timestamps,
        mustStaple,
        List.copyOf(defects),
        List.copyOf(oddities));
  }

  /** The name of a well-known extension, else its number. */
  static String name(String oid) {
    return switch (oid) {
      case Extensions.BASIC_CONSTRAINTS -> "basicConstraints";
      case Extensions.KEY_USAGE -> "keyUsage";
      case Extensions.EXTENDED_KEY_USAGE -> "extendedKeyUsage";
      case Extensions.ALTERNATIVE_NAMES -> "subjectAltName";
      case Extensions.NAME_CONSTRAINTS -> "nameConstraints";
      case Extensions.SUBJECT_KEY_ID -> "subjectKeyIdentifier";
      case Extensions.AUTHORITY_KEY_ID -> "authorityKeyIdentifier";
      case Extensions.CERTIFICATE_POLICIES -> "certificatePolicies";
      case Extensions.POLICY_MAPPINGS -> "policyMappings";
      case Extensions.POLICY_CONSTRAINTS -> "policyConstraints";
      case Extensions.INHIBIT_ANY_POLICY -> "inhibitAnyPolicy";
      case Extensions.CRL_DISTRIBUTION_POINTS -> "cRLDistributionPoints";
      case Extensions.AUTHORITY_INFO_ACCESS -> "authorityInfoAccess";
      case Extensions.TLS_FEATURE -> "TLS feature";
      case Extensions.TIMESTAMPS -> "signed certificate timestamps";
      case Extensions.POISON -> "precertificate poison";
      default -> oid;
    };
  }
}
