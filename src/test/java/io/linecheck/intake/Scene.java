package io.linecheck.intake;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linecheck.history.ResultStore;
import io.linecheck.incident.Fleet;
import io.linecheck.incident.Ids;
import io.linecheck.incident.IncidentRules;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.SelfCheck;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Readiness;
import io.linecheck.model.Secret;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.model.TurnAccess;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Retries;
import io.linecheck.notify.Sender;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A whole back half around one database file, with a clock that the test moves. */
final class Scene implements AutoCloseable {
  static final Catalogue CATALOGUE = catalogue();

  final Database database;
  final ResultStore results;
  final LiveFeed feed;
  final Courier courier;
  final Intake intake;
  volatile Instant now;

  Scene(Path file, Sender sender, String courierName) {
    this(file, sender, courierName, null, Surroundings.none());
  }

  Scene(Path file, Sender sender, String name, InstantSource real, Surroundings surroundings) {
    this(alone(file), sender, name, real, surroundings, Instant.parse("2026-11-21T00:00:00Z"));
  }

  Scene(
      Database database,
      Sender sender,
      String name,
      InstantSource real,
      Surroundings surroundings,
      Instant start) {
    this.database = database;
    now = start;
    InstantSource clock = real == null ? () -> now : real;
    results = new ResultStore(database);
    feed =
        new LiveFeed(
            clock, selfCheck(), (snapshot, labels) -> JsonNodeFactory.instance.objectNode());
    courier =
        new Courier(
            database,
            sender,
            (channel, outcome) -> {},
            clock,
            new Courier.Settings(
                new Retries(Collections.nCopies(40, Duration.ofMillis(30)), 0.5),
                Duration.ofMillis(50),
                Duration.ofSeconds(2)),
            name);
    Ids ids = new Ids();
    NoticeWriter writer =
        new NoticeWriter(
            new AcknowledgeLinks(new Secret("a key"), "https://linecheck.example.com"),
            () -> Duration.ofDays(1),
            ids);
    intake =
        new Intake(
            new Intake.Parts(
                database,
                results,
                Scene::diagnose,
                CATALOGUE,
                writer,
                surroundings,
                feed,
                courier,
                clock,
                ids));
    courier.channels(List.of(webhook("on-call", Severity.WARNING)));
    intake.start();
  }

  /** A database in which one result after the other is written, and none waits for others. */
  static Database alone(Path file) {
    return Database.openAlone(new Storage.Sqlite(file));
  }

  static SelfCheck selfCheck() {
    return new SelfCheck(
        "1",
        Instant.EPOCH,
        Duration.ZERO,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  static ChannelSettings webhook(String name, Severity severity) {
    return new ChannelSettings.Webhook(
        new ChannelSettings.Route(name, severity, Map.of(), false),
        URI.create("http://127.0.0.1:9/" + name),
        Optional.of(new Secret("whsec_c2VjcmV0")));
  }

  /** The verdict of these tests: every finding leads, critical means not ready. */
  static Diagnosis diagnose(Dialer dialer, List<CheckResult> latest, Instant now) {
    List<Finding> findings =
        latest.stream()
            .flatMap(result -> result.findings().stream())
            .sorted(Comparator.comparing(Finding::severity))
            .toList();
    Readiness readiness =
        findings.isEmpty()
            ? Readiness.READY
            : findings.getFirst().severity() == Severity.CRITICAL
                ? Readiness.NOT_READY
                : Readiness.AT_RISK;
    return new Diagnosis(dialer.id(), readiness, "in words", findings, List.of());
  }

  static Dialer dialer(String id, Optional<String> parent, String turnHost) {
    return new Dialer(
        id,
        id + ".example.com",
        "vicidial",
        Platform.VICIDIAL,
        10,
        Map.of("customer", "acme"),
        List.of(),
        Map.of("pbx", "Ann +63 1", "turn", "Tom"),
        parent,
        List.of(
            new Service("wss", ServiceKind.WSS, id + ".example.com", 8089, List.of("/ws"), true),
            new Service("turn-udp", ServiceKind.TURN_UDP, turnHost, 3478, List.of(), true)),
        Optional.empty(),
        new TurnAccess.None());
  }

  void watch(Dialer... dialers) {
    watch(IncidentRules.defaults(), dialers);
  }

  void watch(IncidentRules rules, Dialer... dialers) {
    intake.fleet(
        Fleet.of(
            List.of(dialers).stream()
                .map(dialer -> new Fleet.Member(dialer, rules, Duration.ofSeconds(30)))
                .toList()));
  }

  void result(Dialer dialer, String service, FindingCode... codes) {
    intake.accept(run(dialer, service, now, codes), "walk").join();
  }

  static CheckResult run(Dialer dialer, String name, Instant at, FindingCode... codes) {
    Service service = dialer.findService(name).orElseThrow();
    List<Finding> findings =
        Arrays.stream(codes)
            .map(code ->
                new Finding(
                    code,
                    code.severity(),
                    name,
                    Stage.TCP,
                    code.word() + " title",
                    "seen",
                    "because",
                    "do this\nthen that",
                    code.fixedBy()))
            .toList();
    Status status = findings.isEmpty() ? Status.OK : findings.getFirst().severity().status();
    return new CheckResult(
        dialer.id(),
        service,
        "local",
        "192.0.2.1:" + service.port(),
        at,
        Duration.ofMillis(20),
        status,
        List.of(new StageResult(Stage.TCP, status, Duration.ofMillis(5), List.of(), "")),
        new TreeMap<>(Map.of("tcp.address", "192.0.2.1")),
        findings,
        List.of(),
        List.of());
  }

  private static Catalogue catalogue() {
    Map<FindingCode, Catalogue.Texts> texts = new EnumMap<>(FindingCode.class);
    for (FindingCode code : FindingCode.values()) {
      Map<Platform, String> generic = Map.of(Platform.GENERIC, "remedy of " + code.word());
      texts.put(code, new Catalogue.Texts(code.word(), "", "", "cause", generic, generic, ""));
    }
    return new Catalogue(texts);
  }

  @Override
  public void close() {
    courier.close();
    feed.close();
    database.close();
  }
}
