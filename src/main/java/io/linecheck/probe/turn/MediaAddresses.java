package io.linecheck.probe.turn;

import io.linecheck.model.Dialer;
import io.linecheck.probe.Path;
import java.net.InetAddress;
import java.util.List;

/** Where a dialer's audio comes from: what a relay must be allowed to send to. */
@FunctionalInterface
public interface MediaAddresses {
  /** The addresses of a dialer, none where they are not known; may block on a look-up. */
  List<InetAddress> find(Path path) throws InterruptedException;

  /**
   * What is known without a look-up: the configured addresses, else the walked one where the relay
   * has the dialer's own name.
   */
  static List<InetAddress> known(Path path) {
    Dialer dialer = path.context().dialer();
    if (!dialer.addresses().isEmpty()) {
      return dialer.addresses();
    }
    return path.context().service().host().equalsIgnoreCase(dialer.host())
        ? List.of(path.address().getAddress())
        : List.of();
  }
}
