package io.linecheck.incident;

import io.linecheck.incident.Incident.Member;
import io.linecheck.incident.Incident.Telling;
import io.linecheck.model.Finding;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** An incident being changed, inside one decision. */
final class Change {
  private final Incident before;
  Finding finding;
  Severity severity;
  Instant since;
  List<Member> members;
  Telling telling;
  boolean flapping;
  Optional<Acknowledgement> acknowledgement;
  Optional<Instant> escalatedAt;
  Optional<Instant> remindedAt;
  int reminders;
  Optional<Instant> resolvedAt;

  Change(Incident before) {
    this.before = before;
    this.finding = before.finding();
    this.severity = before.severity();
    this.since = before.since();
    this.members = before.members();
    this.telling = before.telling();
    this.flapping = before.flapping();
    this.acknowledgement = before.acknowledgement();
    this.escalatedAt = before.escalatedAt();
    this.remindedAt = before.remindedAt();
    this.reminders = before.reminders();
    this.resolvedAt = before.resolvedAt();
  }

  Incident incident() {
    return new Incident(
        before.id(),
        finding,
        severity,
        before.cause(),
        since,
        before.openedAt(),
        members,
        telling,
        flapping,
        acknowledgement,
        escalatedAt,
        remindedAt,
        reminders,
        resolvedAt);
  }
}
