package io.linecheck.renewal;

import io.linecheck.config.DeployTarget;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import io.linecheck.renewal.deploy.Door;
import io.linecheck.renewal.deploy.Recipe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The doors of a dialer that its targets feed: every service at every address. */
final class Doors {
  private static final List<Ciphers> ANY = List.of(Ciphers.BROWSER);
  private static final List<Ciphers> BOTH = List.of(Ciphers.ECDSA, Ciphers.RSA);

  private Doors() {}

  static List<Door> of(RenewalTask task) {
    Set<String> named = fed(task.targets().values());
    Set<String> both =
        task.pairs().size() == 1
            ? Set.of()
            : fed(task.targets().values().stream().filter(DeployTarget::holdsTwo).toList());
    Dialer dialer = task.dialer();
    List<Door> doors = new ArrayList<>();
    for (Service service : dialer.services()) {
      if (named.contains(service.name()) && service.kind().servesCertificate()) {
        List<InetAddress> addresses = addresses(dialer, service);
        for (String host : hosts(task, service, addresses)) {
          for (Ciphers offered : both.contains(service.name()) ? BOTH : ANY) {
            addresses.forEach(address -> doors.add(door(service, host, address, offered)));
          }
        }
      }
    }
    return doors;
  }

  /** The services that serve what these targets get. */
  private static Set<String> fed(Collection<DeployTarget> targets) {
    Set<String> services = new LinkedHashSet<>();
    targets.forEach(target -> services.addAll(Recipe.of(target).doors()));
    return services;
  }

  private static Door door(Service service, String host, InetAddress address, Ciphers offered) {
    boolean held =
        service.kind() == ServiceKind.WSS && host.equals(service.host()) && offered != Ciphers.RSA;
    Optional<String> path = held ? service.paths().stream().findFirst() : Optional.empty();
    return new Door(
        service.name(), host, new InetSocketAddress(address, service.port()), path, offered);
  }

  /** The service's name, and every other name of the certificate that leads to the same place. */
  private static Set<String> hosts(RenewalTask task, Service service, List<InetAddress> addresses) {
    Set<String> hosts = new LinkedHashSet<>();
    hosts.add(service.host());
    for (String name : task.names()) {
      if (!name.startsWith("*.") && resolved(name).stream().anyMatch(addresses::contains)) {
        hosts.add(name);
      }
    }
    return hosts;
  }

  private static List<InetAddress> addresses(Dialer dialer, Service service) {
    if (service.host().equals(dialer.host()) && !dialer.addresses().isEmpty()) {
      return dialer.addresses();
    }
    return resolved(service.host());
  }

  private static List<InetAddress> resolved(String host) {
    try {
      return Arrays.asList(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
