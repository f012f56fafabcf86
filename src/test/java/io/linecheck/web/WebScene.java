package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.CertificatePlan;
import io.linecheck.config.CertificatePlan.RenewedBy;
import io.linecheck.config.DialerSettings;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.Maintenance;
import io.linecheck.config.ProbeEndpoint;
import io.linecheck.config.Profiles;
import io.linecheck.config.RenewalSettings.Timing;
import io.linecheck.config.ServerSettings;
import io.linecheck.diagnose.Diagnostician;
import io.linecheck.history.ResultStore;
import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Fleet;
import io.linecheck.incident.Ids;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentRules;
import io.linecheck.intake.Intake;
import io.linecheck.intake.NoticeWriter;
import io.linecheck.intake.Surroundings;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.SelfCheck;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.Secret;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Service;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.model.TranscriptLine;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Outcome;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A web server over a real database, real intake and a small fleet whose results the test makes.
 */
final class WebScene implements AutoCloseable, DialerBook, CheckNow {
  final InstantSource clock = InstantSource.system();
  final Vertx vertx = Vertx.vertx();
  final Catalogue catalogue = CatalogueReader.read();
  final AcknowledgeLinks links = new AcknowledgeLinks(new Secret("key"), "https://lc.example.com");
  final Metrics metrics = new Metrics();
  final AtomicInteger checks = new AtomicInteger();
  volatile CountDownLatch mayFinish = new CountDownLatch(0);
  volatile Optional<Duration> probeTimeout = Optional.empty();
  volatile Optional<String> refusedReload = Optional.empty();
  final Database database;
  final WallSources wall = new QuietWall();
  final LiveFeed feed;
  final Intake intake;
  final Courier courier;
  final AccessTokens tokens;
  final WebServer server;
  private final List<WatchedDialer> dialers;

  WebScene(Path folder, ServerSettings settings) {
    database = Database.openAlone(new Storage.Sqlite(folder.resolve("linecheck.db")));
    tokens = new AccessTokens(database, clock);
    dialers =
        List.of(
            watched(
                "manila-1", "dialer1.example.com", Map.of("site", "manila", "customer", "acme")),
            watched("=cebu", "dialer2.example.com", Map.of("site", "=2+3")));
    courier =
        new Courier(
            database,
            (channel, notice, now) ->
                channel.name().equals("broken")
                    ? new Outcome.Failed("https://hooks.example.com answered 503", Optional.empty())
                    : new Outcome.Delivered("https://hooks.example.com answered 200"),
            (channel, outcome) -> {},
            clock,
            Courier.Settings.standard(),
            "test");
    courier.channels(List.of(channel("on-call"), channel("broken")));
    AgentReports agents = (wanted, offset, limit) -> List.of();
    RenewalBook renewals = dialer -> Optional.empty();
    feed =
        new LiveFeed(
            clock,
            new SelfCheck(
                "test",
                clock.instant(),
                Duration.ZERO,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                "",
                Optional.empty()),
            new WallJson(new Pages().version(), wall));
    intake =
        new Intake(
            new Intake.Parts(
                database,
                new ResultStore(database),
                new Diagnostician(catalogue)::diagnose,
                catalogue,
                new NoticeWriter(links, () -> Duration.ofDays(7), new Ids()),
                Surroundings.none(),
                feed,
                courier,
                clock,
                new Ids()));
    intake.start();
    intake.fleet(
        Fleet.of(
            dialers.stream()
                .map(each ->
                    new Fleet.Member(each.dialer(), IncidentRules.defaults(), each.interval()))
                .toList()));
    WebParts parts =
        new WebParts(
            clock,
            database,
            feed,
            new WebParts.Watching(this, catalogue, wall, agents, renewals),
            new WebParts.Acting(this, new OwnActions(), links, courier),
            new OwnRunning());
    try {
      server =
          WebServer.start(
              vertx,
              new WebSettings(settings, new ProbeEndpoint(List.of("*.allowed.example")), "9.9.9"),
              parts);
    } catch (RuntimeException refused) {
      closeParts();
      throw refused;
    }
  }

  /** Nothing beside the tiles. */
  private static final class QuietWall implements WallSources {
    @Override
    public String strip(String dialer) {
      return "-".repeat(24);
    }

    @Override
    public ArrayNode resolved(Map<String, String> labels) {
      return JsonNodeFactory.instance.arrayNode();
    }

    @Override
    public ArrayNode nextToBreak(Map<String, String> labels) {
      return JsonNodeFactory.instance.arrayNode();
    }

    @Override
    public ObjectNode agents(Map<String, String> labels) {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      List.of("tested", "ready", "warnings", "notReady", "complaints")
          .forEach(name -> node.put(name, 0));
      node.putArray("latest");
      return node;
    }

    @Override
    public ObjectNode selfCheck() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.put("checksPerMinute", 0).put("alertPathMaxAgeSeconds", 0).put("nodes", 1);
      node.put("nodesExpected", 1).put("configReloadSuccessful", true);
      List.of("schedulerLagSeconds", "alertPathProvenAt", "tlsNotAfter", "configReloadedAt")
          .forEach(node::putNull);
      List.of("channels", "vantages", "findings").forEach(node::putArray);
      return node;
    }
  }

  private final class OwnActions implements IncidentActions {
    @Override
    public Optional<Incident> acknowledge(String incident, Acknowledgement by) {
      return intake.acknowledge(incident, by);
    }

    @Override
    public Optional<Incident> takeBack(String incident, String by) {
      return intake.takeBack(incident, by);
    }

    @Override
    public void redraw(List<String> ids) {
      intake.redraw(ids);
    }
  }

  private final class OwnRunning implements Running {
    @Override
    public Optional<String> notReady() {
      return Optional.empty();
    }

    @Override
    public Reloaded reload() {
      return refusedReload
          .<Reloaded>map(Reloaded.Refused::new)
          .orElse(new Reloaded.Done(List.of()));
    }

    @Override
    public Exposition scrape(String accept) {
      String type = "text/plain; version=0.0.4; charset=utf-8";
      return new Exposition(type, metrics.scrape(type));
    }
  }

  static ServerSettings loopback() {
    return settings(1_000_000, Optional.empty(), List.of());
  }

  static ServerSettings settings(
      int requests, Optional<ServerSettings.TlsFiles> tls, List<String> proxies) {
    return new ServerSettings(
        new HostAndPort("127.0.0.1", 0), Optional.empty(), tls, proxies, requests);
  }

  private static ChannelSettings channel(String name) {
    return new ChannelSettings.Webhook(
        new ChannelSettings.Route(name, Severity.WARNING, Map.of(), false),
        URI.create("https://hooks.example.com/x"),
        Optional.empty());
  }

  private static WatchedDialer watched(String id, String host, Map<String, String> labels) {
    var profile = Profiles.load().get("vicidial");
    Dialer bare = io.linecheck.config.DialerPlan.of(host, profile).dialer();
    Dialer dialer =
        new Dialer(
            id,
            host,
            "vicidial",
            bare.platform(),
            84,
            labels,
            List.of(java.net.InetAddress.ofLiteral("203.0.113.10")),
            Map.of("pbx", "Ann +63 1", "certificate", "Cem"),
            Optional.empty(),
            bare.services(),
            Optional.empty(),
            bare.turn());
    CertificatePlan plan =
        CertificatePlan.others(
            RenewedBy.CERTBOT,
            Optional.of("http-01"),
            new CertificatePlan.Stated(Optional.of("/var/log/le.log"), Optional.of("no")));
    DialerSettings settings =
        new DialerSettings(
            dialer,
            Optional.empty(),
            Optional.empty(),
            plan,
            Optional.empty(),
            new DialerSettings.ServiceMap(
                List.of(), List.of(), Optional.of("behind the blue switch")));
    return new WatchedDialer(settings, profile, Duration.ofSeconds(30));
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.port() + path;
  }

  /** Takes a result of one service in: sound, or with this fault. */
  CheckResult result(String dialer, String service, Optional<FindingCode> code) {
    CheckResult result = make(find(dialer).orElseThrow().dialer(), service, code);
    intake.accept(result, "walk").join();
    return result;
  }

  private CheckResult make(Dialer dialer, String name, Optional<FindingCode> code) {
    Service service = dialer.findService(name).orElseThrow();
    Instant now = clock.instant();
    List<Finding> findings =
        code
            .map(each ->
                catalogue.finding(
                    Fault.of(each, "203.0.113.10:8089 refused the connection"),
                    service,
                    Stage.TCP,
                    dialer.platform()))
            .stream()
            .toList();
    Status status = code.isPresent() ? Status.CRITICAL : Status.OK;
    List<StageResult> stages =
        List.of(
            new StageResult(Stage.DNS, Status.OK, Duration.ofMillis(2), List.of(), ""),
            new StageResult(Stage.TCP, status, Duration.ofMillis(11), List.of(), ""),
            new StageResult(
                Stage.TLS,
                code.isPresent() ? Status.SKIPPED : Status.OK,
                Duration.ofMillis(20),
                List.of(),
                ""),
            new StageResult(
                Stage.CERTIFICATE,
                code.isPresent() ? Status.SKIPPED : Status.OK,
                Duration.ofMillis(1),
                List.of(),
                ""),
            new StageResult(
                Stage.HTTP,
                code.isPresent() ? Status.SKIPPED : Status.OK,
                Duration.ofMillis(30),
                List.of(),
                ""));
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("dns.addresses", "203.0.113.10, 10.0.0.7");
    facts.put("tls.version", "TLSv1.3");
    facts.put("tls.cipher", "TLS_AES_256_GCM_SHA384");
    facts.put("http.status", "200");
    facts.put("http.version", "1.1");
    facts.put("http.contentLength", "512");
    facts.put("http.bodyLength", "512");
    facts.put("http.lastModified", "2026-11-21T00:00:01Z");
    facts.put("http.server", "Apache/2.4");
    List<ServedCertificate> certificates =
        code.isPresent()
            ? List.of()
            : List.of(
                new ServedCertificate(
                    name,
                    "203.0.113.10:" + service.port(),
                    "default",
                    "ab".repeat(32),
                    "0a1b",
                    "CN=" + dialer.host(),
                    "CN=R11,O=Let's Encrypt,C=US",
                    List.of(dialer.host()),
                    "EC P-256",
                    now.minus(Duration.ofDays(80)),
                    now.plus(Duration.ofDays(10))));
    return new CheckResult(
        dialer.id(),
        service,
        "local",
        "203.0.113.10:" + service.port(),
        now,
        Duration.ofMillis(64),
        status,
        stages,
        facts,
        findings,
        certificates,
        List.of(
            new TranscriptLine(
                Duration.ofMillis(1), Stage.TCP, TranscriptLine.Direction.NOTE, "connect")));
  }

  @Override
  public List<WatchedDialer> all() {
    return dialers;
  }

  @Override
  public Optional<WatchedDialer> find(String id) {
    return dialers.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  @Override
  public Optional<Diagnosis> findDiagnosis(String dialer) {
    return intake.findDiagnosis(dialer);
  }

  @Override
  public List<CheckResult> latest(String dialer) {
    return intake.latest(dialer);
  }

  @Override
  public List<CheckResult> surveys(String dialer) {
    return List.of();
  }

  @Override
  public List<CheckResult> serving(String dialer) {
    return intake.serving(dialer);
  }

  @Override
  public List<Maintenance> windows() {
    return List.of();
  }

  @Override
  public Duration escalateAfter() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Timing timing() {
    return new Timing(1 / 3.0, 0.5, 1 / 6.0, 0.05, Duration.ofDays(10));
  }

  @Override
  public ReadinessReport check(Dialer dialer) throws InterruptedException {
    checks.incrementAndGet();
    mayFinish.await();
    List<CheckResult> results =
        List.of(make(dialer, "https", Optional.empty()), make(dialer, "wss", Optional.empty()));
    Instant now = clock.instant();
    return new ReadinessReport(
        dialer,
        "local",
        now,
        Duration.ofMillis(70),
        results,
        new Diagnostician(catalogue).diagnose(dialer, results, now));
  }

  @Override
  public CheckResult probe(Dialer dialer, Service service, Duration timeout) {
    probeTimeout = Optional.of(timeout);
    return make(
        new Dialer(
            dialer.id(),
            dialer.host(),
            dialer.profile(),
            dialer.platform(),
            0,
            Map.of(),
            List.of(),
            Map.of(),
            Optional.empty(),
            List.of(service),
            Optional.empty(),
            dialer.turn()),
        service.name(),
        Optional.empty());
  }

  @Override
  public void close() {
    server.close();
    closeParts();
  }

  private void closeParts() {
    feed.close();
    courier.close();
    database.close();
    vertx.close();
  }
}
