package io.linecheck.certificate;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Client use of public certificates, which ends with a coming renewal: authorities take clientAuth
 * out (Let's Encrypt in 2026), Chrome's root programme forbids it from 15 March 2027. It matters
 * where a SIP trunk shows the server's certificate as its own, not to browsers.
 */
public final class ClientUsage {
  private ClientUsage() {}

  /** What a door that asks for client certificates should be told of its own one. */
  public static Optional<Fault> ending(Verdict verdict) {
    return ending(verdict, PublicRoots::contains);
  }

  static Optional<Fault> ending(Verdict verdict, Predicate<Certificate> isPublic) {
    if (!verdict.trusted() || !isPublic.test(verdict.path().getLast())) {
      return Optional.empty();
    }
    return verdict
        .leaf()
        .filter(leaf -> {
          List<String> purposes = leaf.extensions.extendedKeyUsage();
          return purposes != null && purposes.contains(Extensions.CLIENT_AUTH);
        })
        .map(ClientUsage::fault);
  }

  private static Fault fault(Certificate leaf) {
    String element = "leaf (" + leaf.shortName() + ")";
    return new Fault(
        FindingCode.CERTIFICATE_CLIENT_USAGE_ENDING,
        Severity.INFO,
        element
            + ": extendedKeyUsage: expected serverAuth alone, as public authorities issue it by"
            + " 15 March 2027; found clientAuth too, valid until "
            + leaf.notAfter
            + ", at a door that asks for client certificates",
        Map.of("element", element, "field", "extendedKeyUsage"));
  }
}
