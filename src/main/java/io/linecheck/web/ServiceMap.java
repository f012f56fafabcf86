package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.AddressText;
import io.linecheck.config.CertificatePlan;
import io.linecheck.model.AddressScope;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The written map of a dialer that every operator is told to keep: filled from what is observed and
 * from what the configuration says, as {@code #/components/schemas/ServiceMap}.
 */
final class ServiceMap {
  private final WatchedDialer watched;
  private final List<CheckResult> latest;

  ServiceMap(WatchedDialer watched, List<CheckResult> latest) {
    this.watched = watched;
    this.latest = latest;
  }

  ObjectNode json() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode doors = node.putArray("doors");
    watched.dialer().services().forEach(service -> doors.add(door(service)));
    node.set("firewall", FirewallRules.of(watched));
    ObjectNode owners = node.putObject("owners");
    Map<String, String> named = watched.dialer().owners();
    Owners.PARTS.forEach(part -> owners.put(part, named.get(part)));
    ArrayNode rollback = node.putArray("rollback");
    rollback().forEach(rollback::add);
    node.put("renewalScriptsBackedUp", backedUp());
    ArrayNode notes = node.putArray("notes");
    watched.profile().notes().forEach(notes::add);
    Optional.of(watched.profile().phone().notes())
        .filter(text -> !text.isBlank())
        .ifPresent(notes::add);
    plan()
        .stated()
        .scriptsBackedUp()
        .map(text -> "Renewal scripts backed up: " + text)
        .ifPresent(notes::add);
    watched.settings().map().notes().ifPresent(notes::add);
    return node;
  }

  private CertificatePlan plan() {
    return watched.settings().certificate();
  }

  private String backedUp() {
    return plan()
        .stated()
        .scriptsBackedUp()
        .map(text -> text.strip().toLowerCase(Locale.ROOT))
        .map(text ->
            text.equals("no")
                    || text.startsWith("no ")
                    || text.startsWith("no,")
                    || text.startsWith("not ")
                ? "no"
                : "yes")
        .orElse("not stated");
  }

  private ObjectNode door(Service service) {
    Optional<CheckResult> result =
        latest.stream().filter(each -> each.service().name().equals(service.name())).findFirst();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("service", service.name());
    node.put("kind", service.kind().word());
    node.put("host", service.host());
    node.put("port", service.port());
    node.put("transport", FirewallRules.transport(service.kind()));
    ArrayNode paths = node.putArray("paths");
    service.paths().forEach(paths::add);
    node.put("required", service.required());
    Set<String> inside = new TreeSet<>();
    Set<String> outside = new TreeSet<>();
    addresses(service, result, inside, outside);
    ArrayNode within = node.putArray("addressesInside");
    inside.forEach(within::add);
    ArrayNode beyond = node.putArray("addressesOutside");
    outside.forEach(beyond::add);
    node.set("certificate", result.flatMap(ServiceMap::certificate).orElse(null));
    boolean ours =
        service.kind().servesCertificate() && CertificateDoors.isRenewedAs(watched, service.host());
    node.put("renewedBy", ours ? CertificateDoors.renewedBy(plan()).orElse(null) : null);
    node.put("renewalLog", ours ? plan().stated().renewalLog().orElse(null) : null);
    node.put("software", result.flatMap(ServiceMap::software).orElse(null));
    return node;
  }

  private void addresses(
      Service service, Optional<CheckResult> result, Set<String> inside, Set<String> outside) {
    Dialer dialer = watched.dialer();
    if (service.host().equalsIgnoreCase(dialer.host())) {
      dialer.addresses().forEach(address -> sort(address, inside, outside));
      watched
          .settings()
          .map()
          .insideAddresses()
          .forEach(address -> inside.add(address.getHostAddress()));
    }
    result.stream()
        .flatMap(ServiceMap::seenAt)
        .flatMap(text -> AddressText.parse(text).stream())
        .forEach(address -> sort(address, inside, outside));
  }

  /** What the name resolves to, and the address that was tried. */
  private static Stream<String> seenAt(CheckResult result) {
    String resolved = result.facts().getOrDefault("dns.addresses", "");
    String tried = result.address().replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", "");
    return Stream.concat(Arrays.stream(resolved.split("[,\\s]+")), Stream.of(tried));
  }

  private static void sort(InetAddress address, Set<String> inside, Set<String> outside) {
    boolean everybody = !AddressScope.of(address).narrowerThan(AddressScope.PUBLIC);
    (everybody ? outside : inside).add(address.getHostAddress());
  }

  private static Optional<ObjectNode> certificate(CheckResult result) {
    return result.certificates().stream()
        .filter(served -> served.offer().equals("default"))
        .findFirst()
        .or(() -> result.certificates().stream().findFirst())
        .map(ServiceMap::certificate);
  }

  private static ObjectNode certificate(ServedCertificate served) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("subject", served.subject());
    node.put("issuer", served.issuer());
    node.put("serial", served.serial());
    node.put("notAfter", ContractJson.time(served.notAfter()));
    return node;
  }

  private static Optional<String> software(CheckResult result) {
    String named =
        result.facts().entrySet().stream()
            .filter(
                fact -> fact.getKey().endsWith(".server") || fact.getKey().endsWith(".software"))
            .map(Map.Entry::getValue)
            .filter(text -> !text.isBlank())
            .distinct()
            .collect(Collectors.joining(", "));
    return named.isEmpty() ? Optional.empty() : Optional.of(named);
  }

  /** As the owner wrote them; else what puts an old certificate back on this platform. */
  private List<String> rollback() {
    List<String> written = watched.settings().map().rollback();
    if (!written.isEmpty()) {
      return written;
    }
    List<String> steps = new java.util.ArrayList<>();
    steps.add(
        "Before a change: copy the certificate, its key and the configuration of every door aside.");
    steps.add("To go back: put certificate and key back together, with their old owner and mode.");
    watched.dialer().services().stream()
        .filter(service -> service.kind().servesCertificate())
        .forEach(service ->
            watched
                .profile()
                .reload()
                .getOrDefault(service.name(), List.of("reload whatever serves it"))
                .forEach(command -> steps.add(service.name() + ": " + command)));
    steps.add("See that every door serves the old serial again: linecheck check " + watched.id());
    return steps;
  }
}
