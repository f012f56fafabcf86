package io.linecheck.config;

import io.linecheck.model.Dialer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that a configuration file says, with defaults in place of what it leaves out. Immutable; made
 * only of sound values. The parts are those of the file.
 *
 * @param server where the pages are served
 * @param resolvers the name servers asked
 * @param storage where results are kept
 * @param retention how long
 * @param defaults how every check is run
 * @param incidents when people are told
 * @param dialers what is watched
 * @param gateways what dialers depend on
 * @param maintenance planned times without notices
 * @param channels who is told, of every kind
 * @param drill the proof that notices arrive
 * @param probe the blackbox-style endpoint
 * @param trust whose certificates are believed
 * @param certificates everything renewal needs
 * @param agent the agents' page
 */
public record Configuration(
    ServerSettings server,
    Resolvers resolvers,
    Storage storage,
    Retention retention,
    CheckDefaults defaults,
    IncidentSettings incidents,
    List<DialerSettings> dialers,
    List<DialerSettings> gateways,
    List<Maintenance> maintenance,
    List<Channel> channels,
    Drill drill,
    ProbeEndpoint probe,
    Trust trust,
    Certificates certificates,
    AgentSettings agent) {
  public Configuration {
    dialers = Upkeeps.of(dialers, certificates);
    gateways = List.copyOf(gateways);
    maintenance = List.copyOf(maintenance);
    channels = List.copyOf(channels);
  }

  /**
   * What renewal needs.
   *
   * @param renewal how certificates are renewed
   * @param accounts the accounts at authorities, by name
   * @param dns who publishes challenges, by name
   * @param targets where certificates are installed, by name
   */
  public record Certificates(
      RenewalSettings renewal,
      Map<String, AcmeAccount> accounts,
      Map<String, DnsProvider> dns,
      Map<String, DeployTarget> targets) {}

  /** Dialers and gateways: everything that is checked. */
  public List<DialerSettings> watched() {
    return Stream.concat(dialers.stream(), gateways.stream()).toList();
  }

  /** The dialer or gateway of this id. */
  public Optional<DialerSettings> find(String id) {
    return watched().stream().filter(entry -> entry.id().equals(id)).findFirst();
  }

  /** The dialer of this id, without what surrounds it. */
  public Optional<Dialer> findDialer(String id) {
    return find(id).map(DialerSettings::dialer);
  }

  /** From one start of a check of this dialer to the next. */
  public Duration interval(DialerSettings entry) {
    return entry.interval().orElse(defaults.interval());
  }

  /** The most a whole check of this dialer may take. */
  public Duration timeout(DialerSettings entry) {
    return entry.timeout().orElse(defaults.timeout());
  }
}
