package io.linecheck.probe.wire;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** What this machine itself lacks, so that no dialer is blamed for it. */
public final class OwnNetwork {
  /** What stands for an attempt that this machine could not make. */
  public static final String NO_IPV6 = "this machine has no IPv6";

  private OwnNetwork() {}

  /** Whether an address cannot be reached from here whatever its owner does. */
  public static boolean lacks(InetAddress address) {
    return address instanceof Inet6Address && !address.isLoopbackAddress() && !hasIpv6();
  }

  /** Whether any interface has an IPv6 address that reaches beyond its link (RFC 4291 2.5). */
  private static boolean hasIpv6() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(Inet6Address.class::isInstance)
          .anyMatch(own -> !own.isLoopbackAddress() && !own.isLinkLocalAddress());
    } catch (SocketException unknown) {
      return true;
    }
  }
}
