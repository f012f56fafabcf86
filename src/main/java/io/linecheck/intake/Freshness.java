package io.linecheck.intake;

import io.linecheck.incident.Fleet;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether results still come: a door has gone silent when so many intervals passed without the
 * result of a walk, counted from when it was first watched. Surveys, which are rare, do not count.
 * Changed by the writer's thread; may be read by any.
 */
final class Freshness {
  private static final Duration UNTOLD = Duration.ofSeconds(90);

  private final Memory memory;
  private volatile Map<Map.Entry<String, String>, Instant> watchedSince = Map.of();
  private volatile Fleet fleet = Fleet.of(List.of());
  private volatile Optional<Instant> cut = Optional.empty();

  Freshness(Memory memory) {
    this.memory = memory;
  }

  /** Results from before this moment are too old to be judged by. */
  void resumed(Instant afterAbsence) {
    cut = Optional.of(afterAbsence);
  }

  void fleet(Fleet newest, Instant now) {
    Map<Map.Entry<String, String>, Instant> since = new HashMap<>();
    for (Fleet.Member member : newest.members().values()) {
      for (Service service : member.dialer().services()) {
        Map.Entry<String, String> door = Map.entry(member.dialer().id(), service.name());
        since.put(door, watchedSince.getOrDefault(door, now));
      }
    }
    watchedSince = since;
    fleet = newest;
  }

  /** Age of the newest result from which on a dialer counts as unknown. */
  Duration staleAfter(String dialer) {
    return Optional.ofNullable(fleet.members().get(dialer))
        .map(member -> member.interval().multipliedBy(member.rules().staleIntervals()))
        .orElse(UNTOLD);
  }

  /** Whether no door of a dialer gives results any more. */
  boolean stale(Dialer dialer, Instant now) {
    return !dialer.services().isEmpty()
        && dialer.services().stream().allMatch(service -> silent(dialer, service, now));
  }

  /** Whether a door gives no results any more. */
  boolean silent(Dialer dialer, Service service, Instant now) {
    Instant watched =
        watchedSince.getOrDefault(Map.entry(dialer.id(), service.name()), Instant.MIN);
    Instant heard =
        lastOf(dialer, service).filter(result -> result.isAfter(watched)).orElse(watched);
    return !heard.equals(Instant.MIN) && now.isAfter(heard.plus(staleAfter(dialer.id())));
  }

  /** When a door was last walked through. */
  Optional<Instant> lastOf(Dialer dialer, Service service) {
    return memory.walks(dialer.id()).stream()
        .filter(result -> result.service().name().equals(service.name()))
        .map(CheckResult::startedAt)
        .max(Instant::compareTo);
  }

  /** Whether a result is too old to be judged by: it comes from before a long absence. */
  boolean outdated(CheckResult result) {
    return cut.filter(result.startedAt()::isBefore).isPresent();
  }
}
