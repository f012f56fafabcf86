package io.linecheck.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.CertificatePlan.RenewedBy;
import io.linecheck.config.Maintenance;
import io.linecheck.incident.Incident;
import io.linecheck.incident.Incident.Telling;
import io.linecheck.incident.IncidentStore;
import io.linecheck.incident.PlannedMaintenance;
import io.linecheck.model.Dialer;
import io.linecheck.model.FixedBy;
import io.linecheck.model.Severity;
import io.linecheck.sql.Database;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One timeline of what will fail, or get worse, if nobody acts. Reads the database: blocks. */
public final class NextToBreak {
  private static final int MOST = 500;
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final DialerBook dialers;
  private final CertificateDoors doors;
  private final Database database;
  private final IncidentStore incidents = new IncidentStore();
  private final PlannedMaintenance.Store planned = new PlannedMaintenance.Store();

  /** A timeline of these dialers. */
  public NextToBreak(DialerBook dialers, RenewalBook renewals, Database database) {
    this.dialers = dialers;
    this.doors = new CertificateDoors(dialers, renewals);
    this.database = database;
  }

  private record Event(Instant at, ObjectNode json) {}

  /**
   * The events of the wanted dialers, soonest first, at most 500, each as {@code
   * #/components/schemas/BreakEvent}.
   *
   * @param until later ones are left out
   */
  public List<ObjectNode> events(Predicate<WatchedDialer> wanted, Instant now, Instant until) {
    List<WatchedDialer> watched = dialers.all().stream().filter(wanted).toList();
    List<Event> events = new ArrayList<>();
    List<PlannedMaintenance> announced = database.read(handle -> planned.current(handle, now));
    for (WatchedDialer each : watched) {
      certificates(each, now, events);
      windows(each, announced, now, events);
    }
    Set<String> ids = new HashSet<>(watched.stream().map(WatchedDialer::id).toList());
    for (Incident incident : database.read(incidents::open)) {
      if (incident.dialers().stream().anyMatch(ids::contains)) {
        incident(incident, now, events);
      }
    }
    return events.stream()
        .filter(event -> event.at().isAfter(now) && !event.at().isAfter(until))
        .sorted(Comparator.comparing(Event::at))
        .limit(MOST)
        .map(Event::json)
        .toList();
  }

  /** Each certificate once, with everything its lifetime still holds. */
  private void certificates(WatchedDialer watched, Instant now, List<Event> events) {
    Set<String> told = new HashSet<>();
    for (CertificateDoor door : doors.of(watched, now)) {
      if (!told.add(door.service().host() + ' ' + door.served().sha256())) {
        continue;
      }
      boolean newer = door.generation() == 1;
      for (LifetimeEvent event :
          LifetimeEvent.of(door.served().notBefore(), door.served().notAfter(), dialers.timing())) {
        if (event.kind() == LifetimeEvent.Kind.EXPIRES || newer) {
          events.add(new Event(event.at(), certificate(door, event)));
        }
      }
    }
  }

  private static ObjectNode certificate(CertificateDoor door, LifetimeEvent event) {
    Dialer dialer = door.watched().dialer();
    String host = door.service().host();
    ObjectNode node =
        node(event.at(), kind(event.kind()), severity(event.kind()), Optional.of(dialer));
    node.put("service", door.service().name());
    node.put("title", title(event.kind(), host));
    node.put("consequence", consequence(event.kind(), door));
    node.put(
        "remedy",
        door.watched().settings().certificate().renewedBy() == RenewedBy.LINECHECK
            ? "See why Linecheck has not renewed it: the state of the renewal stands beside the certificate."
            : "Renew the certificate for " + host + " and reload every service that serves it.");
    node.put("fixedBy", FixedBy.CERTIFICATE_ADMIN.word());
    node.put("contact", Owners.contact(dialer, FixedBy.CERTIFICATE_ADMIN).orElse(null));
    node.put("seats", dialer.seats());
    return node;
  }

  private static String kind(LifetimeEvent.Kind kind) {
    return switch (kind) {
      case RENEWAL_DUE -> "renewal-due";
      case RENEWAL_OVERDUE -> "renewal-overdue";
      case EXPIRING, ON_CALL -> "renewal-escalates";
      case EXPIRES, EXPIRED -> "certificate-expires";
    };
  }

  private static Severity severity(LifetimeEvent.Kind kind) {
    return switch (kind) {
      case RENEWAL_DUE -> Severity.INFO;
      case RENEWAL_OVERDUE, EXPIRING, ON_CALL -> Severity.WARNING;
      case EXPIRES, EXPIRED -> Severity.CRITICAL;
    };
  }

  private static String title(LifetimeEvent.Kind kind, String host) {
    return switch (kind) {
      case RENEWAL_DUE -> "The certificate of " + host + " is due for renewal";
      case RENEWAL_OVERDUE -> "The renewal for " + host + " is overdue";
      case EXPIRING -> "The certificate of " + host + " is about to expire";
      case ON_CALL -> "On-call is paged for the certificate of " + host;
      case EXPIRES, EXPIRED -> "The certificate of " + host + " expires";
    };
  }

  private static String consequence(LifetimeEvent.Kind kind, CertificateDoor door) {
    return switch (kind) {
      case RENEWAL_DUE, RENEWAL_OVERDUE, EXPIRING, ON_CALL ->
          "It ends on " + DAY.format(door.served().notAfter()) + " UTC; browsers refuse it then.";
      case EXPIRES, EXPIRED ->
          door.service().required()
              ? "Browsers refuse it: agents cannot work."
              : "Browsers refuse " + door.service().name() + '.';
    };
  }

  private void windows(
      WatchedDialer watched, List<PlannedMaintenance> byHand, Instant now, List<Event> events) {
    Dialer dialer = watched.dialer();
    Optional<Instant> configured =
        dialers.windows().stream()
            .filter(window -> window.covers(dialer, now))
            .map(Maintenance::window)
            .flatMap(window -> window.end(now).stream())
            .max(Instant::compareTo);
    Optional<Instant> announced =
        byHand.stream()
            .filter(window -> window.covers(dialer.id(), dialer.labels(), now))
            .map(PlannedMaintenance::endsAt)
            .max(Instant::compareTo);
    boolean ready =
        dialers
            .findDiagnosis(dialer.id())
            .filter(diagnosis ->
                diagnosis.findings().stream()
                    .allMatch(finding -> finding.severity() == Severity.INFO))
            .isPresent();
    if (ready) {
      return;
    }
    java.util.stream.Stream.of(configured, announced)
        .flatMap(Optional::stream)
        .max(Instant::compareTo)
        .ifPresent(end -> {
          ObjectNode node = node(end, "maintenance-ends", Severity.WARNING, Optional.of(dialer));
          node.putNull("service");
          node.put("title", "The maintenance of " + dialer.id() + " ends");
          node.put("consequence", "It is not ready yet; from then on people are told.");
          node.put("remedy", "Finish the work, or make the maintenance longer.");
          node.put("fixedBy", FixedBy.DIALER_ADMIN.word());
          node.put("contact", Owners.contact(dialer, FixedBy.DIALER_ADMIN).orElse(null));
          node.put("seats", dialer.seats());
          events.add(new Event(end, node));
        });
  }

  private void incident(Incident incident, Instant now, List<Event> events) {
    Optional<Dialer> dialer =
        incident.dialers().stream().findFirst().flatMap(dialers::find).map(WatchedDialer::dialer);
    incident
        .acknowledgement()
        .filter(taken -> now.isBefore(taken.until()))
        .ifPresentOrElse(
            taken ->
                events.add(
                    new Event(
                        taken.until(),
                        incident(
                            incident,
                            node(
                                taken.until(),
                                "acknowledgement-lapses",
                                incident.severity(),
                                dialer),
                            "The time of "
                                + taken.owner()
                                + " is up: "
                                + incident.finding().title(),
                            "Reminders and escalation begin again.",
                            dialer))),
            () ->
                escalation(incident)
                    .ifPresent(at ->
                        events.add(
                            new Event(
                                at,
                                incident(
                                    incident,
                                    node(at, "incident-escalates", incident.severity(), dialer),
                                    "Escalates, as nobody has it: " + incident.finding().title(),
                                    "The second channel is told.",
                                    dialer)))));
  }

  private Optional<Instant> escalation(Incident incident) {
    boolean waits = incident.severity() == Severity.CRITICAL && incident.escalatedAt().isEmpty();
    return waits && incident.telling() instanceof Telling.Told told
        ? Optional.of(told.at().plus(dialers.escalateAfter()))
        : Optional.empty();
  }

  private ObjectNode incident(
      Incident incident,
      ObjectNode node,
      String title,
      String consequence,
      Optional<Dialer> dialer) {
    node.put("service", incident.finding().service());
    node.put("title", title);
    node.put("consequence", consequence);
    node.put("remedy", incident.finding().remedy());
    node.put("fixedBy", incident.finding().fixedBy().word());
    node.put(
        "contact",
        dialer.flatMap(one -> Owners.contact(one, incident.finding().fixedBy())).orElse(null));
    node.put(
        "seats",
        incident.dialers().stream()
            .flatMap(id -> dialers.find(id).stream())
            .mapToInt(watched -> watched.dialer().seats())
            .sum());
    return node;
  }

  private static ObjectNode node(
      Instant at, String kind, Severity severity, Optional<Dialer> dialer) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("at", ContractJson.time(at));
    node.put("kind", kind);
    node.put("severity", severity.word());
    node.put("dialer", dialer.map(Dialer::id).orElse(null));
    node.put("site", dialer.map(one -> one.labels().get("site")).orElse(null));
    return node;
  }
}
