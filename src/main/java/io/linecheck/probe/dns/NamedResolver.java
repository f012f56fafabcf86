package io.linecheck.probe.dns;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A resolver that is asked.
 *
 * @param name {@code default}, {@code inside} or {@code outside}
 * @param server its address; empty for this machine's own way of looking up: {@code /etc/hosts},
 *     then the servers of {@code /etc/resolv.conf}
 */
public record NamedResolver(String name, Optional<InetSocketAddress> server) {
  /** The name of the resolver whose answer is walked. */
  public static final String DEFAULT = "default";

  /** This machine's own way of looking up. */
  public static NamedResolver system() {
    return new NamedResolver(DEFAULT, Optional.empty());
  }
}
