package io.linecheck.incident;

import io.linecheck.incident.Incident.Member;
import io.linecheck.incident.Incident.Telling;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of an incident and what people are told of it. Pure.
 *
 * <p>Swallowing keeps back only the news that something began: never the watching, and never the
 * news that something people were told of is over.
 */
public final class IncidentDecision {
  private IncidentDecision() {}

  /**
   * The incident afterwards and what happened to it, in order.
   *
   * @param incident to be stored
   * @param events to be recorded, and told where they are of the kind that is told
   */
  public record Step(Incident incident, List<IncidentEvent> events) {
    public Step {
      events = List.copyOf(events);
    }
  }

  /** A watch has lasted long enough and nothing open shares its cause. */
  public static Step begin(
      String id,
      Watch watch,
      Optional<SharedCause> cause,
      Optional<Swallow> swallow,
      IncidentRules rules,
      Instant now) {
    Incident incident =
        new Incident(
            id,
            watch.finding(),
            watch.finding().severity(),
            cause,
            watch.since(),
            now,
            List.of(new Member(watch.key(), true)),
            new Telling.Held(cause.isPresent() ? now.plus(rules.groupWithin()) : now),
            watch.flapping(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            Optional.empty());
    List<IncidentEvent> events = new ArrayList<>();
    events.add(new IncidentEvent.Began(incident, now));
    Step told = tell(incident, swallow, now);
    events.addAll(told.events());
    return new Step(told.incident(), events);
  }

  /** Whether a watch that opens now belongs to this incident. */
  public static boolean joins(Incident incident, Optional<SharedCause> cause, Instant now) {
    return incident.open()
        && cause.isPresent()
        && incident.cause().equals(cause)
        && incident.telling() instanceof Telling.Held held
        && now.isBefore(held.until());
  }

  /**
   * Whether a watch that opens now is one more door of the same dialer with the same fault: people
   * know already.
   */
  public static boolean extendsOver(Incident incident, Watch watch, Optional<SharedCause> cause) {
    return incident.open()
        && incident.cause().equals(cause)
        && incident.members().stream()
            .map(Member::key)
            .anyMatch(key ->
                key.dialer().equals(watch.key().dialer()) && key.code() == watch.key().code());
  }

  /** A watch joins, silently. One that was over and fails again is open again. */
  public static Step join(Incident incident, Watch watch) {
    List<Member> members = new ArrayList<>(incident.members());
    members.removeIf(member -> member.key().equals(watch.key()));
    members.add(new Member(watch.key(), true));
    Change change = new Change(incident);
    change.members = members;
    change.flapping |= watch.flapping();
    change.since = watch.since().isBefore(incident.since()) ? watch.since() : incident.since();
    if (watch.finding().severity().compareTo(incident.severity()) < 0) {
      change.severity = watch.finding().severity();
      change.finding = watch.finding();
    }
    return new Step(change.incident(), List.of());
  }

  /** A member is over; the incident is once all are. */
  public static Step close(Incident incident, WatchKey key, Optional<String> reason, Instant now) {
    Change change = new Change(incident);
    change.members =
        incident.members().stream()
            .map(member -> member.key().equals(key) ? new Member(key, false) : member)
            .toList();
    if (!incident.open() || change.members.stream().anyMatch(Member::open)) {
      return new Step(change.incident(), List.of());
    }
    change.resolvedAt = Optional.of(now);
    change.flapping = false;
    Incident resolved = change.incident();
    return new Step(resolved, List.of(new IncidentEvent.Resolved(resolved, now, reason)));
  }

  /** A member changed while open: its finding is shown anew, and a rise of severity is told. */
  public static Step refresh(
      Incident incident, Watch watch, WatchDecision.Outcome outcome, Instant now) {
    Change change = new Change(incident);
    if (incident.members().getFirst().key().equals(watch.key())) {
      change.finding = watch.finding();
    }
    boolean worse =
        outcome == WatchDecision.Outcome.WORSENS
            && watch.finding().severity().compareTo(incident.severity()) < 0;
    boolean flaps = outcome == WatchDecision.Outcome.BEGINS_TO_FLAP && !incident.flapping();
    if (worse) {
      change.severity = watch.finding().severity();
      change.finding = watch.finding();
      change.acknowledgement = Optional.empty();
    }
    change.flapping |= watch.flapping();
    Incident after = change.incident();
    if (!after.told() || !(worse || flaps)) {
      return new Step(after, List.of());
    }
    return new Step(
        after,
        List.of(
            worse
                ? new IncidentEvent.Worsened(after, now)
                : new IncidentEvent.BeganToFlap(after, now)));
  }

  /** Someone takes it. */
  public static Step acknowledge(Incident incident, Acknowledgement by, Instant now) {
    Change change = new Change(incident);
    change.acknowledgement = Optional.of(by);
    Incident after = change.incident();
    return new Step(after, List.of(new IncidentEvent.Acknowledged(after, by, now)));
  }

  /** Nobody has it any more. */
  public static Step takeBack(Incident incident, String by, Instant now) {
    Change change = new Change(incident);
    change.acknowledgement = Optional.empty();
    Incident after = change.incident();
    return incident.acknowledgement().isEmpty()
        ? new Step(after, List.of())
        : new Step(after, List.of(new IncidentEvent.TakenBack(after, by, now)));
  }

  /**
   * Time has passed: what was held is told, what is swallowed no longer is told, what nobody has is
   * escalated or told again.
   *
   * @param swallow why nobody may be told now, which pauses reminders and escalation too
   */
  public static Step tick(
      Incident incident, Optional<Swallow> swallow, IncidentRules rules, Instant now) {
    if (!incident.open()) {
      return new Step(incident, List.of());
    }
    return switch (incident.telling()) {
      case Telling.Held held when now.isBefore(held.until()) -> new Step(incident, List.of());
      case Telling.Held _ -> tell(incident, swallow, now);
      case Telling.Swallowed swallowed -> free(incident, swallowed, swallow, rules, now);
      case Telling.Told told -> insist(incident, told, swallow, rules, now);
    };
  }

  private static Step tell(Incident incident, Optional<Swallow> swallow, Instant now) {
    Change change = new Change(incident);
    if (swallow.isPresent()) {
      change.telling = new Telling.Swallowed(swallow.get(), Optional.empty());
      Incident after = change.incident();
      return new Step(after, List.of(new IncidentEvent.Swallowed(after, swallow.get(), now)));
    }
    if (incident.telling() instanceof Telling.Held held && now.isBefore(held.until())) {
      return new Step(incident, List.of());
    }
    change.telling = new Telling.Told(now);
    change.remindedAt = Optional.of(now);
    Incident after = change.incident();
    return new Step(after, List.of(new IncidentEvent.Opened(after, now)));
  }

  /** Children get a moment to recover after their parent has; maintenance ends at once. */
  private static Step free(
      Incident incident,
      Telling.Swallowed before,
      Optional<Swallow> swallow,
      IncidentRules rules,
      Instant now) {
    Change change = new Change(incident);
    if (swallow.isPresent()) {
      change.telling = new Telling.Swallowed(swallow.get(), Optional.empty());
      return new Step(change.incident(), List.of());
    }
    Instant free =
        switch (before.by()) {
          case Swallow.ByParent _ -> before.free().orElse(now.plus(rules.releaseAfter()));
          case Swallow.ByMaintenance _ -> now;
        };
    if (now.isBefore(free)) {
      change.telling = new Telling.Swallowed(before.by(), Optional.of(free));
      return new Step(change.incident(), List.of());
    }
    return tell(incident, Optional.empty(), now);
  }

  private static Step insist(
      Incident incident,
      Telling.Told told,
      Optional<Swallow> swallow,
      IncidentRules rules,
      Instant now) {
    if (swallow.isPresent() || incident.acknowledged(now)) {
      return new Step(incident, List.of());
    }
    Instant lapsed = incident.acknowledgement().map(Acknowledgement::until).orElse(told.at());
    Instant unattended = lapsed.isAfter(told.at()) ? lapsed : told.at();
    boolean escalated = incident.escalatedAt().filter(at -> !at.isBefore(unattended)).isPresent();
    Change change = new Change(incident);
    if (incident.severity() == Severity.CRITICAL
        && !escalated
        && !now.isBefore(unattended.plus(rules.escalateAfter()))) {
      change.escalatedAt = Optional.of(now);
      change.remindedAt = Optional.of(now);
      Incident after = change.incident();
      return new Step(after, List.of(new IncidentEvent.Escalated(after, now)));
    }
    Instant last = incident.remindedAt().orElse(told.at());
    if (rules.remindAfter().isPositive() && !now.isBefore(last.plus(rules.remindAfter()))) {
      change.remindedAt = Optional.of(now);
      change.reminders++;
      Incident after = change.incident();
      return new Step(after, List.of(new IncidentEvent.Reminded(after, now)));
    }
    return new Step(incident, List.of());
  }
}
