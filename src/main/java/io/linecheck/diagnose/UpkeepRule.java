package io.linecheck.diagnose;

import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.model.Upkeep;
import io.linecheck.model.Upkeep.Renewer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the upkeep of a dialer's certificate lacks, as the configuration tells it: a renewal by
 * hand, a port 80 for which several renewals compete, an owner whom nobody named.
 */
final class UpkeepRule implements Diagnostician.Rule {
  private static final List<String> OWNERS = List.of("pbx", "firewall", "dns", "certificate");

  private final Catalogue catalogue;

  UpkeepRule(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    Upkeep upkeep = dialer.upkeep();
    if (!upkeep.configured() || results.isEmpty()) {
      return findings;
    }
    List<Finding> all = new ArrayList<>(findings);
    Optional<Service> certified = certified(dialer, results);
    if (upkeep.renewer() == Renewer.MANUAL && certified.isPresent()) {
      all.add(finding(dialer, certified.get(), byHand(dialer, results, now)));
    }
    if (upkeep.needsPort80() && certified.isPresent()) {
      shared(dialer, results)
          .map(fault -> finding(dialer, certified.get(), fault))
          .ifPresent(all::add);
    }
    ownerMissing(dialer)
        .map(fault -> finding(dialer, certified.orElse(results.getFirst().service()), fault))
        .ifPresent(all::add);
    return all;
  }

  private Finding finding(Dialer dialer, Service service, Fault fault) {
    return catalogue.finding(fault, service, Stage.CERTIFICATE, dialer.platform());
  }

  /** The first door that shows the dialer's own certificate. */
  private static Optional<Service> certified(Dialer dialer, List<CheckResult> results) {
    return dialer.services().stream()
        .filter(service -> service.kind().servesCertificate())
        .filter(service -> service.host().equalsIgnoreCase(dialer.host()))
        .filter(
            service -> results.stream().anyMatch(r -> r.service().name().equals(service.name())))
        .findFirst();
  }

  private static Fault byHand(Dialer dialer, List<CheckResult> results, Instant now) {
    String owner =
        Optional.ofNullable(dialer.owners().get("certificate"))
            .map(name -> "its owner is " + name)
            .orElse("no owner of the certificate is named");
    String left =
        results.stream()
            .filter(result -> result.service().host().equalsIgnoreCase(dialer.host()))
            .flatMap(result -> result.certificates().stream())
            .filter(served -> served.offer().equals("default"))
            .map(ServedCertificate::notAfter)
            .min(Instant::compareTo)
            .map(end -> left(end, now))
            .orElse("no certificate of it was seen");
    return Fault.of(
        FindingCode.CERTIFICATE_RENEWED_BY_HAND, "renewedBy: manual; " + left + "; " + owner);
  }

  private static String left(Instant end, Instant now) {
    long days = Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400);
    String day = end.toString().substring(0, 10);
    return days < 0
        ? "the certificate ended on " + day
        : days + (days == 1 ? " day" : " days") + " left, until " + day;
  }

  /** Hosts that meet at one address, and no certificate of one covers the other. */
  private static Optional<Fault> shared(Dialer dialer, List<CheckResult> results) {
    Map<String, Set<String>> hosts = new LinkedHashMap<>();
    for (CheckResult result : results) {
      if (result.service().kind().servesCertificate()) {
        addresses(result)
            .forEach(address ->
                hosts
                    .computeIfAbsent(address, any -> new LinkedHashSet<>())
                    .add(result.service().host().toLowerCase(Locale.ROOT)));
      }
    }
    String own = dialer.host().toLowerCase(Locale.ROOT);
    Set<String> rivals = new LinkedHashSet<>();
    String where = "";
    for (Map.Entry<String, Set<String>> at : hosts.entrySet()) {
      for (String host : at.getValue()) {
        if (at.getValue().contains(own) && !host.equals(own) && !oneFor(own, host, results)) {
          rivals.add(host);
          where = at.getKey();
        }
      }
    }
    if (!dialer.upkeep().sharing().isEmpty()) {
      rivals.addAll(dialer.upkeep().sharing());
      where = where.isEmpty() ? dialer.addresses().getFirst().getHostAddress() : where;
    }
    return rivals.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                FindingCode.RENEWAL_PATH_SHARED,
                "renewed by http-01 at the one port 80 of "
                    + where
                    + ": "
                    + own
                    + " and "
                    + String.join(", ", rivals)
                    + "; expected one machine to hold it for all, or dns-01"));
  }

  private static Set<String> addresses(CheckResult result) {
    Set<String> addresses =
        result.certificates().stream()
            .map(served -> withoutPort(served.address()))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (!result.address().isEmpty()) {
      addresses.add(withoutPort(result.address()));
    }
    return addresses;
  }

  private static String withoutPort(String address) {
    return address.substring(0, Math.max(0, address.lastIndexOf(':')));
  }

  /** Whether one certificate that is served names both: then one renewal brings it. */
  private static boolean oneFor(String host, String other, List<CheckResult> results) {
    return results.stream()
        .flatMap(result -> result.certificates().stream())
        .map(ServedCertificate::names)
        .anyMatch(names -> names(names, host) && names(names, other));
  }

  private static boolean names(List<String> names, String host) {
    int dot = host.indexOf('.');
    String wildcard = dot < 0 ? host : "*" + host.substring(dot);
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .anyMatch(name -> name.equals(host) || name.equals(wildcard));
  }

  private static Optional<Fault> ownerMissing(Dialer dialer) {
    List<String> missing =
        OWNERS.stream().filter(part -> !dialer.owners().containsKey(part)).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Fault.of(
                FindingCode.OWNER_MISSING, "no owner is named for " + String.join(", ", missing)));
  }
}
