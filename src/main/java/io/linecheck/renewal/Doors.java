package io.linecheck.renewal;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.renewal.deploy.Door;
import io.linecheck.renewal.deploy.Recipe;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
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
        for (InetAddress address : addresses(dialer, service)) {
          doors.add(
              new Door(
                  service.name(), service.host(), new InetSocketAddress(address, service.port())));
        }
      }
    }
    return doors;
  }

  private static List<InetAddress> addresses(Dialer dialer, Service service) {
    if (service.host().equals(dialer.host()) && !dialer.addresses().isEmpty()) {
      return dialer.addresses();
    }
    try {
      return Arrays.asList(InetAddress.getAllByName(service.host()));
    } catch (UnknownHostException e) {
      return List.of();
    }
  }
}
