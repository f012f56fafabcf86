package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentStore;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Finding;
import io.linecheck.model.TranscriptLine;
import io.linecheck.sql.Database;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything that is known of one dialer, as {@code #/components/schemas/DialerDetail}. */
final class DialerDetail {
  private static final int RESOLVED = 20;
  private static final int TRANSCRIPTS = 12;
  private static final int READ = 60;
  private static final int REPORTS = 20;

  private final InstantSource clock;
  private final Database database;
  private final WebParts.Watching watching;
  private final DialerView view;
  private final IncidentView incidents;
  private final MaintenanceView windows;
  private final Failures failures;
  private final IncidentStore store = new IncidentStore();

  DialerDetail(
      WebParts parts,
      DialerView view,
      IncidentView incidents,
      MaintenanceView windows,
      Failures failures) {
    this.clock = parts.clock();
    this.database = parts.database();
    this.watching = parts.watching();
    this.view = view;
    this.incidents = incidents;
    this.windows = windows;
    this.failures = failures;
  }

  /** Where whole results of failures come from. */
  @FunctionalInterface
  interface Failures {
    /** Failed results of a dialer with their transcripts, newest first. */
    List<CheckResult> newest(String dialer, Instant before, int limit);
  }

  /**
   * A detail and what tells it from another.
   *
   * @param tag of RFC 9110 section 8.8.3, over everything but the server's time
   */
  record Tagged(ObjectNode body, String tag) {}

  Tagged of(WatchedDialer watched) {
    Instant now = clock.instant();
    String id = watched.id();
    ObjectNode node = view.common(watched);
    Optional<Diagnosis> diagnosis = watching.dialers().findDiagnosis(id);
    ArrayNode untried = node.putArray("untried");
    diagnosis.ifPresent(known -> known.untried().forEach(untried::add));
    ArrayNode checks = node.putArray("checks");
    List<CheckResult> latest = latest(watched);
    latest.forEach(result -> checks.add(DialerView.check(watched, result)));
    node.set(
        "findings", ContractJson.findings(diagnosis.map(Diagnosis::findings).orElse(List.of())));
    ArrayNode certificates = node.putArray("certificates");
    new CertificateDoors(watching.dialers(), watching.renewals())
        .of(watched, now)
        .forEach(door -> certificates.add(door.json()));
    incidents(id, node.putArray("incidents"), now);
    node.set("owners", DialerView.object(watched.dialer().owners()));
    ArrayNode children = node.putArray("children");
    watching.dialers().all().stream()
        .filter(other -> other.dialer().parent().filter(id::equals).isPresent())
        .map(WatchedDialer::id)
        .forEach(children::add);
    node.set("serviceMap", new ServiceMap(watched, latest).json());
    transcripts(id, node.putArray("transcripts"), now);
    node.set("maintenanceWindows", windows.list(Optional.of(watched.dialer()), now));
    ArrayNode reports = node.putArray("agentReports");
    watching
        .agents()
        .find(
            new AgentReports.Wanted(Optional.of(id), Optional.empty(), Optional.empty()),
            0,
            REPORTS)
        .forEach(reports::add);
    String tag = tag(node);
    node.put("serverTime", ContractJson.time(now));
    return new Tagged(node, tag);
  }

  private List<CheckResult> latest(WatchedDialer watched) {
    List<String> order =
        watched.dialer().services().stream().map(service -> service.name()).toList();
    return watching.dialers().latest(watched.id()).stream()
        .sorted(
            Comparator.comparingInt((CheckResult result) -> order.indexOf(result.service().name()))
                .thenComparing(CheckResult::vantage))
        .toList();
  }

  private void incidents(String dialer, ArrayNode list, Instant now) {
    database.read(handle -> {
      Stream<Incident> resolved =
          store.recent(handle, dialer, Instant.ofEpochMilli(Long.MAX_VALUE), RESOLVED * 3).stream()
              .filter(incident -> !incident.open())
              .limit(RESOLVED);
      Stream.concat(store.openOf(handle, dialer).stream(), resolved)
          .forEach(incident ->
              list.add(incidents.json(incident, store.entries(handle, incident.id()), now)));
      return list;
    });
  }

  /** The last failing transcript of each service. */
  private void transcripts(String dialer, ArrayNode list, Instant now) {
    Set<String> told = new HashSet<>();
    List<CheckResult> failed = new ArrayList<>(failures.newest(dialer, now.plusSeconds(60), READ));
    for (CheckResult result : failed) {
      boolean known = result.transcript().isEmpty() || result.findings().isEmpty();
      if (known || told.size() >= TRANSCRIPTS || !told.add(result.service().name())) {
        continue;
      }
      ObjectNode node = list.addObject();
      node.put("service", result.service().name());
      node.put("vantage", result.vantage());
      node.put("at", ContractJson.time(result.startedAt()));
      node.put(
          "code", result.findings().stream().findFirst().map(Finding::code).orElseThrow().word());
      ArrayNode lines = node.putArray("lines");
      result.transcript().forEach(line -> lines.add(line(line)));
    }
  }

  static ObjectNode line(TranscriptLine line) {
    ObjectNode node = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    node.put("seconds", ContractJson.seconds(line.at()));
    node.put("stage", line.stage().word());
    node.put("direction", line.direction().name().toLowerCase(Locale.ROOT));
    node.put("text", line.text());
    return node;
  }

  private static String tag(ObjectNode node) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(node.toString().getBytes(StandardCharsets.UTF_8));
      return '"' + HexFormat.of().formatHex(hash, 0, 16) + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
