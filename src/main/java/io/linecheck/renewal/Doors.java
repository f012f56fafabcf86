package io.linecheck.renewal;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.renewal.deploy.Door;
import io.linecheck.renewal.deploy.Recipe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The doors of a dialer that its targets feed: every service at every address. */
final class Doors {
  private Doors() {}

  static List<Door> of(RenewalTask task) {
    Set<String> named = new LinkedHashSet<>();
    task.targets().values().forEach(target -> named.addAll(Recipe.of(target).doors()));
    Dialer dialer = task.dialer();
    List<Door> doors = new ArrayList<>();
    for (Service service : dialer.services()) {
      if (named.contains(service.name()) && service.kind().servesCertificate()) {
        List<InetAddress> addresses = addresses(dialer, service);
        for (String host : hosts(task, service, addresses)) {
          addresses.forEach(address -> doors.add(door(service, host, address)));
        }
      }
    }
    return doors;
  }

  private static Door door(Service service, String host, InetAddress address) {
    Optional<String> path =
        service.kind() == ServiceKind.WSS && host.equals(service.host())
            ? service.paths().stream().findFirst()
            : Optional.empty();
    return new Door(service.name(), host, new InetSocketAddress(address, service.port()), path);
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
