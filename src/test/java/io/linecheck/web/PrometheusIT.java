package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.sun.net.httpserver.HttpServer;
import io.linecheck.app.LinecheckServer;
import io.linecheck.app.ProbeSettings;
import io.linecheck.app.ServerPlan;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.TrustStore;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.Profiles;
import io.linecheck.demo.PracticeFloor;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Readiness;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.probe.dns.NamedResolver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus scrapes the whole server, which watches the practice dialers, and a second set
 * of metrics that is in the states no practice dialer has: every panel and every rule finds data.
 */
class PrometheusIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What is not so here; `rules.test.yaml` proves these. */
  private static final Set<String> ELSEWHERE =
      Set.of("LinecheckGone", "LinecheckScheduleLate", "LinecheckNoResults");

  @TempDir private static Path folder;
  private static final Vertx VERTX = Vertx.vertx();
  private static final int PORT = FreePorts.one();
  private static LinecheckServer server;
  private static HttpServer second;
  private static PeerProcess prometheus;

  @BeforeAll
  static void open() throws Exception {
    PracticeFloor floor =
        PracticeFloor.open(VERTX, InstantSource.system())
            .toCompletionStage()
            .toCompletableFuture()
            .get(30, TimeUnit.SECONDS);
    server = server(floor);
    Metrics rare = rare();
    second = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    second.createContext(
        "/metrics",
        exchange -> {
          rare.reported("cebu-9", "not-ready", "141");
          rare.notified("cellar", "failed");
          byte[] body = rare.scrape("text/plain; version=0.0.4").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    second.start();
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yaml"),
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: linecheck
                static_configs: [{targets: ["127.0.0.1:%d"]}, {targets: ["127.0.0.1:%d"]}]
            """
                .formatted(server.port(), second.getAddress().getPort()));
    prometheus =
        PeerProcess.start(
                "prometheus",
                folder,
                List.of(
                    "prometheus",
                    "--config.file=" + config,
                    "--storage.tsdb.path=" + folder.resolve("data"),
                    "--web.listen-address=127.0.0.1:" + PORT))
            .awaitPort(PORT);
  }

  private static LinecheckServer server(PracticeFloor floor) throws Exception {
    if (!(Certificate.read(floor.root().getEncoded()) instanceof Certificate root)) {
      throw new IllegalStateException("the practice root cannot be read");
    }
    ServerPlan plan =
        ServerPlan.demo(
            floor.settings(),
            Profiles.load(),
            new HostAndPort("127.0.0.1", 0),
            folder,
            new ProbeSettings(
                floor.addresses(),
                List.of(NamedResolver.system()),
                TrustStore.of(List.of(root)),
                EnumSet.allOf(Stage.class)),
            List.of(
                new ChannelSettings.Webhook(
                    new ChannelSettings.Route("cellar", Severity.WARNING, Map.of(), false),
                    URI.create("http://127.0.0.1:" + FreePorts.closed() + "/"),
                    Optional.empty())));
    LinecheckServer started =
        LinecheckServer.start(
            plan,
            CatalogueReader.read(),
            InstantSource.system(),
            () -> {
              throw new InvalidInputException("linecheck.yaml:1: not this one");
            });
    started.reload();
    return started;
  }

  /**
   * States that no practice dialer is in: unknown, a bad call, renewals, old drills, agents who
   * cannot work.
   */
  private static Metrics rare() {
    Metrics metrics = new Metrics();
    Service relay =
        new Service("turn-udp", ServiceKind.TURN_UDP, "cebu-9.example.com", 3478, List.of(), false);
    TreeMap<String, String> facts = new TreeMap<>();
    facts.put("relay.lossRatio", "0.2000");
    facts.put("relay.rttSeconds", "0.400000");
    facts.put("relay.jitterSeconds", "0.080000");
    facts.put("relay.mos", "2.10");
    CheckResult bad =
        new CheckResult(
            "cebu-9",
            relay,
            "local",
            "203.0.113.9:3478",
            Instant.now(),
            Duration.ofSeconds(1),
            Status.WARNING,
            List.of(),
            facts,
            List.of(),
            List.of(),
            List.of());
    var finding =
        CatalogueReader.read()
            .finding(
                Fault.of(FindingCode.AGENT_UDP_BLOCKED, "4 of 5 agents"),
                relay,
                Stage.TURN,
                Platform.GENERIC);
    metrics.watch(
        () -> List.of(bad),
        List::of,
        () ->
            List.of(
                new Diagnosis("cebu-9", Readiness.UNKNOWN, "unknown", List.of(finding), List.of())),
        () -> List.of(bad));
    metrics.drills(() -> Map.of("cellar", Instant.now().minus(Duration.ofDays(9))));
    metrics.renewing("cebu-9", "failed");
    metrics.renewing("cebu-8", "installed");
    return metrics;
  }

  @AfterAll
  static void close() {
    prometheus.close();
    second.stop(0);
    server.close();
    VERTX.close();
  }

  /** How many samples a query gives now. */
  private static int samples(HttpClient client, String query) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:"
                + PORT
                + "/api/v1/query?query="
                + URLEncoder.encode(query, StandardCharsets.UTF_8));
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    JsonNode body = JSON.readTree(answer.body());
    assertEquals("success", body.path("status").asText(), query + ": " + answer.body());
    return (int)
        StreamSupport.stream(body.at("/data/result").spliterator(), false)
            .filter(sample -> !sample.at("/value/1").asText().equals("NaN"))
            .count();
  }

  /** Waits until every query gives samples; those that never do, by name. */
  private static List<String> silent(Map<String, List<String>> queries) throws Exception {
    Map<String, List<String>> left = new LinkedHashMap<>(queries);
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!left.isEmpty() && System.nanoTime() < end) {
        for (String name : List.copyOf(left.keySet())) {
          for (String query : left.getOrDefault(name, List.of())) {
            if (samples(client, query) > 0) {
              left.remove(name);
              break;
            }
          }
        }
        Thread.sleep(300);
      }
    }
    return left.entrySet().stream().map(Object::toString).toList();
  }

  @Test
  void everyPanelFindsData() throws Exception {
    Map<String, List<String>> queries = new LinkedHashMap<>();
    try (Stream<Path> boards = Files.list(Path.of("dashboards", "grafana"))) {
      for (Path board : boards.filter(file -> file.toString().endsWith(".json")).toList()) {
        panels(board, queries);
      }
    }
    assertTrue(queries.size() > 35, queries.keySet().toString());
    assertEquals(List.of(), silent(queries));
  }

  private static void panels(Path board, Map<String, List<String>> queries) throws IOException {
    for (JsonNode panel : JSON.readTree(board.toFile()).path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String asked =
            target
                .path("expr")
                .asText()
                .replace("=~\"$dialer\"", "=~\".*\"")
                .replace("$service", ".*")
                .replace("$__range", "5m")
                .replace("$__rate_interval", "15s");
        List<String> each = new ArrayList<>();
        for (String dialer : List.of("manila-2", "manila-1", "lima-3")) {
          each.add(asked.replace("$dialer", dialer));
        }
        queries.put(board.getFileName() + " " + panel.path("title").asText() + " " + asked, each);
      }
    }
  }

  @Test
  void everyRuleFindsDataWhenItsConditionHolds() throws Exception {
    Map<String, List<String>> queries = new LinkedHashMap<>();
    JsonNode rules =
        new ObjectMapper(new YAMLFactory())
            .readTree(Path.of("dashboards", "prometheus", "rules.yaml").toFile());
    String tests = Files.readString(Path.of("dashboards", "prometheus", "rules.test.yaml"));
    Map<String, String> recorded = new LinkedHashMap<>();
    for (JsonNode group : rules.path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String expression = rule.path("expr").asText();
        for (Map.Entry<String, String> record : recorded.entrySet()) {
          expression = expression.replace(record.getKey(), "(" + record.getValue() + ")");
        }
        if (rule.has("record")) {
          recorded.put(rule.path("record").asText(), expression);
        }
        String name = rule.path("record").asText() + rule.path("alert").asText();
        if (ELSEWHERE.contains(name)) {
          assertTrue(tests.contains(name), name + " is proved nowhere");
        } else {
          queries.put(name, List.of(expression));
        }
      }
    }
    assertTrue(queries.size() > 15, queries.keySet().toString());
    assertEquals(List.of(), silent(queries));
  }

  @Test
  void promtoolFindsNothingWrongWithWhatIsScraped() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/metrics");
      HttpRequest request =
          HttpRequest.newBuilder(uri).header("Accept", "text/plain; version=0.0.4").build();
      String text = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Process promtool =
          new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
      try (var in = promtool.getOutputStream()) {
        in.write(text.getBytes(StandardCharsets.UTF_8));
      }
      String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(promtool.waitFor(30, TimeUnit.SECONDS));
      assertEquals("", said);
      assertTrue(text.lines().noneMatch(line -> line.contains("NaN")), "a sentinel is exported");
    }
  }
}
