package io.linecheck.intake;

import io.linecheck.incident.Fleet;
import io.linecheck.incident.Ids;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentEvent;
import io.linecheck.incident.SharedCause;
import io.linecheck.model.Dialer;
import io.linecheck.model.FixedBy;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.notify.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Words the notice of an incident's event: whom it concerns, what to do, whom to call. */
public final class NoticeWriter {
  private final AcknowledgeLinks links;
  private final Supplier<Duration> linkValid;
  private final Ids ids;

  /** A writer whose acknowledge links last this long. */
  public NoticeWriter(AcknowledgeLinks links, Supplier<Duration> linkValid, Ids ids) {
    this.links = links;
    this.linkValid = linkValid;
    this.ids = ids;
  }

  /** The notice of an event; empty for those that people are not told of. */
  Optional<Notice> notice(IncidentEvent event, Fleet fleet) {
    return type(event).map(type -> notice(event.incident(), type, event.at(), fleet));
  }

  private static Optional<Notice.Type> type(IncidentEvent event) {
    return switch (event) {
      case IncidentEvent.Opened _,
          IncidentEvent.Worsened _,
          IncidentEvent.BeganToFlap _,
          IncidentEvent.Reminded _ ->
          Optional.of(Notice.Type.INCIDENT_OPENED);
      case IncidentEvent.Escalated _ -> Optional.of(Notice.Type.INCIDENT_ESCALATED);
      case IncidentEvent.Resolved resolved ->
          resolved.incident().told()
              ? Optional.of(Notice.Type.INCIDENT_RESOLVED)
              : Optional.empty();
      case IncidentEvent.Began _,
          IncidentEvent.Swallowed _,
          IncidentEvent.Acknowledged _,
          IncidentEvent.TakenBack _ ->
          Optional.empty();
    };
  }

  private Notice notice(Incident incident, Notice.Type type, Instant at, Fleet fleet) {
    List<Notice.Affected> affected =
        incident.dialers().stream().map(id -> affected(id, fleet)).toList();
    boolean one = affected.size() == 1;
    return new Notice(
        ids.next("msg", at),
        type,
        at,
        incident.id(),
        incident.severity(),
        affected,
        0,
        Optional.of(incident.finding()),
        incident.cause().filter(cause -> !one).map(SharedCause::text),
        owner(incident, fleet),
        incident.since(),
        Optional.of(one ? links.page(affected.getFirst().id()) : links.wall()),
        Optional.of(links.link(incident.id(), at.plus(linkValid.get()))),
        incident.flapping(),
        incident.reminders(),
        text(incident, affected));
  }

  private static Notice.Affected affected(String id, Fleet fleet) {
    return fleet
        .findDialer(id)
        .map(dialer -> new Notice.Affected(id, dialer.host(), dialer.labels(), dialer.seats()))
        .orElse(new Notice.Affected(id, id, Map.of(), 0));
  }

  private static Optional<Notice.Owner> owner(Incident incident, Fleet fleet) {
    return incident.dialers().stream()
        .map(fleet::findDialer)
        .flatMap(Optional::stream)
        .map(dialer -> owner(dialer, incident.finding().fixedBy()))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Whom the configuration names for the part that must be fixed. */
  public static Optional<Notice.Owner> owner(Dialer dialer, FixedBy fixedBy) {
    String part = part(fixedBy);
    return Optional.ofNullable(dialer.owners().get(part))
        .map(contact -> new Notice.Owner(part, contact));
  }

  private static String part(FixedBy fixedBy) {
    return switch (fixedBy) {
      case DIALER_ADMIN -> "pbx";
      case WEB_ADMIN -> "web";
      case DNS_ADMIN -> "dns";
      case FIREWALL_ADMIN -> "firewall";
      case TURN_ADMIN -> "turn";
      case CERTIFICATE_ADMIN -> "certificate";
      case AGENT -> "agent";
      case AGENT_NETWORK -> "agent-network";
      case BROWSER_VENDOR -> "browser";
      case LINECHECK_ADMIN -> "linecheck";
    };
  }

  private static String text(Incident incident, List<Notice.Affected> affected) {
    int seats = affected.stream().mapToInt(Notice.Affected::seats).sum();
    String whose = affected.size() == 1 ? affected.getFirst().id() : affected.size() + " dialers";
    String many = seats > 0 ? whose + " (" + seats + " seats)" : whose;
    String shared =
        affected.size() == 1
            ? ""
            : incident.cause().map(cause -> ", all behind " + cause.text()).orElse("");
    return many + shared + ": " + incident.finding().title();
  }
}
