package io.linecheck.web;

import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Status;
import io.linecheck.model.TurnAccess;
import io.linecheck.selftest.AgentLink;
import io.linecheck.selftest.ConfiguredFloor;
import io.linecheck.selftest.ReportLine;
import io.linecheck.selftest.ReportStore;
import io.linecheck.selftest.SelfTests;
import io.linecheck.selftest.ServerEyes;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A practice dialer, and a server with the self-test page, both on loopback. */
final class AgentScene implements AutoCloseable {
  /** What a busy machine adds to times is no fault of a network: most tests are not about it. */
  private static final String PATIENT =
      "mediaTime: 2s, thresholds: {jitterWarning: 5s, jitterCritical: 10s, delayWarning: 5s, delayCritical: 10s}, sites: {MNL-7: manila-1}";

  final InstantSource clock = InstantSource.system();
  final Vertx vertx = Vertx.vertx();
  final Database database;
  final SelfTests tests;
  final Dialer dialer;
  final int port;
  volatile Status seen = Status.OK;

  AgentScene(Path folder) throws Exception {
    this(folder, PATIENT);
  }

  /** One whose configuration names no limits for voice, and no codes of sites. */
  static AgentScene withDefaults(Path folder) throws Exception {
    return new AgentScene(folder, "mediaTime: 3s");
  }

  private AgentScene(Path folder, String measuring) throws Exception {
    PracticeFloor floor =
        PracticeFloor.open(vertx, clock)
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    dialer = floor.dialers().getFirst();
    Configuration configuration = configuration(folder, dialer, measuring);
    database = Database.openAlone(new Storage.Sqlite(folder.resolve("linecheck.db")));
    tests = new SelfTests(database, clock, new ConfiguredFloor(configuration), eyes(), heard -> {});
    Router router = Router.router(vertx);
    router.route().handler(new SecurityHeaders(false));
    TrustedProxies proxies = new TrustedProxies(List.of());
    Gate gate =
        new Gate(new AccessTokens(database, clock), new RateLimit(600, clock), proxies, true);
    Desk desk = new Desk(router, gate);
    new AgentRoutes(tests, CatalogueReader.read(), clock, proxies).mount(desk);
    new Pages().mount(router);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  private ServerEyes eyes() {
    return new ServerEyes() {
      @Override
      public List<CheckResult> latest(String id) {
        return dialer.services().stream()
            .map(service ->
                new CheckResult(
                    id,
                    service,
                    "local",
                    "127.0.0.1:" + service.port(),
                    clock.instant(),
                    Duration.ofMillis(20),
                    seen,
                    List.of(),
                    new TreeMap<>(),
                    List.of(),
                    List.of(),
                    List.of()))
            .toList();
      }

      @Override
      public void look(String id) {}
    };
  }

  private static Configuration configuration(Path folder, Dialer dialer, String measuring)
      throws IOException {
    StringBuilder yaml = new StringBuilder("dialers:\n");
    yaml.append("  - id: ").append(dialer.id()).append("\n    host: ").append(dialer.host());
    yaml.append("\n    services:\n");
    for (Service service : dialer.services()) {
      boolean voice = service.kind() == ServiceKind.STUN || service.kind().isTurn();
      // Chromium's rules for names do not reach WebRTC.
      yaml.append("      ")
          .append(service.name())
          .append(voice ? ": {host: 127.0.0.1, port: " : ": {port: ")
          .append(service.port())
          .append("}\n");
    }
    yaml.append("    turn: {secret: {env: TURN}}\n");
    yaml.append("    agentPhone: {user: \"7999\", password: {env: PHONE}}\n");
    yaml.append("agent: {").append(measuring).append("}\n");
    Path file = Files.writeString(folder.resolve("linecheck.yaml"), yaml);
    Map<String, String> environment =
        Map.of(
            "TURN",
            turnSecret(dialer),
            "PHONE",
            dialer.sip().orElseThrow().password().orElseThrow().value());
    return switch (new ConfigurationFile(Profiles.load(), environment).load(file)) {
      case Loaded.Valid(Configuration valid, var _) -> valid;
      case Loaded.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
    };
  }

  private static String turnSecret(Dialer dialer) {
    return switch (dialer.turn()) {
      case TurnAccess.SharedSecret shared -> shared.secret().value();
      case TurnAccess.LongTerm _, TurnAccess.None _ -> throw new IllegalStateException();
    };
  }

  /** With which its users of TURN are made. */
  String turnSecret() {
    return turnSecret(dialer);
  }

  /** Where its server of a kind listens. */
  int port(ServiceKind kind) {
    return dialer.services().stream()
        .filter(service -> service.kind() == kind)
        .findFirst()
        .orElseThrow()
        .port();
  }

  /** An agent who answers the question at once, however busy this machine is. */
  static String answering(String word) {
    return "setInterval(() => [...document.querySelectorAll('.question button')]"
        + ".find((one) => one.textContent === '"
        + word
        + "')?.click(), 200);";
  }

  /** Changes an answer of the server on its way to the page. */
  static void changed(Route route, UnaryOperator<String> change) {
    try {
      var answer = route.fetch();
      route.fulfill(
          new Route.FulfillOptions().setResponse(answer).setBody(change.apply(answer.text())));
    } catch (PlaywrightException gone) {
      // A test may close its page while a request of it is still on the way.
      if (!String.valueOf(gone.getMessage()).contains("has been closed")) {
        throw gone;
      }
    }
  }

  String token(String agent, Duration valid) {
    return tests.sign(new AgentLink(dialer.id(), agent, clock.instant().plus(valid)));
  }

  String link(String agent) {
    return origin() + "/agent/" + dialer.id() + "#token=" + token(agent, Duration.ofHours(1));
  }

  String origin() {
    return "http://localhost:" + port;
  }

  List<ReportLine> reports(String agent) {
    return tests
        .reports()
        .find(new ReportStore.Filter(Optional.empty(), Optional.of(agent), Instant.EPOCH, 0, 100));
  }

  @Override
  public void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    database.close();
  }
}
