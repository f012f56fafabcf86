package io.linecheck.probe.dns;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Upkeep;
import io.linecheck.model.Upkeep.Renewer;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.dns.CaaObservation.Property;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether the authority that renews may issue (RFC 8659 section 4, RFC 8657 section 4): the one
 * that is configured, else the one that issued what is served, else the one its client usually
 * asks. Of an authority that is not known nothing is said, unless nobody at all may issue.
 */
public final class CaaDecision implements Decision<CaaObservation> {
  private static final Set<String> KNOWN =
      Set.of(
          "issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc");

  /** Whom to expect at the next renewal, and how that is known. */
  private record Expected(List<String> domains, String how) {}

  @Override
  public List<Fault> decide(Subject subject, CaaObservation seen) {
    if (seen.records().isEmpty()) {
      return List.of();
    }
    Optional<Property> unknown =
        seen.records().stream()
            .filter(record -> record.critical() && !KNOWN.contains(lower(record.tag())))
            .findFirst();
    if (unknown.isPresent()) {
      return fault(
          seen, "has the critical property " + unknown.get() + ", which no authority knows");
    }
    Expected expected = expected(subject.dialer().upkeep(), seen);
    boolean wildcard = seen.names().stream().anyMatch(name -> covers(name, seen.host()));
    List<Property> narrow = wildcard ? seen.tagged("issuewild") : List.of();
    List<Property> records = narrow.isEmpty() ? seen.tagged("issue") : narrow;
    if (records.isEmpty()) {
      return List.of();
    }
    if (records.stream().allMatch(record -> record.authority().isEmpty())) {
      return fault(seen, "lets no authority issue: " + listed(records));
    }
    if (expected.domains().isEmpty()) {
      return List.of();
    }
    List<Property> own =
        records.stream().filter(record -> expected.domains().contains(record.authority())).toList();
    if (own.isEmpty()) {
      return fault(
          seen,
          "allows "
              + listed(records)
              + "; expected "
              + expected.domains().getFirst()
              + ", "
              + expected.how());
    }
    return method(subject.dialer().upkeep(), seen, own);
  }

  private static Expected expected(Upkeep upkeep, CaaObservation seen) {
    if (upkeep.authority().isPresent()) {
      return new Expected(
          List.of(upkeep.authority().get()), "the authority that is configured to renew");
    }
    List<String> issuers = Authorities.of(seen.issuer());
    if (!issuers.isEmpty()) {
      return new Expected(
          issuers,
          "the authority of the certificate that is served ("
              + Authorities.organisation(seen.issuer()).orElse(seen.issuer())
              + ")");
    }
    boolean byAcme = upkeep.renewer() == Renewer.CERTBOT || upkeep.renewer() == Renewer.THREE_CX;
    return byAcme
        ? new Expected(
            List.of("letsencrypt.org"), "which " + upkeep.renewer().word() + " usually asks")
        : new Expected(List.of(), "");
  }

  /** The parameter that says by which challenge a name may be proven (RFC 8657 section 4). */
  private static List<Fault> method(Upkeep upkeep, CaaObservation seen, List<Property> own) {
    if (upkeep.challenge().isEmpty()) {
      return List.of();
    }
    String challenge = upkeep.challenge().get();
    boolean allowed =
        own.stream()
            .map(record -> record.parameter("validationmethods"))
            .anyMatch(methods ->
                methods.isEmpty()
                    || Arrays.stream(methods.split(",", -1))
                        .map(String::strip)
                        .anyMatch(challenge::equalsIgnoreCase));
    return allowed
        ? List.of()
        : fault(seen, "allows " + listed(own) + "; expected the method " + challenge);
  }

  private static boolean covers(String name, String host) {
    int dot = host.indexOf('.');
    return dot > 0 && lower(name).equals("*" + lower(host).substring(dot));
  }

  private static String listed(List<Property> records) {
    return records.stream().map(Property::toString).collect(Collectors.joining(", "));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static List<Fault> fault(CaaObservation seen, String what) {
    return List.of(
        Fault.of(
            FindingCode.DNS_CAA_FORBIDS_ISSUER,
            "the CAA set of "
                + seen.at()
                + (seen.at().equalsIgnoreCase(seen.host())
                    ? " "
                    : ", which applies to " + seen.host() + ", ")
                + what));
  }
}
