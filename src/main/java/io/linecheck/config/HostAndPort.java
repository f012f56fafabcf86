package io.linecheck.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host name or address with a port.
 *
 * @param host without brackets
 * @param port 1 to 65535; 0 asks the system for a free one
 */
public record HostAndPort(String host, int port) {
  private static final Pattern LABEL =
      Pattern.compile("[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,32})?");
  private static final Pattern PORT = Pattern.compile("\\d{1,5}");

  /** Reads {@code host:port} or {@code [IPv6]:port}. */
  public static Optional<HostAndPort> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    Optional<String> host = host(text.substring(0, colon), true);
    Optional<Integer> port = port(text.substring(colon + 1));
    return host.isPresent() && port.isPresent()
        ? Optional.of(new HostAndPort(host.get(), port.get()))
        : Optional.empty();
  }

  /**
   * A host name, an IPv4 address, or an IPv6 address with or without brackets; a name comes in
   * ASCII and without the root's dot.
   */
  public static Optional<String> host(String text) {
    return host(text, false);
  }

  /** A port from 0 to 65535. */
  public static Optional<Integer> port(String text) {
    return PORT.matcher(text).matches() && Integer.parseInt(text) <= 65535
        ? Optional.of(Integer.parseInt(text))
        : Optional.empty();
  }

  private static Optional<String> host(String text, boolean needsBrackets) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    String bare = bracketed ? text.substring(1, text.length() - 1) : text;
    if (bare.indexOf(':') >= 0) {
      boolean sound = (bracketed || !needsBrackets) && isIpv6(bare);
      return sound ? Optional.of(bare) : Optional.empty();
    }
    return bracketed ? Optional.empty() : name(bare);
  }

  private static boolean isIpv6(String text) {
    return IPV6.matcher(text).matches()
        && AddressText.parse(text.replaceFirst("%.*", "")).isPresent();
  }

  /** A name as browsers send and compare it: in ASCII (RFC 5890), without the root's dot. */
  private static Optional<String> name(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    if (name.isEmpty() || name.length() > 253) {
      return Optional.empty();
    }
    String ascii;
    try {
      ascii = java.net.IDN.toASCII(name, java.net.IDN.ALLOW_UNASSIGNED);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    for (String label : ascii.split("\\.", -1)) {
      if (!LABEL.matcher(label).matches()) {
        return Optional.empty();
      }
    }
    boolean looksLikeAddress = ascii.matches("[0-9.]+");
    return looksLikeAddress && AddressText.parse(ascii).isEmpty()
        ? Optional.empty()
        : Optional.of(ascii);
  }

  /** {@code host:port}, an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
