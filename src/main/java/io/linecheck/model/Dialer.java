package io.linecheck.model;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One monitored phone system.
 *
 * @param id its id in the configuration, or the bare host name given on the command line
 * @param host the name agents use
 * @param profile the profile's name, {@code vicidial}
 * @param platform the product, for the wording of remedies
 * @param seats how many agents work on it; 0 where not told
 * @param labels free labels: {@code customer}, {@code site}
 * @param addresses what DNS must answer, when known; else empty
 * @param owners whom to call, by part: {@code pbx}, {@code firewall}, {@code dns}, {@code web},
 *     {@code turn}, {@code certificate}
 * @param parent the id of the dialer or gateway whose failure swallows this one's notices
 * @param services its doors, in the order they are shown
 * @param sip the test phone
 * @param turn how to authenticate to its TURN server
 * @param upkeep who looks after its certificate
 */
public record Dialer(
    String id,
    String host,
    String profile,
    Platform platform,
    int seats,
    Map<String, String> labels,
    List<InetAddress> addresses,
    Map<String, String> owners,
    Optional<String> parent,
    List<Service> services,
    Optional<SipAccount> sip,
    TurnAccess turn,
    Upkeep upkeep) {
  public Dialer {
    Objects.requireNonNull(id);
    Objects.requireNonNull(host);
    labels = Map.copyOf(labels);
    addresses = List.copyOf(addresses);
    owners = Map.copyOf(owners);
    services = List.copyOf(services);
  }

  /** A dialer of whose certificate's upkeep nothing is known. */
  public Dialer(
      String id,
      String host,
      String profile,
      Platform platform,
      int seats,
      Map<String, String> labels,
      List<InetAddress> addresses,
      Map<String, String> owners,
      Optional<String> parent,
      List<Service> services,
      Optional<SipAccount> sip,
      TurnAccess turn) {
    this(
        id,
        host,
        profile,
        platform,
        seats,
        labels,
        addresses,
        owners,
        parent,
        services,
        sip,
        turn,
        Upkeep.UNKNOWN);
  }

  /** The same looked after like this. */
  public Dialer with(Upkeep other) {
    return new Dialer(
        id, host, profile, platform, seats, labels, addresses, owners, parent, services, sip, turn,
        other);
  }

  /** The service of this name, if the dialer has it. */
  public Optional<Service> findService(String name) {
    return services.stream().filter(service -> service.name().equals(name)).findFirst();
  }
}
