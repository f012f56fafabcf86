package io.linecheck.renewal.deploy;

import io.linecheck.probe.wire.TlsOffer.Ciphers;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One place from which a certificate is served: a service at one address, asked for one name, by a
 * client of one kind.
 *
 * @param service the service's name
 * @param host the name agents use, sent as SNI
 * @param address where
 * @param socketPath the path of its WebSocket, where agents' phones connect
 * @param offered what the client offers: only RSA or only ECDSA where the server holds both
 */
public record Door(
    String service,
    String host,
    InetSocketAddress address,
    Optional<String> socketPath,
    Ciphers offered) {
  /** {@code wss 203.0.113.10:8089}, {@code https 203.0.113.10:443 (RSA)}. */
  public String text() {
    String kind =
        switch (offered) {
          case RSA, RSA_FIRST -> " (RSA)";
          case ECDSA -> " (ECDSA)";
          case BROWSER, EVERYTHING -> "";
        };
    return service + " " + address.getAddress().getHostAddress() + ":" + address.getPort() + kind;
  }
}
