package io.linecheck.certificate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the extensions about policies (RFC 5280 sections 4.2.1.4, .5, .11 and .14). */
final class PolicyReader {
  static final String ANY = "2.5.29.32.0";

  private PolicyReader() {}

  private static final Set<String> QUALIFIERS = Set.of("1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2");

  /**
   * What certificatePolicies says.
   *
   * @param foreign whether a qualifier is neither a CPS address nor a notice to the user
   */
  record Asserted(List<String> policies, boolean foreign) {}

  static Asserted policies(Der value) throws DerException {
    DerReader reader = ExtensionReader.sequence(value, "certificatePolicies");
    List<String> found = new ArrayList<>();
    boolean foreign = false;
    while (!reader.isEmpty()) {
      DerReader information = reader.enter(Der.SEQUENCE);
      String policy = information.oid();
      if (found.contains(policy)) {
        throw reader.broken("names policy " + policy + " twice");
      }
      if (found.size() >= 256) {
        throw reader.broken("names more than 256 policies");
      }
      found.add(policy);
      if (!information.isEmpty()) {
        DerReader qualifiers = information.enter(Der.SEQUENCE);
        do {
          DerReader qualifier = qualifiers.enter(Der.SEQUENCE);
          foreign |= !QUALIFIERS.contains(qualifier.oid());
          var _ = qualifier.next();
          qualifier.end();
        } while (!qualifiers.isEmpty());
        information.end();
      }
    }
    if (found.isEmpty()) {
      throw reader.broken("is an empty list");
    }
    return new Asserted(List.copyOf(found), foreign);
  }

  static List<Map.Entry<String, String>> mappings(Der value) throws DerException {
    DerReader reader = ExtensionReader.sequence(value, "policyMappings");
    List<Map.Entry<String, String>> found = new ArrayList<>();
    while (!reader.isEmpty()) {
      DerReader pair = reader.enter(Der.SEQUENCE);
      found.add(Map.entry(pair.oid(), pair.oid()));
      if (found.getLast().getKey().equals(ANY) || found.getLast().getValue().equals(ANY)) {
        throw reader.broken("maps anyPolicy");
      }
      pair.end();
    }
    if (found.isEmpty() || found.size() > 256) {
      throw reader.broken("maps " + found.size() + " policies");
    }
    return List.copyOf(found);
  }

  /** skipCerts of requireExplicitPolicy and of inhibitPolicyMapping; -1 where there is none. */
  static int[] constraints(Der value) throws DerException {
    DerReader reader = ExtensionReader.sequence(value, "policyConstraints");
    Der explicit = reader.optional(Der.context(0, false));
    Der mapping = reader.optional(Der.context(1, false));
    reader.end();
    if (explicit == null && mapping == null) {
      throw reader.broken("is empty");
    }
    return new int[] {
      explicit == null ? -1 : reader.smallInteger(explicit),
      mapping == null ? -1 : reader.smallInteger(mapping)
    };
  }

  static int inhibitAny(Der value) throws DerException {
    DerReader reader = value.inside("inhibitAnyPolicy");
    int skip = reader.smallInteger();
    reader.end();
    return skip;
  }
}
