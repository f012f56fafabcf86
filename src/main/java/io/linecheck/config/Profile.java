package io.linecheck.config;

import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a platform normally offers.
 *
 * @param name {@code vicidial}
 * @param title {@code VICIdial}
 * @param platform the product, for the wording of remedies
 * @param doors its services by name, in the order they are shown
 * @param ports what a firewall before it must let through, beyond the doors
 * @param phone the web phone its agents use
 * @param reload the commands that make a service read its new certificate, by service name
 * @param notes what an operator should know, for the service map
 */
public record Profile(
    String name,
    String title,
    Platform platform,
    Map<String, Door> doors,
    List<PortRange> ports,
    Phone phone,
    Map<String, List<String>> reload,
    List<String> notes) {
  public Profile {
    doors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(doors));
    ports = List.copyOf(ports);
    reload = Map.copyOf(reload);
    notes = List.copyOf(notes);
  }

  /**
   * A service as a platform normally has it.
   *
   * @param kind what is spoken there
   * @param port 1 to 65535
   * @param paths as in {@link Service#paths()}
   * @param enabled whether every dialer of the profile has it; others are watched only when the
   *     configuration or the command line names them
   */
  public record Door(ServiceKind kind, int port, List<String> paths, boolean enabled) {
    public Door {
      paths = List.copyOf(paths);
    }

    /** This door at a host. */
    Service at(String name, String host, boolean named) {
      boolean required = named || kind == ServiceKind.HTTPS || kind == ServiceKind.WSS;
      return new Service(name, kind, host, port, paths, required);
    }
  }

  /**
   * Ports that must be open without being a service that is checked.
   *
   * @param from the first port
   * @param to the last port
   * @param transport {@code udp} or {@code tcp}
   * @param purpose what for
   */
  public record PortRange(int from, int to, String transport, String purpose) {}

  /**
   * The web phone of a platform, as it comes.
   *
   * @param name {@code ViciPhone}
   * @param usesTurn whether it can be given a TURN server without being changed
   * @param stun the STUN server built in, if there is one
   * @param reconnects whether it connects again by itself
   * @param gathering how long it waits for ICE candidates; empty where it does not limit that
   * @param notes what is peculiar
   */
  public record Phone(
      String name,
      boolean usesTurn,
      Optional<HostAndPort> stun,
      boolean reconnects,
      Optional<Duration> gathering,
      String notes) {}

  /** The services every dialer of this profile has, at a host. */
  public List<Service> services(String host) {
    return doors.entrySet().stream()
        .filter(door -> door.getValue().enabled())
        .map(door -> door.getValue().at(door.getKey(), host, false))
        .toList();
  }

  /** A service by name with its default port, as somebody named it and therefore requires it. */
  public Optional<Service> service(String service, String host) {
    return Optional.ofNullable(doors.get(service)).map(door -> door.at(service, host, true));
  }
}
