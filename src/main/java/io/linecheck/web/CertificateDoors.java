package io.linecheck.web;

import io.linecheck.certificate.Generations;
import io.linecheck.config.CertificatePlan;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Finding;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Gathers what every door of a dialer serves, from the newest results. */
final class CertificateDoors {
  private final DialerBook dialers;
  private final RenewalBook renewals;

  CertificateDoors(DialerBook dialers, RenewalBook renewals) {
    this.dialers = dialers;
    this.renewals = renewals;
  }

  private record Seen(CheckResult result, ServedCertificate served) {
    Service service() {
      return result.service();
    }
  }

  /** The doors of a dialer, in the order of its services. */
  List<CertificateDoor> of(WatchedDialer watched, Instant now) {
    Map<String, Seen> newest = new LinkedHashMap<>();
    dialers.serving(watched.id()).stream()
        .sorted(Comparator.comparing(CheckResult::startedAt))
        .forEach(result ->
            result
                .certificates()
                .forEach(served ->
                    newest.put(
                        served.service() + ' ' + served.address() + ' ' + served.offer(),
                        new Seen(result, served))));
    List<Finding> findings =
        dialers.findDiagnosis(watched.id()).map(Diagnosis::findings).orElse(List.of());
    List<String> order = watched.dialer().services().stream().map(Service::name).toList();
    List<CertificateDoor> doors = new ArrayList<>();
    newest.values().stream()
        .sorted(
            Comparator.comparingInt((Seen seen) -> order.indexOf(seen.service().name()))
                .thenComparing(seen -> seen.served().address())
                .thenComparing(seen -> seen.served().offer()))
        .forEach(seen -> doors.add(door(watched, seen, newest.values(), findings, now)));
    return doors;
  }

  private CertificateDoor door(
      WatchedDialer watched, Seen seen, Collection<Seen> all, List<Finding> findings, Instant now) {
    List<Finding> own =
        (showsNone(watched.id(), seen) ? seen.result().findings() : findings)
            .stream()
                .filter(finding -> finding.stage() == Stage.CERTIFICATE)
                .filter(finding -> concerns(finding, seen, all))
                .toList();
    ServedCertificate served = seen.served();
    boolean ours = isRenewedAs(watched, seen.service().host());
    return new CertificateDoor(
        watched,
        seen.service(),
        served,
        seen.result().startedAt(),
        verdict(own, served, now),
        own.stream().map(finding -> finding.code().word()).distinct().toList(),
        generation(seen, all),
        ours ? renewedBy(watched.settings().certificate()) : Optional.empty(),
        LifetimeEvent.next(served.notBefore(), served.notAfter(), dialers.timing(), now),
        ours ? renewals.find(watched.id()) : Optional.empty());
  }

  /** A fault that several doors show with one certificate is told of the first of them alone. */
  private static boolean concerns(Finding finding, Seen seen, Collection<Seen> all) {
    return finding.service().equals(seen.service().name())
        || (shows(seen, finding)
            && all.stream()
                .filter(other -> other.service().name().equals(finding.service()))
                .filter(other -> other.service().host().equalsIgnoreCase(seen.service().host()))
                .anyMatch(other -> other.served().sha256().equals(seen.served().sha256())));
  }

  private static boolean shows(Seen seen, Finding finding) {
    return seen.result().findings().stream().anyMatch(own -> own.code() == finding.code());
  }

  /** Whether the door fails by now before it shows a certificate: then the last word holds. */
  private boolean showsNone(String dialer, Seen seen) {
    return dialers.latest(dialer).stream()
        .filter(result -> result.service().name().equals(seen.service().name()))
        .max(Comparator.comparing(CheckResult::startedAt))
        .filter(newest -> newest.startedAt().isAfter(seen.result().startedAt()))
        .filter(newest -> newest.certificates().isEmpty())
        .isPresent();
  }

  private static Status verdict(List<Finding> findings, ServedCertificate served, Instant now) {
    if (now.isAfter(served.notAfter())
        || findings.stream().anyMatch(finding -> finding.severity() == Severity.CRITICAL)) {
      return Status.CRITICAL;
    }
    boolean warned = findings.stream().anyMatch(finding -> finding.severity() == Severity.WARNING);
    return warned ? Status.WARNING : Status.OK;
  }

  /** Its place among what the doors of this host serve, the newest first. */
  private static int generation(Seen seen, Collection<Seen> all) {
    List<ServedCertificate> generations = new ArrayList<>();
    all.stream()
        .filter(other -> other.service().host().equalsIgnoreCase(seen.service().host()))
        .map(Seen::served)
        .sorted(
            Comparator.comparing(ServedCertificate::notBefore)
                .thenComparing(ServedCertificate::notAfter)
                .reversed())
        .filter(served -> generations.stream().noneMatch(one -> Generations.same(one, served)))
        .forEach(generations::add);
    for (int i = 0; i < generations.size(); i++) {
      if (Generations.same(generations.get(i), seen.served())) {
        return i + 1;
      }
    }
    return generations.size() + 1;
  }

  /** Whether what the configuration says of the dialer's certificate holds for this host. */
  static boolean isRenewedAs(WatchedDialer watched, String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String parent = name.indexOf('.') < 0 ? "" : "*" + name.substring(name.indexOf('.'));
    return name.equals(watched.dialer().host().toLowerCase(Locale.ROOT))
        || watched.settings().certificate().names().stream()
            .map(each -> each.toLowerCase(Locale.ROOT))
            .anyMatch(each -> each.equals(name) || each.equals(parent));
  }

  static Optional<String> renewedBy(CertificatePlan plan) {
    return plan.renewedBy() == CertificatePlan.RenewedBy.UNKNOWN
        ? Optional.empty()
        : Optional.of(plan.renewedBy().word());
  }
}
