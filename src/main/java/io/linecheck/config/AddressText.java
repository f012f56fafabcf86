package io.linecheck.config;

import java.net.InetAddress;
import java.util.Optional;

/** IP addresses as text; never asks a name server. */
public final class AddressText {
  private AddressText() {}

  /** The IPv4 address in four parts or the IPv6 address, if the text is one. */
  public static Optional<InetAddress> parse(String text) {
    boolean ipv4 = text.matches("\\d{1,3}(?:\\.\\d{1,3}){3}");
    boolean ipv6 = text.indexOf(':') >= 0 && text.matches("[0-9A-Fa-f:.]{2,45}");
    if (!ipv4 && !ipv6) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
