package io.linecheck.incident;

import io.linecheck.incident.SharedCause.Kind;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a finding would share with others if they failed in the same minute, the most specific thing
 * first: the server several dialers name, the authority that issued, the resolver, the gateway
 * before them, the site. Pure.
 */
public final class SharedCauseDecision {
  private SharedCauseDecision() {}

  /**
   * The cause this finding may share; empty when no other dialer can have it.
   *
   * @param facts of the check, by dotted name
   */
  public static Optional<SharedCause> of(
      Dialer dialer, Service service, Finding finding, Map<String, String> facts, Fleet fleet) {
    SharedCause server = Fleet.server(service);
    if (fleet.shared(server)) {
      return Optional.of(server);
    }
    if (ofAuthority(finding.code()) && fleet.members().size() > 1) {
      String issuer = facts.getOrDefault("certificate.issuer", "");
      if (!issuer.isBlank()) {
        return Optional.of(new SharedCause(Kind.CERTIFICATE_AUTHORITY, issuer));
      }
    }
    if (finding.code() == FindingCode.DNS_SERVER_FAILURE && fleet.members().size() > 1) {
      return Optional.of(
          new SharedCause(Kind.RESOLVER, facts.getOrDefault("dns.resolver", "of this machine")));
    }
    if (!ofReaching(finding.code())) {
      return Optional.empty();
    }
    return candidates(dialer).stream()
        .filter(cause -> fleet.shared(cause) || fleet.members().containsKey(cause.name()))
        .findFirst();
  }

  private static List<SharedCause> candidates(Dialer dialer) {
    Optional<SharedCause> gateway =
        dialer.parent().map(parent -> new SharedCause(Kind.GATEWAY, parent));
    Optional<SharedCause> site =
        Optional.ofNullable(dialer.labels().get("site"))
            .map(name -> new SharedCause(Kind.SITE, name));
    return Stream.of(gateway, site).flatMap(Optional::stream).toList();
  }

  /** Faults that lie with whoever issued the certificate. */
  private static boolean ofAuthority(FindingCode code) {
    return switch (code) {
      case CERTIFICATE_REVOKED,
          CERTIFICATE_ROOT_UNTRUSTED,
          CERTIFICATE_CHAIN_EXPIRED,
          CERTIFICATE_TRANSPARENCY_MISSING,
          RENEWAL_CA_REFUSED,
          RENEWAL_RATE_LIMITED ->
          true;
      // every other code, unseen ones included, lies with one dialer
      default -> false;
    };
  }

  /** Faults that a broken path between here and there explains. */
  static boolean ofReaching(FindingCode code) {
    return switch (code) {
      case PORT_FILTERED,
          HOST_UNREACHABLE,
          DNS_SERVER_FAILURE,
          TLS_NO_ANSWER,
          STUN_NO_ANSWER,
          TURN_NO_ANSWER ->
          true;
      default -> false;
    };
  }
}
