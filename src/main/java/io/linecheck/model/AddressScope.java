package io.linecheck.model;

import java.net.Inet6Address;
import java.net.InetAddress;

/**
 * How far an IP address reaches, narrowest first: what stands behind a wider one cannot be given a
 * narrower one and still be found (RFC 6890, RFC 1918, RFC 6598, RFC 4193, RFC 5737, RFC 3849).
 */
public enum AddressScope {
  /** {@code 0.0.0.0/8}, {@code ::}, multicast and reserved: never the address of anybody. */
  NONE("not an address of a host"),
  /** {@code 127.0.0.0/8}, {@code ::1}: this host alone. */
  LOOPBACK("loopback"),
  /** {@code 169.254.0.0/16}, {@code fe80::/10}: this link alone. */
  LINK_LOCAL("link-local"),
  /** {@code 10/8}, {@code 172.16/12}, {@code 192.168/16}, {@code fec0::/10}. */
  PRIVATE("private"),
  /** {@code fc00::/7}: unique local. */
  UNIQUE_LOCAL("unique local"),
  /** {@code 100.64.0.0/10}: shared by the customers of a carrier. */
  CARRIER_SHARED("carrier-shared (100.64.0.0/10)"),
  /** {@code 192.0.2/24}, {@code 198.51.100/24}, {@code 203.0.113/24}, {@code 2001:db8::/32}. */
  DOCUMENTATION("reserved for documentation"),
  /** Everything else: reachable from the whole Internet. */
  PUBLIC("public");

  private final String words;

  AddressScope(String words) {
    this.words = words;
  }

  /** The scope in words, {@code link-local}. */
  public String words() {
    return words;
  }

  /**
   * Whether an address of this scope cannot be reached by everybody who reaches the other one.
   * Private, unique local and carrier-shared networks count as equally wide.
   */
  public boolean narrowerThan(AddressScope other) {
    return width() < other.width();
  }

  /** The scope of an address; an IPv4-mapped IPv6 address has that of its IPv4 address. */
  public static AddressScope of(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return LOOPBACK;
    }
    if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
      return NONE;
    }
    if (address.isLinkLocalAddress()) {
      return LINK_LOCAL;
    }
    if (address.isSiteLocalAddress()) {
      return PRIVATE;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address ? version6(bytes) : version4(bytes);
  }

  private static AddressScope version4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    if (first == 0 || first >= 240) {
      return NONE;
    }
    if (first == 100 && second >= 64 && second < 128) {
      return CARRIER_SHARED;
    }
    boolean documentation =
        (first == 192 && second == 0 && third == 2)
            || (first == 198 && second == 51 && third == 100)
            || (first == 203 && second == 0 && third == 113);
    return documentation ? DOCUMENTATION : PUBLIC;
  }

  private static AddressScope version6(byte[] bytes) {
    if ((bytes[0] & 0xfe) == 0xfc) {
      return UNIQUE_LOCAL;
    }
    boolean documentation =
        bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && (bytes[3] & 0xff) == 0xb8;
    return documentation ? DOCUMENTATION : PUBLIC;
  }

  private int width() {
    return switch (this) {
      case NONE -> 0;
      case LOOPBACK -> 1;
      case LINK_LOCAL -> 2;
      case PRIVATE, UNIQUE_LOCAL, CARRIER_SHARED -> 3;
      case DOCUMENTATION -> 4;
      case PUBLIC -> 5;
    };
  }
}
