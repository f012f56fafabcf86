package io.linecheck.renewal.deploy;

import java.net.InetSocketAddress;

/**
 * One place from which a certificate is served: a service at one address.
 *
 * @param service the service's name
 * @param host the name agents use, sent as SNI
 * @param address where
 */
public record Door(String service, String host, InetSocketAddress address) {
  /** {@code wss 203.0.113.10:8089}. */
  public String text() {
    return service + " " + address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
