package io.linecheck.probe.sip;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * One digest challenge (RFC 3261 section 22.4, RFC 7616 section 3.3, RFC 8760).
 *
 * @param proxy whether it came in Proxy-Authenticate (407) rather than WWW-Authenticate (401)
 * @param scheme {@code Digest}, or what else was asked for
 * @param realm the protection space
 * @param nonce the server's nonce
 * @param opaque to be returned as it is; empty where there is none
 * @param algorithm as it was sent; empty means MD5
 * @param qop as it was sent, {@code auth,auth-int}; empty means the digest of RFC 2069
 * @param stale whether only the nonce was too old
 */
public record Challenge(
    boolean proxy,
    String scheme,
    String realm,
    String nonce,
    String opaque,
    String algorithm,
    String qop,
    boolean stale) {
  public Challenge {
    scheme = Objects.requireNonNullElse(scheme, "Digest");
    realm = Objects.requireNonNullElse(realm, "");
    nonce = Objects.requireNonNullElse(nonce, "");
    opaque = Objects.requireNonNullElse(opaque, "");
    algorithm = Objects.requireNonNullElse(algorithm, "");
    qop = Objects.requireNonNullElse(qop, "");
  }

  /** The JDK's name of the hash; empty where Linecheck, like every browser phone, has none. */
  public Optional<String> hash() {
    if (!scheme.equalsIgnoreCase("digest")) {
      return Optional.empty();
    }
    return switch (algorithm.toUpperCase(Locale.ROOT)) {
      case "", "MD5", "MD5-SESS" -> Optional.of("MD5");
      case "SHA-256", "SHA-256-SESS" -> Optional.of("SHA-256");
      default -> Optional.empty();
    };
  }

  /** Whether it can be answered: a known hash, and {@code auth} or no quality of protection. */
  public boolean answerable() {
    return hash().isPresent() && !lacksNonce() && (qop.isEmpty() || offersAuth());
  }

  /** Whether it is a Digest challenge with nothing to answer: phones take it for none. */
  public boolean lacksNonce() {
    return scheme.equalsIgnoreCase("digest") && nonce.isEmpty();
  }

  /** Whether {@code auth} is among the offered qualities of protection. */
  boolean offersAuth() {
    return List.of(qop.toLowerCase(Locale.ROOT).replace("\"", "").split("[,\\s]+", -1))
        .contains("auth");
  }

  /** The algorithm by name, MD5 where none was sent. */
  public String algorithmWord() {
    if (!scheme.equalsIgnoreCase("digest")) {
      return scheme;
    }
    return algorithm.isEmpty() ? "MD5" : algorithm;
  }
}
