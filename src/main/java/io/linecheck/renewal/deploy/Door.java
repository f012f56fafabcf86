package io.linecheck.renewal.deploy;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * One place from which a certificate is served: a service at one address, asked for one name.
 *
 * @param service the service's name
 * @param host the name agents use, sent as SNI
 * @param address where
 * @param socketPath the path of its WebSocket, where agents' phones connect
 */
public record Door(
    String service, String host, InetSocketAddress address, Optional<String> socketPath) {
  /** {@code wss 203.0.113.10:8089}. */
  public String text() {
    return service + " " + address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
