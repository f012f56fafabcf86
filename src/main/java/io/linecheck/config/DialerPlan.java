package io.linecheck.config;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.SipAccount;
import io.linecheck.model.TurnAccess;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a dialer before its profile is applied. The configuration and the command line
 * both make dialers through it.
 *
 * @param id as in {@link Dialer#id()}
 * @param host the name agents use
 * @param profile what its platform normally offers
 * @param seats how many agents work on it; 0 where not told
 * @param labels free labels
 * @param addresses what DNS must answer, when known
 * @param owners whom to call, by part
 * @param parent whose failure swallows this one's notices
 * @param without names of the profile's services this dialer does not have
 * @param overrides services that were named; the last one of a name counts
 * @param sip the test phone
 * @param turn how to authenticate to its TURN server
 */
public record DialerPlan(
    String id,
    String host,
    Profile profile,
    int seats,
    Map<String, String> labels,
    List<InetAddress> addresses,
    Map<String, String> owners,
    Optional<String> parent,
    Set<String> without,
    List<ServiceOverride> overrides,
    Optional<SipAccount> sip,
    TurnAccess turn) {

  /** A dialer of which nothing but name and profile is known. */
  public static DialerPlan of(String host, Profile profile) {
    return new DialerPlan(
        host,
        host,
        profile,
        0,
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        Set.of(),
        List.of(),
        Optional.empty(),
        new TurnAccess.None());
  }

  /** The same with these services in place of its own, the last one of a name counting. */
  public DialerPlan with(List<ServiceOverride> further) {
    List<ServiceOverride> all = new java.util.ArrayList<>(overrides);
    all.addAll(further);
    return new DialerPlan(
        id, host, profile, seats, labels, addresses, owners, parent, without, all, sip, turn);
  }

  /** The same with this test phone. */
  public DialerPlan with(SipAccount account) {
    return new DialerPlan(
        id,
        host,
        profile,
        seats,
        labels,
        addresses,
        owners,
        parent,
        without,
        overrides,
        Optional.of(account),
        turn);
  }

  /** The same with this way into its TURN server. */
  public DialerPlan with(TurnAccess access) {
    return new DialerPlan(
        id, host, profile, seats, labels, addresses, owners, parent, without, overrides, sip,
        access);
  }

  /** The dialer. */
  public Dialer dialer() {
    Map<String, Service> services = new LinkedHashMap<>();
    profile.services(host).stream()
        .filter(service -> !without.contains(service.name()))
        .forEach(service -> services.put(service.name(), service));
    overrides.forEach(named -> services.put(named.name(), named.applyTo(profile, host)));
    return new Dialer(
        id,
        host,
        profile.name(),
        profile.platform(),
        seats,
        labels,
        addresses,
        owners,
        parent,
        List.copyOf(services.values()),
        sip,
        turn);
  }
}
