package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.linecheck.app.LinecheckServer;
import io.linecheck.app.ProbeSettings;
import io.linecheck.app.RenewalStack;
import io.linecheck.app.ServerPlan;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.Profiles;
import io.linecheck.model.Stage;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.TestAuthority;
import io.linecheck.probe.trust.RootFiles;
import io.linecheck.sql.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server renews by itself, and everybody who should hear of it does. */
class ServedRenewalIT {
  @TempDir private static Path folder;
  private static RenewalWorld world;
  private static HttpServer receiver;
  private static final BlockingQueue<JsonNode> NOTICES = new LinkedBlockingQueue<>();

  /** A notice may come more than once: that is the contract. */
  private static final Set<String> KNOWN = ConcurrentHashMap.newKeySet();

  private static volatile int test;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    world = new RenewalWorld(folder);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    receiver.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          boolean first = KNOWN.add(exchange.getRequestHeaders().getFirst("webhook-id"));
          if (first && exchange.getRequestURI().getPath().equals("/" + test)) {
            NOTICES.add(new ObjectMapper().readTree(body));
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterAll
  static void stop() throws IOException {
    receiver.stop(0);
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    test++;
    NOTICES.clear();
    world.afresh().reset();
  }

  private static String served(String yaml) {
    return yaml
        + "server: { listen: \"127.0.0.1:"
        + FreePorts.one()
        + "\" }\nwebhooks:\n  - { name: on-call, severity: info, url: \"http://127.0.0.1:"
        + receiver.getAddress().getPort()
        + "/"
        + test
        + "\", secret: {env: WEBHOOK} }\n";
  }

  private static LinecheckServer serve(String yaml) {
    ServerPlan plan = plan(yaml);
    return LinecheckServer.start(plan, CatalogueReader.read(), InstantSource.system(), () -> plan);
  }

  private static ServerPlan plan(String yaml) {
    Configuration known = world.configuration(served(yaml));
    return ServerPlan.of(
        known,
        Profiles.load(),
        new ProbeSettings(
            Map.of(),
            ProbeSettings.resolvers(known.resolvers()),
            RootFiles.read(known.trust().caFiles(), false),
            EnumSet.allOf(Stage.class)));
  }

  private static JsonNode notice(String type) throws InterruptedException {
    List<JsonNode> others = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(40);
    while (System.nanoTime() < end) {
      JsonNode notice = NOTICES.poll(1, TimeUnit.SECONDS);
      if (notice != null && notice.path("type").asText().equals(type)) {
        return notice;
      }
      if (notice != null) {
        others.add(notice);
      }
    }
    throw new AssertionError("no notice " + type + " came, only " + others);
  }

  private String get(LinecheckServer server, String path) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }

  @Test
  void aNewDialersFirstCertificateIsOrderedServedToldAndShown() throws Exception {
    try (LinecheckServer server = serve(world.yaml())) {
      JsonNode notice = notice("renewal.succeeded");
      String text = notice.at("/data/text").asText();
      assertTrue(text.matches("d1: serial [0-9a-f]+ is served by 2 doors.*"), notice::toString);
      assertNotEquals(world.oldLeaf(), RenewalWorld.served(world.webPort));
      RenewalWorld.assertServed(RenewalWorld.served(world.webPort), world.asterisk.port());
      JsonNode renewal = renewal(server);
      assertEquals("committed", renewal.path("state").asText(), renewal::toString);
      assertTrue(renewal.path("nextAttemptAt").isTextual(), renewal::toString);
      assertTrue(renewal.path("reason").asText().contains("are left"), renewal::toString);
      assertEquals("schedule", renewal.at("/history/0/by").asText());
      assertEquals(2, renewal.at("/history/0/doors").size(), renewal::toString);
      assertTrue(
          get(server, "/metrics")
              .contains("linecheck_renewal_state{dialer=\"d1\",state=\"committed\"} 1"));
      assertTrue(get(server, "/api/v1/next-to-break").contains("renewal-due"));
    }
  }

  private JsonNode renewal(LinecheckServer server) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      JsonNode doors =
          new ObjectMapper().readTree(get(server, "/api/v1/certificates")).path("certificates");
      for (JsonNode door : doors) {
        JsonNode renewal = door.path("renewal");
        if (renewal.path("state").asText().equals("committed")
            && renewal.path("nextAttemptAt").isTextual()
            && renewal.path("reason").asText().contains("are left")) {
          return renewal;
        }
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("no door shows a finished renewal: " + doors);
      }
      Thread.sleep(100);
    }
  }

  @Test
  void whatOthersRenewIsInstalledAsSoonAsItIsThere() throws Exception {
    TestAuthority authority = TestAuthority.today();
    Path live = Files.createDirectories(folder.resolve("live"));
    Path roots = authority.writeRoot(Files.createDirectories(folder.resolve("roots")));
    var first = authority.writeChain(live, "certbot", authority.leaf("dialer1.dialer.test"));
    String yaml =
        world
                .yaml()
                .replace(
                    "renewedBy: linecheck, dns: bind,",
                    "renewedBy: certbot, source: { certificate: "
                        + first.certificate()
                        + ", key: "
                        + first.key()
                        + " },")
                .replace("deploy: [web, phone]", "deploy: [phone]")
            + "trust: { caFiles: ["
            + roots
            + "] }\ndefaults: { interval: 5s }\n";
    try (LinecheckServer server = serve(yaml)) {
      notice("renewal.succeeded");
      RenewalWorld.assertServed(RenewalWorld.leaf(first.certificate()), world.asterisk.port());
      Path next = Files.createDirectories(folder.resolve("next"));
      var second = authority.writeChain(next, "certbot", authority.leaf("dialer1.dialer.test"));
      Files.move(second.key(), first.key(), StandardCopyOption.REPLACE_EXISTING);
      Files.move(second.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
      Files.copy(first.key(), world.webKey, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(first.certificate(), world.webChain, StandardCopyOption.REPLACE_EXISTING);
      new ProcessBuilder("sh", "-c", world.nginxReload()).start().waitFor();
      notice("renewal.succeeded");
      RenewalWorld.assertServed(RenewalWorld.leaf(first.certificate()), world.asterisk.port());
      assertTrue(server.port() > 0);
    }
  }

  @Test
  void aFailureThatLastsIsAnIncidentUntilARenewalSucceeds() throws Exception {
    AtomicReference<ServerPlan> plan =
        new AtomicReference<>(plan(world.yaml().replace("env: TSIG", "env: WRONG")));
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> Instant.now().plus(later.get());
    try (LinecheckServer server =
        LinecheckServer.start(plan.get(), CatalogueReader.read(), clock, plan::get)) {
      JsonNode failed = notice("renewal.failed");
      assertEquals("renewal-dns-credentials-rejected", failed.at("/data/finding/code").asText());
      assertTrue(failed.at("/data/text").asText().contains("NOTAUTH"), failed::toString);
      assertTrue(
          get(server, "/metrics")
              .contains("linecheck_renewal_state{dialer=\"d1\",state=\"failed\"} 1"));
      later.set(Duration.ofMinutes(2));
      server.reload();
      notice("renewal.failed");
      assertTrue(openIncidents(server).contains("renewal-dns-credentials-rejected"));
      plan.set(plan(world.yaml()));
      server.reload();
      later.set(Duration.ofMinutes(20));
      server.reload();
      notice("renewal.succeeded");
      RenewalWorld.assertServed(RenewalWorld.served(world.webPort), world.asterisk.port());
      assertFalse(openIncidents(server).contains("renewal-dns-credentials-rejected"));
      assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer1.dialer.test"));
    }
  }

  @Test
  void aRenewalByHandBesideTheServerIsToldAndEndsTheIncident() throws Exception {
    ServerPlan plan = plan(world.yaml().replace("env: TSIG", "env: WRONG"));
    AtomicReference<Duration> later = new AtomicReference<>(Duration.ZERO);
    InstantSource clock = () -> Instant.now().plus(later.get());
    try (LinecheckServer server =
        LinecheckServer.start(plan, CatalogueReader.read(), clock, () -> plan)) {
      notice("renewal.failed");
      later.set(Duration.ofMinutes(2));
      server.reload();
      notice("renewal.failed");
      assertTrue(openIncidents(server).contains("renewal-dns-credentials-rejected"));
      Configuration sound = world.configuration(world.yaml());
      try (Database database = RenewalStack.open(sound.storage())) {
        RenewalStack stack =
            new RenewalStack(sound, database, world.vertx, new RenewalNews(), clock);
        RenewalTask task = new RenewalTasks(sound).task(sound.find("d1").orElseThrow());
        RunResult result =
            stack
                .run()
                .run(
                    RenewalRun.Request.alone(
                        task,
                        Renewal.Purpose.RENEWAL,
                        RenewalPlan.Route.FIRST,
                        stack.current().find(task),
                        "maria by hand"),
                    (state, text) -> {});
        assertInstanceOf(RunResult.Done.class, result, result::toString);
      }
      notice("renewal.succeeded");
      assertFalse(openIncidents(server).contains("renewal-dns-credentials-rejected"));
      String steps = renewal(server).path("steps").toString();
      assertTrue(steps.contains("goes on, by maria by hand"), steps);
    }
  }

  private String openIncidents(LinecheckServer server) throws Exception {
    return get(server, "/api/v1/incidents?state=open");
  }
}
