package io.linecheck.probe.wire;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as people write them (RFC 5952, RFC 3986 section 3.2.2). */
public final class AddressWords {
  private AddressWords() {}

  /** {@code 203.0.113.10}, {@code 2001:db8::1}. */
  public static String of(InetAddress address) {
    return NetUtil.toAddressString(address);
  }

  /** {@code 203.0.113.10:8089}, {@code [2001:db8::1]:8089}; a name where it is not resolved. */
  public static String of(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : of(ip);
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }
}
