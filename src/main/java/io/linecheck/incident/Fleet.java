package io.linecheck.incident;

import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * All dialers that are watched, with how often, indexed by what they share. Immutable.
 *
 * @param members by the dialer's id
 * @param users which dialers use a thing that can be shared, by the thing
 */
public record Fleet(Map<String, Member> members, Map<SharedCause, Set<String>> users) {

  /**
   * One watched dialer.
   *
   * @param dialer as configured
   * @param rules for its incidents
   * @param interval of its checks
   */
  public record Member(Dialer dialer, IncidentRules rules, Duration interval) {}

  public Fleet {
    members = Map.copyOf(members);
    users = Map.copyOf(users);
  }

  /** The fleet of these dialers. */
  public static Fleet of(Collection<Member> dialers) {
    Map<String, Member> members = new LinkedHashMap<>();
    Map<SharedCause, Set<String>> users = new HashMap<>();
    for (Member member : dialers) {
      Dialer dialer = member.dialer();
      members.put(dialer.id(), member);
      for (Service service : dialer.services()) {
        use(users, server(service), dialer);
      }
      dialer
          .parent()
          .ifPresent(
              parent -> use(users, new SharedCause(SharedCause.Kind.GATEWAY, parent), dialer));
      Optional.ofNullable(dialer.labels().get("site"))
          .ifPresent(site -> use(users, new SharedCause(SharedCause.Kind.SITE, site), dialer));
    }
    return new Fleet(members, users);
  }

  private static void use(Map<SharedCause, Set<String>> users, SharedCause thing, Dialer dialer) {
    users.computeIfAbsent(thing, any -> new TreeSet<>()).add(dialer.id());
  }

  /** The server behind a door, as a thing that other dialers may name too. */
  static SharedCause server(Service service) {
    boolean turn = service.kind().isTurn() || service.kind().word().equals("stun");
    SharedCause.Kind kind = turn ? SharedCause.Kind.TURN_SERVER : SharedCause.Kind.SERVER;
    return new SharedCause(kind, service.host());
  }

  /** The dialer of this id. */
  public Optional<Dialer> findDialer(String id) {
    return Optional.ofNullable(members.get(id)).map(Member::dialer);
  }

  /** The rules of a dialer, else the defaults. */
  public IncidentRules rules(String dialer) {
    Member member = members.get(dialer);
    return member == null ? IncidentRules.defaults() : member.rules();
  }

  /** Whether more than one dialer uses it. */
  public boolean shared(SharedCause thing) {
    return users.getOrDefault(thing, Set.of()).size() > 1;
  }

  /** Seats of these dialers together. */
  public int seats(Collection<String> dialers) {
    return dialers.stream().mapToInt(id -> findDialer(id).map(Dialer::seats).orElse(0)).sum();
  }
}
