package io.linecheck.incident;

import io.linecheck.model.Finding;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people are told of: one fault of one dialer, or of many that share its cause.
 *
 * @param id public and stable, {@code inc_…}
 * @param finding of its first member, as seen last
 * @param severity the worst of its members
 * @param cause what its members share, where they share something
 * @param since when the first member began to fail
 * @param openedAt when it became an incident
 * @param members what it is made of; those that are over are kept for the record
 * @param telling whether people know of it
 * @param flapping whether a member comes and goes
 * @param acknowledgement who has it
 * @param escalatedAt when it was escalated last
 * @param remindedAt when people were last told or reminded
 * @param reminders how many reminders went out
 * @param resolvedAt when its last member was over
 */
public record Incident(
    String id,
    Finding finding,
    Severity severity,
    Optional<SharedCause> cause,
    Instant since,
    Instant openedAt,
    List<Member> members,
    Telling telling,
    boolean flapping,
    Optional<Acknowledgement> acknowledgement,
    Optional<Instant> escalatedAt,
    Optional<Instant> remindedAt,
    int reminders,
    Optional<Instant> resolvedAt) {
  public Incident {
    members = List.copyOf(members);
  }

  /**
   * One watched finding of it.
   *
   * @param key what is watched
   * @param open whether it still fails
   */
  public record Member(WatchKey key, boolean open) {}

  /** Whether people know of it. */
  public sealed interface Telling {
    /** Waits for others that share its cause. */
    record Held(Instant until) implements Telling {}

    /** Kept from people: the reason is shown on the pages. */
    record Swallowed(Swallow by, Optional<Instant> free) implements Telling {}

    /** They were told. */
    record Told(Instant at) implements Telling {}
  }

  /** The ids of the dialers it concerns, those that are over included. */
  public List<String> dialers() {
    return members.stream().map(member -> member.key().dialer()).distinct().toList();
  }

  /** Whether it is still open. */
  public boolean open() {
    return resolvedAt.isEmpty();
  }

  /** Whether people were told of it. */
  public boolean told() {
    return telling instanceof Telling.Told;
  }

  /** Whether someone has it right now. */
  public boolean acknowledged(Instant now) {
    return acknowledgement.filter(ack -> now.isBefore(ack.until())).isPresent();
  }
}
