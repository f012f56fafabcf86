package io.linecheck.probe.wire;

import java.util.List;
import java.util.Optional;

/**
 * What a client offers in its ClientHello.
 *
 * @param serverName the SNI (RFC 6066 section 3); empty sends none
 * @param versions {@code TLSv1.3}, {@code TLSv1.2}, …
 * @param ciphers which cipher suites
 * @param alpn protocols offered (RFC 7301); empty sends no such extension
 * @param engine which implementation of TLS speaks
 */
public record TlsOffer(
    Optional<String> serverName,
    List<String> versions,
    Ciphers ciphers,
    List<String> alpn,
    TlsEngine engine) {
  private static final List<String> MODERN = List.of("TLSv1.3", "TLSv1.2");

  public TlsOffer {
    versions = List.copyOf(versions);
    alpn = List.copyOf(alpn);
  }

  /**
   * Which cipher suites an offer holds. In TLS 1.3, where they leave the certificate open, the
   * signature algorithms (RFC 8446 section 4.2.3) do the same; only the JDK's engine can narrow
   * those.
   */
  public enum Ciphers {
    /** What browsers of today offer. */
    BROWSER,
    /** Only those that make a server show an RSA certificate. */
    RSA,
    /**
     * The same, but that TLS 1.3 servers may show a P-256 certificate at a pinch: those that count
     * the signature of the authority too take no RSA certificate that a P-256 authority signed.
     */
    RSA_FIRST,
    /** Only those that make a server show an ECDSA certificate. */
    ECDSA,
    /** Everything the engine has, however old. */
    EVERYTHING
  }

  /** Two implementations of TLS, each of which sees servers that the other does not. */
  public enum TlsEngine {
    /** BoringSSL; knows TLS 1.0 and RSA key exchange, no DHE. */
    NATIVE,
    /** The JDK's; knows DHE. */
    JDK
  }

  /** What a browser offers: TLS 1.2 and 1.3, HTTP/1.1 as for a WebSocket. */
  public static TlsOffer browser(String serverName) {
    return new TlsOffer(
        Optional.of(serverName), MODERN, Ciphers.BROWSER, List.of("http/1.1"), TlsEngine.NATIVE);
  }

  /** TLS 1.2 and 1.3 with no ALPN, for what is not HTTP. */
  public static TlsOffer plain(String serverName) {
    return browser(serverName).withAlpn();
  }

  /** The same with other protocols. */
  public TlsOffer withAlpn(String... protocols) {
    return new TlsOffer(serverName, versions, ciphers, List.of(protocols), engine);
  }

  /** The same without SNI. */
  public TlsOffer withoutServerName() {
    return new TlsOffer(Optional.empty(), versions, ciphers, alpn, engine);
  }

  /** The same with other versions. */
  public TlsOffer withVersions(String... others) {
    return new TlsOffer(serverName, List.of(others), ciphers, alpn, engine);
  }

  /** The same with other cipher suites. */
  public TlsOffer withCiphers(Ciphers others) {
    return new TlsOffer(serverName, versions, others, alpn, engine);
  }

  /** The same spoken by another engine. */
  public TlsOffer withEngine(TlsEngine other) {
    return new TlsOffer(serverName, versions, ciphers, alpn, other);
  }
}
