package io.linecheck.probe.wire;

import io.linecheck.probe.wire.TlsOffer.Ciphers;
import java.util.List;
import java.util.Optional;

/**
 * The signature algorithms that make a TLS 1.3 server show a certificate of one kind (RFC 8446
 * section 4.2.3), as the JDK names them. The PKCS #1 ones count there only for what an authority
 * signed, never for the server's own key, and an ECDSA one fits only keys of its own curve.
 */
final class SignatureSchemes {
  private static final List<String> SIGNED_BY_RSA =
      List.of("rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512");
  private static final List<String> RSA_KEY =
      List.of("rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512");
  private static final List<String> P256 = List.of("ecdsa_secp256r1_sha256");
  private static final List<String> LARGER_CURVES =
      List.of("ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512");

  private SignatureSchemes() {}

  /** Those of an offer, the preferred ones first; empty for all that the engine has. */
  static Optional<List<String>> of(Ciphers ciphers) {
    return switch (ciphers) {
      case BROWSER, EVERYTHING -> Optional.empty();
      case ECDSA -> Optional.of(join(List.of(P256, LARGER_CURVES, SIGNED_BY_RSA)));
      case RSA -> Optional.of(join(List.of(RSA_KEY, SIGNED_BY_RSA, LARGER_CURVES)));
      case RSA_FIRST -> Optional.of(join(List.of(RSA_KEY, SIGNED_BY_RSA, LARGER_CURVES, P256)));
    };
  }

  private static List<String> join(List<List<String>> parts) {
    return parts.stream().flatMap(List::stream).toList();
  }
}
