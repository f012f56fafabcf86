package io.linecheck.notify;

import io.linecheck.model.Finding;
import io.linecheck.model.Severity;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something people are told, whatever the channel.
 *
 * @param id the {@code webhook-id}: the same on every try and every channel
 * @param type what happened
 * @param at when
 * @param incident the incident's id, the renewal's, or the drill's own; notices of one are
 *     delivered in order
 * @param severity for routing
 * @param dialers whom it concerns
 * @param omitted how many further dialers it concerns that are not listed
 * @param finding what is wrong; empty for a drill
 * @param cause what the dialers share: {@code TURN server turn.example.com}
 * @param owner whom to call
 * @param since when it began
 * @param link to the page
 * @param acknowledgeLink signed, without a login
 * @param flapping whether it comes and goes
 * @param reminder 0 for the first time
 * @param text one sentence
 */
public record Notice(
    String id,
    Type type,
    Instant at,
    String incident,
    Severity severity,
    List<Affected> dialers,
    int omitted,
    Optional<Finding> finding,
    Optional<String> cause,
    Optional<Owner> owner,
    Instant since,
    Optional<String> link,
    Optional<String> acknowledgeLink,
    boolean flapping,
    int reminder,
    String text) {
  /** The most dialers a notice lists, so that its body stays under 20 kB. */
  public static final int LISTED = 50;

  public Notice {
    if (dialers.size() > LISTED) {
      omitted += dialers.size() - LISTED;
      dialers = dialers.subList(0, LISTED);
    }
    dialers = List.copyOf(dialers);
  }

  /** What happened. */
  public enum Type {
    /** An incident began, is told again, or became worse. */
    INCIDENT_OPENED,
    /** Nobody has it. */
    INCIDENT_ESCALATED,
    /** It is over. */
    INCIDENT_RESOLVED,
    /** A certificate was renewed and is served. */
    RENEWAL_SUCCEEDED,
    /** A renewal failed and will be tried again. */
    RENEWAL_FAILED,
    /** A renewal keeps failing and time runs out. */
    RENEWAL_ESCALATED,
    /** Nothing happened: the way is being proved. */
    DRILL;

    /** The public word, {@code incident.opened}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    /** Whether it says that something is over. */
    public boolean over() {
      return this == INCIDENT_RESOLVED || this == RENEWAL_SUCCEEDED;
    }

    /** Whether it goes to the channels that hear of escalation only. */
    public boolean escalation() {
      return this == INCIDENT_ESCALATED || this == RENEWAL_ESCALATED;
    }
  }

  /** A dialer it concerns. */
  public record Affected(String id, String name, Map<String, String> labels, int seats) {
    public Affected {
      labels = Map.copyOf(labels);
    }
  }

  /**
   * Whom to call.
   *
   * @param part of the system that must be fixed, {@code pbx}
   * @param contact as configured
   */
  public record Owner(String part, String contact) {}

  /** Seats of the listed dialers. */
  public int seats() {
    return dialers.stream().mapToInt(Affected::seats).sum();
  }

  /** A drill for every channel. */
  public static Notice drill(String id, Instant at) {
    return new Notice(
        id,
        Type.DRILL,
        at,
        id,
        Severity.INFO,
        List.of(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        at,
        Optional.empty(),
        Optional.empty(),
        false,
        0,
        "Drill: this proves that notices of Linecheck arrive. Nothing is wrong.");
  }
}
