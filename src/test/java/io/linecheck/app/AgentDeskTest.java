package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.model.Stage;
import io.linecheck.peer.FreePorts;
import io.linecheck.probe.trust.RootFiles;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the whole server makes of agents' reports. */
class AgentDeskTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;
  private final HttpClient http = HttpClient.newHttpClient();
  private LinecheckServer server;

  @BeforeEach
  void open() throws Exception {
    Path yaml =
        Files.writeString(
            folder.resolve("linecheck.yaml"),
            """
            server: { listen: "127.0.0.1:0" }
            storage: "sqlite:%s"
            agent: { advice: { cohortReports: 4, cohortRatio: 2 } }
            defaults: { interval: 5s, timeout: 3s, open: { failures: 2, of: 3 } }
            dialers:
              - id: d
                host: 127.0.0.1
                profile: kamailio
                services: { https: false, wss: { port: %d, path: /ws } }
            """
                .formatted(folder.resolve("server.db"), FreePorts.closed()));
    Profiles profiles = Profiles.load();
    Configuration known =
        switch (new ConfigurationFile(profiles, Map.of()).load(yaml)) {
          case Loaded.Valid(Configuration valid, var _) -> valid;
          case Loaded.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
        };
    ServerPlan plan =
        ServerPlan.of(
            known,
            profiles,
            new ProbeSettings(
                Map.of(),
                ProbeSettings.resolvers(known.resolvers()),
                RootFiles.read(List.of(), false),
                EnumSet.allOf(Stage.class)));
    server =
        LinecheckServer.start(plan, CatalogueReader.read(), InstantSource.system(), () -> plan);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private JsonNode ask(String path, String token, String body) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (!body.isEmpty()) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(body));
    }
    return JSON.readTree(http.send(request.build(), BodyHandlers.ofString()).body());
  }

  private void report(String agent, String members) throws Exception {
    JsonNode link =
        ask("/api/v1/agents/links", "", "{\"dialer\": \"d\", \"agent\": \"" + agent + "\"}");
    String token = link.path("path").asText().replaceFirst(".*#token=", "");
    JsonNode said =
        ask(
            "/api/v1/agents/reports",
            token,
            "{\"run\": \"" + UUID.randomUUID() + "\", \"done\": true, " + members + "}");
    assertTrue(said.has("outcome"), said.toString());
  }

  private JsonNode await(String path, Predicate<JsonNode> wanted) throws Exception {
    long until = System.nanoTime() + 25_000_000_000L;
    JsonNode seen = ask(path, "", "");
    while (!wanted.test(seen)) {
      assertTrue(System.nanoTime() < until, path + ": " + seen);
      TimeUnit.MILLISECONDS.sleep(50);
      seen = ask(path, "", "");
    }
    return seen;
  }

  @Test
  void agentsWhoOpenTheSocketOverruleLinechecksOwnFailure() throws Exception {
    await("/api/v1/dialers/d", d -> d.path("readiness").asText().equals("not-ready"));
    report("1001", "\"socket\": {\"reached\": true, \"closeCode\": 1000, \"seconds\": 0.1}");
    JsonNode dialer =
        await("/api/v1/dialers/d", d -> d.path("readiness").asText().equals("at-risk"));
    JsonNode finding = dialer.path("findings").path(0);
    assertEquals("port-refused", finding.path("code").asText());
    assertEquals("warning", finding.path("severity").asText());
    assertTrue(
        finding.path("evidence").asText().contains("Linecheck's own way to it is filtered"),
        finding.toString());
  }

  @Test
  void reportsReachTheWallTheCountersAndTheTimeline() throws Exception {
    report("1001", "\"browser\": {\"name\": \"Chrome\", \"major\": 156}");
    report("1002", "\"kind\": \"complaint\", \"word\": \"robotic\"");
    JsonNode agents =
        await("/api/v1/wall", w -> w.path("agents").path("complaints").asInt() == 1).path("agents");
    assertEquals(1, agents.path("tested").asInt());
    assertEquals("1001", agents.path("latest").path(0).path("agent").asText());
    JsonNode marks = ask("/api/v1/dialers/d/history", "", "").path("marks");
    assertTrue(
        marks.toString().contains("agent 1002 couldn't hear them: robotic"), marks.toString());
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
            .build();
    String text = http.send(metrics, BodyHandlers.ofString()).body();
    assertTrue(
        text.contains("linecheck_agent_reports_total{browser_major=\"156\",dialer=\"d\""), text);
  }

  @Test
  void aFailingBrowserOpensAnAlarmThatEndsWithIt() throws Exception {
    String failing =
        "\"tests\": [{\"test\": \"microphone\", \"verdict\": \"failed\","
            + " \"codes\": [\"agent-microphone-busy\"]}], ";
    for (int i = 0; i < 5; i++) {
      report("a" + i, failing + "\"browser\": {\"name\": \"Chrome\", \"major\": 157}");
      report("b" + i, "\"browser\": {\"name\": \"Chrome\", \"major\": 156}");
    }
    server.agents().look(Instant.now());
    assertTrue(
        ask("/api/v1/incidents", "", "").toString().contains("Chrome 157: 5 of 5"),
        ask("/api/v1/incidents", "", "").toString());
    for (int i = 0; i < 40; i++) {
      report("c" + i, "\"browser\": {\"name\": \"Chrome\", \"major\": 157}");
    }
    server.agents().look(Instant.now());
    JsonNode open = ask("/api/v1/incidents?state=open", "", "");
    assertTrue(!open.toString().contains("agent-browser-cohort-failing"), open.toString());
  }
}
