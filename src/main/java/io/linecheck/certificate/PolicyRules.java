package io.linecheck.certificate;

import io.linecheck.certificate.Extensions.Policies;
import io.linecheck.model.FindingCode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Certificate policies (RFC 5280 sections 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j), 6.1.5).
 * Browsers accept any policy, so all that can go wrong is that none is left where an issuer
 * requires one; sets of policies are enough for that, no tree is grown.
 */
final class PolicyRules {
  private static final int MANY = 1_024;

  private final List<Certificate> path;
  private Set<String> valid = Set.of(PolicyReader.ANY);
  private int explicit;
  private int mapping;
  private int inhibitAny;

  private PolicyRules(List<Certificate> path) {
    this.path = path;
    explicit = path.size();
    mapping = path.size();
    inhibitAny = path.size();
  }

  /**
   * @param path leaf first, root last
   */
  static void judge(List<Certificate> path, String element, Complaints told) {
    boolean plain =
        path.stream()
            .limit(path.size() - 1L)
            .allMatch(each -> each.extensions.policies().requireExplicit() < 0);
    if (!plain && !new PolicyRules(path).holds()) {
      told.refuse(
          FindingCode.CERTIFICATE_CONSTRAINT_VIOLATED,
          element,
          "certificatePolicies",
          "a policy valid on the whole path, as an issuer requires one (RFC 5280 6.1.5)",
          "none is left");
    }
  }

  private boolean holds() {
    for (int i = path.size() - 2; i >= 0; i--) {
      Certificate certificate = path.get(i);
      boolean last = i == 0;
      process(certificate, last);
      if (explicit <= 0 && valid.isEmpty()) {
        return false;
      }
      if (!last) {
        prepare(certificate);
      }
    }
    Policies own = path.getFirst().extensions.policies();
    if (explicit > 0 && !path.getFirst().isSelfIssued()) {
      explicit--;
    }
    return !valid.isEmpty() || (explicit > 0 && own.requireExplicit() != 0);
  }

  private void process(Certificate certificate, boolean last) {
    List<String> asserted = certificate.extensions.policies().asserted();
    if (asserted == null) {
      valid = Set.of();
      return;
    }
    boolean anyBefore = valid.contains(PolicyReader.ANY);
    boolean any =
        asserted.contains(PolicyReader.ANY)
            && (inhibitAny > 0 || (!last && certificate.isSelfIssued()));
    Set<String> next = new HashSet<>();
    for (String policy : asserted) {
      if (!policy.equals(PolicyReader.ANY) && (anyBefore || valid.contains(policy))) {
        next.add(policy);
      }
    }
    if (any) {
      next.addAll(valid);
    }
    valid = next;
  }

  private void prepare(Certificate certificate) {
    Policies policies = certificate.extensions.policies();
    Set<String> mapped = new HashSet<>(valid);
    for (Map.Entry<String, String> pair : policies.mappings()) {
      mapped.remove(pair.getKey());
    }
    for (Map.Entry<String, String> pair : policies.mappings()) {
      boolean known = valid.contains(pair.getKey()) || valid.contains(PolicyReader.ANY);
      if (mapping > 0 && known && mapped.size() < MANY) {
        mapped.add(pair.getValue());
      }
    }
    valid = mapped;
    if (!certificate.isSelfIssued()) {
      explicit = Math.max(0, explicit - 1);
      mapping = Math.max(0, mapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicit = least(explicit, policies.requireExplicit());
    mapping = least(mapping, policies.inhibitMapping());
    inhibitAny = least(inhibitAny, policies.inhibitAny());
  }

  private static int least(int current, int skip) {
    return skip < 0 ? current : Math.min(current, skip);
  }
}
