package io.linecheck.certificate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The extensions of a certificate (RFC 5280 section 4.2) that matter to a browser; null where one
 * is not there. What could not be read stands in {@code defects}, so that the rest still speaks.
 *
 * @param critical every extension's number and whether it is critical
 * @param basicConstraints section 4.2.1.9
 * @param keyUsage section 4.2.1.3
 * @param extendedKeyUsage section 4.2.1.12, purposes as numbers
 * @param alternativeNames section 4.2.1.6
 * @param nameConstraints section 4.2.1.10
 * @param subjectKeyId section 4.2.1.2, lower-case hexadecimal
 * @param authorityKeyId section 4.2.1.1, lower-case hexadecimal; empty where the extension has none
 * @param policies sections 4.2.1.4, 4.2.1.5, 4.2.1.11, 4.2.1.14
 * @param issuerUrls where the issuer's certificate can be fetched (section 4.2.2.1)
 * @param crlUrls where revocation lists can be fetched (section 4.2.1.13)
 * @param timestamps embedded signed certificate timestamps (RFC 6962 section 3.3)
 * @param mustStaple whether TLS feature 5 is demanded (RFC 7633)
 * @param defects what is wrong with their encoding, each naming the extension
 * @param oddities the same for extensions that browsers do without
 */
record Extensions(
    Map<String, Boolean> critical,
    @Nullable BasicConstraints basicConstraints,
    @Nullable KeyUsage keyUsage,
    @Nullable List<String> extendedKeyUsage,
    @Nullable List<GeneralName> alternativeNames,
    @Nullable NameConstraints nameConstraints,
    @Nullable String subjectKeyId,
    @Nullable String authorityKeyId,
    Policies policies,
    List<String> issuerUrls,
    List<String> crlUrls,
    @Nullable List<SignedTimestamp> timestamps,
    boolean mustStaple,
    List<String> defects,
    List<String> oddities) {
  static final String BASIC_CONSTRAINTS = "2.5.29.19";
  static final String KEY_USAGE = "2.5.29.15";
  static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  static final String ALTERNATIVE_NAMES = "2.5.29.17";
  static final String NAME_CONSTRAINTS = "2.5.29.30";
  static final String SUBJECT_KEY_ID = "2.5.29.14";
  static final String AUTHORITY_KEY_ID = "2.5.29.35";
  static final String CERTIFICATE_POLICIES = "2.5.29.32";
  static final String POLICY_MAPPINGS = "2.5.29.33";
  static final String POLICY_CONSTRAINTS = "2.5.29.36";
  static final String INHIBIT_ANY_POLICY = "2.5.29.54";
  static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
  static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
  static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";
  static final String MICROSOFT_POLICIES = "1.3.6.1.4.1.311.21.10";
  static final String POISON = "1.3.6.1.4.1.11129.2.4.3";

  static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
  static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  static final String ANY_PURPOSE = "2.5.29.37.0";

  /**
   * Whether this is a CA and how deep the path below it may be.
   *
   * @param ca cA
   * @param pathLength pathLenConstraint, -1 where there is none
   */
  record BasicConstraints(boolean ca, int pathLength) {}

  /**
   * What the key may do.
   *
   * @param bits bit 0 of the extension is the highest bit of the first octet
   */
  record KeyUsage(int bits) {
    boolean digitalSignature() {
      return (bits & 0x8000) != 0;
    }

    boolean keyEncipherment() {
      return (bits & 0x2000) != 0;
    }

    boolean keyAgreement() {
      return (bits & 0x0800) != 0;
    }

    boolean keyCertSign() {
      return (bits & 0x0400) != 0;
    }

    boolean crlSign() {
      return (bits & 0x0200) != 0;
    }
  }

  /** The subtrees that names below a CA must, and must not, be in. */
  record NameConstraints(List<GeneralName> permitted, List<GeneralName> excluded) {
    /** Only those of a kind that browsers understand. */
    NameConstraints understood() {
      return new NameConstraints(
          permitted.stream().filter(each -> each.kind.isUnderstood()).toList(),
          excluded.stream().filter(each -> each.kind.isUnderstood()).toList());
    }

    int size() {
      return permitted.size() + excluded.size();
    }
  }

  /**
   * What is said of policies.
   *
   * @param asserted policies of the certificate; null where the extension is not there
   * @param mappings issuer's policy to subject's, as pairs in order
   * @param requireExplicit skipCerts of requireExplicitPolicy, -1 where there is none
   * @param inhibitMapping skipCerts of inhibitPolicyMapping, -1 where there is none
   * @param inhibitAny skipCerts of inhibitAnyPolicy, -1 where there is none
   */
  record Policies(
      @Nullable List<String> asserted,
      List<Map.Entry<String, String>> mappings,
      int requireExplicit,
      int inhibitMapping,
      int inhibitAny) {
    static final Policies NONE = new Policies(null, List.of(), -1, -1, -1);
  }

  boolean has(String oid) {
    return critical.containsKey(oid);
  }

  boolean isCritical(String oid) {
    return critical.getOrDefault(oid, false);
  }

  boolean isCa() {
    return basicConstraints != null && basicConstraints.ca();
  }
}
