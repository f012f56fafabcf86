package io.linecheck.app;

import io.linecheck.incident.Ids;
import io.linecheck.intake.Intake;
import io.linecheck.intake.NoticeWriter;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.Service;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Notice;
import io.linecheck.notify.Outbox;
import io.linecheck.renewal.RenewalEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Tells people of renewals, in the transaction of the change: a notice each time, and an incident
 * from the second failure in a row on, at once where somebody must act now.
 */
final class RenewalNotices {
  private static final int INCIDENT_FROM = 2;

  private final Intake intake;
  private final Courier courier;
  private final Catalogue catalogue;
  private final AcknowledgeLinks links;
  private final Ids ids;
  private final Outbox outbox = new Outbox();

  RenewalNotices(
      Intake intake, Courier courier, Catalogue catalogue, AcknowledgeLinks links, Ids ids) {
    this.intake = intake;
    this.courier = courier;
    this.catalogue = catalogue;
    this.links = links;
    this.ids = ids;
  }

  void happened(Handle handle, RenewalEvent event) {
    Optional<Dialer> found = intake.fleet().findDialer(event.dialer());
    if (found.isEmpty()) {
      return;
    }
    Dialer dialer = found.get();
    Optional<Finding> finding = event.fault().map(fault -> finding(fault, dialer));
    outbox.put(handle, notice(event, dialer, finding), courier.channels());
    boolean lasting =
        event.type() == RenewalEvent.Type.ESCALATED || event.failures() >= INCIDENT_FROM;
    if (event.type() == RenewalEvent.Type.SUCCEEDED) {
      intake.condition(handle, dialer.id(), "renewal", Optional.empty(), event.at());
    } else if (lasting) {
      intake.condition(handle, dialer.id(), "renewal", finding, event.at());
    }
  }

  private Finding finding(Fault fault, Dialer dialer) {
    return catalogue.finding(fault, door(dialer), Stage.CERTIFICATE, dialer.platform());
  }

  /** The door that stands for the certificate: a required one that serves it. */
  static Service door(Dialer dialer) {
    return dialer.services().stream()
        .filter(service -> service.kind().servesCertificate())
        .min(Comparator.comparing((Service service) -> !service.required()))
        .orElse(dialer.services().getFirst());
  }

  private Notice notice(RenewalEvent event, Dialer dialer, Optional<Finding> finding) {
    return new Notice(
        ids.next("msg", event.at()),
        type(event.type()),
        event.at(),
        event.renewal(),
        severity(event),
        List.of(new Notice.Affected(dialer.id(), dialer.host(), dialer.labels(), dialer.seats())),
        0,
        finding,
        Optional.empty(),
        finding.flatMap(fault -> NoticeWriter.owner(dialer, fault.fixedBy())),
        event.since(),
        Optional.of(links.page(dialer.id())),
        Optional.empty(),
        false,
        0,
        dialer.id() + ": " + event.text());
  }

  private static Notice.Type type(RenewalEvent.Type type) {
    return switch (type) {
      case SUCCEEDED -> Notice.Type.RENEWAL_SUCCEEDED;
      case FAILED -> Notice.Type.RENEWAL_FAILED;
      case ESCALATED -> Notice.Type.RENEWAL_ESCALATED;
    };
  }

  private static Severity severity(RenewalEvent event) {
    return switch (event.type()) {
      case SUCCEEDED -> Severity.INFO;
      case FAILED -> event.fault().map(Fault::severity).orElse(Severity.WARNING);
      case ESCALATED -> Severity.CRITICAL;
    };
  }
}
