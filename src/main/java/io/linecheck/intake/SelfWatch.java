package io.linecheck.intake;

import io.linecheck.incident.Fleet;
import io.linecheck.incident.SharedCause;
import io.linecheck.incident.WatchKey;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Outbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** What Linecheck finds about itself: channels that fail, its own network, checks gone silent. */
final class SelfWatch {
  private static final SharedCause VANTAGE = new SharedCause(SharedCause.Kind.VANTAGE, "local");

  private final IncidentBook book;
  private final Freshness freshness;
  private final NetworkWatch network;
  private final Courier courier;
  private final Catalogue catalogue;
  private final Outbox outbox = new Outbox();

  SelfWatch(
      IncidentBook book,
      Freshness freshness,
      NetworkWatch network,
      Courier courier,
      Catalogue catalogue) {
    this.book = book;
    this.freshness = freshness;
    this.network = network;
    this.courier = courier;
    this.catalogue = catalogue;
  }

  void tick(Handle handle, Instant now) {
    channels(handle, now);
    book.state(
        handle,
        new WatchKey(IncidentBook.SELF, "local", FindingCode.MONITOR_NETWORK_DOWN),
        network
            .since()
            .map(since ->
                finding(
                    FindingCode.MONITOR_NETWORK_DOWN,
                    "local",
                    "nothing answers since " + since + ", controls included")),
        Optional.empty(),
        now);
    for (Fleet.Member member : book.fleet().members().values()) {
      for (Service service : member.dialer().services()) {
        if (freshness.silent(member.dialer(), service, now)) {
          silent(handle, member, service, now);
        }
      }
    }
  }

  private void channels(Handle handle, Instant now) {
    Map<String, String> failing = outbox.failing(handle, now);
    courier
        .channels()
        .forEach(channel ->
            book.state(
                handle,
                new WatchKey(
                    IncidentBook.SELF, channel.name(), FindingCode.MONITOR_NOTIFICATION_FAILING),
                Optional.ofNullable(failing.get(channel.name()))
                    .map(error ->
                        finding(
                            FindingCode.MONITOR_NOTIFICATION_FAILING,
                            channel.name(),
                            "the newest error: " + error)),
                Optional.empty(),
                now));
  }

  private void silent(Handle handle, Fleet.Member member, Service service, Instant now) {
    Dialer dialer = member.dialer();
    String last =
        freshness
            .lastOf(dialer, service)
            .map(at -> "the last result is of " + at)
            .orElse("no result has come yet");
    Fault fault =
        Fault.of(
            FindingCode.MONITOR_RESULT_STALE,
            last + "; one is due every " + member.interval().toSeconds() + " s");
    book.state(
        handle,
        new WatchKey(dialer.id(), service.name(), fault.code()),
        Optional.of(catalogue.finding(fault, service, Stage.TCP, dialer.platform())),
        book.fleet().members().size() > 1 ? Optional.of(VANTAGE) : Optional.empty(),
        now);
  }

  /**
   * Alarms that no check shows: what stands is open, what stood before and no longer does is over.
   */
  void concerns(Handle handle, Set<FindingCode> codes, Map<String, Fault> standing, Instant now) {
    book.concerns(handle, codes, standing.keySet(), now);
    standing.forEach((about, fault) ->
        book.state(
            handle,
            new WatchKey(IncidentBook.SELF, about, fault.code()),
            Optional.of(finding(fault.code(), about, fault.evidence())),
            Optional.empty(),
            now));
  }

  private Finding finding(FindingCode code, String name, String evidence) {
    Service itself = new Service(name, ServiceKind.TLS, "linecheck", 443, List.of(), false);
    return catalogue.finding(Fault.of(code, evidence), itself, Stage.TCP, Platform.GENERIC);
  }
}
