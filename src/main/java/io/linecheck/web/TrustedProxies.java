package io.linecheck.web;

import io.linecheck.config.AddressText;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Who really asks, where a reverse proxy that is believed names them in {@code X-Forwarded-For}.
 */
final class TrustedProxies {
  private final List<Network> networks;

  private record Network(byte[] prefix, int bits) {
    boolean contains(InetAddress address) {
      byte[] bytes = address.getAddress();
      if (bytes.length != prefix.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((bytes[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Proxies at these addresses and networks: {@code 10.0.0.0/8}, {@code 192.0.2.7}. */
  TrustedProxies(List<String> networks) {
    this.networks =
        networks.stream().map(TrustedProxies::network).flatMap(Optional::stream).toList();
  }

  private static Optional<Network> network(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    return AddressText.parse(address)
        .map(InetAddress::getAddress)
        .map(prefix ->
            new Network(
                prefix,
                slash < 0
                    ? prefix.length * 8
                    : Math.min(prefix.length * 8, Integer.parseInt(text.substring(slash + 1)))));
  }

  /** The address of the client; that of the connection where no proxy is believed. */
  String client(HttpServerRequest request) {
    String direct = request.remoteAddress().hostAddress();
    String header = request.getHeader("X-Forwarded-For");
    if (header == null || !trusts(direct)) {
      return direct;
    }
    String[] hops = header.split(",", -1);
    for (int i = hops.length - 1; i >= 0; i--) {
      String hop = hops[i].strip();
      if (AddressText.parse(hop).isEmpty()) {
        return direct;
      }
      if (!trusts(hop)) {
        return hop;
      }
    }
    return direct;
  }

  private boolean trusts(String address) {
    return AddressText.parse(address)
        .filter(parsed -> networks.stream().anyMatch(network -> network.contains(parsed)))
        .isPresent();
  }
}
