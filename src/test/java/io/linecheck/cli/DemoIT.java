package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a newcomer sees of {@code linecheck demo}, in a process of its own. */
@Timeout(180)
class DemoIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path temporary;
  private final HttpClient client = HttpClient.newHttpClient();
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final long started = System.nanoTime();
  private Process demo;
  private String base;

  @BeforeEach
  void open() throws Exception {
    demo = start("0");
    Thread.ofVirtual().start(this::read);
    base = line("  wall ").replaceFirst("^ *wall *", "").replaceFirst("/$", "");
  }

  private Process start(String port) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + temporary,
            "-cp",
            System.getProperty("java.class.path"),
            "io.linecheck.cli.Main",
            "demo",
            "--port",
            port)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @AfterEach
  void close() {
    demo.destroyForcibly();
    client.close();
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8))) {
      reader.lines().forEach(lines::add);
    } catch (IOException ended) {
      lines.add("the demo's output ended: " + ended);
    }
  }

  private String line(String beginning) throws InterruptedException {
    while (true) {
      String line = lines.poll(90, TimeUnit.SECONDS);
      assertTrue(line != null, "the demo never said '" + beginning + "'");
      if (line.startsWith(beginning)) {
        System.out.println("demo: " + beginning.strip() + " after " + millis() + " ms");
        return line;
      }
    }
  }

  private long millis() {
    return Duration.ofNanos(System.nanoTime() - started).toMillis();
  }

  private HttpResponse<String> get(String address) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode await(String path, Predicate<JsonNode> wanted) throws Exception {
    JsonNode last = JSON.readTree(get(base + path).body());
    for (int i = 0; i < 600 && !wanted.test(last); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
      last = JSON.readTree(get(base + path).body());
    }
    assertTrue(wanted.test(last), path + " never became as wanted: " + last);
    System.out.println("demo: " + path + " as wanted after " + millis() + " ms");
    return last;
  }

  @Test
  void wallDialerPageIncidentAndWebhookAreThereWithoutNetworkOrConfiguration() throws Exception {
    String dialer = line("  a dialer ").replaceFirst("^ *a dialer *", "");
    String agent = line("  agent page ").replaceFirst("^ *agent page *", "");
    line("notice: drill");
    String told = line("notice: incident.opened");
    assertTrue(told.matches("notice: incident\\.opened  [a-z]+-[0-9].*  \\S.+"), told);
    JsonNode wall =
        await(
            "/api/v1/wall",
            seen ->
                seen.path("totals").path("unknown").asInt() == 0
                    && seen.path("totals").path("ready").asInt() >= 1
                    && seen.path("selfCheck").path("alertPathProvenAt").isTextual());
    assertEquals(10, wall.path("totals").path("dialers").asInt());
    assertTrue(wall.path("totals").path("notReady").asInt() >= 6, wall.toString());
    await("/api/v1/incidents", seen -> seen.path("incidents").size() >= 6);
    for (String page : List.of(base + "/", dialer, agent.replaceFirst("#.*", ""))) {
      assertEquals(200, get(page).statusCode(), page);
    }
    String session = session(agent);
    assertTrue(session.contains("wss://manila-1.localhost:"), session);
    assertTrue(get(base + "/metrics").body().contains("linecheck_drill_last_success_timestamp"));
    Process second = start(base.replaceFirst(".*:", ""));
    assertTrue(second.waitFor(90, TimeUnit.SECONDS), "it waits although its port is taken");
    assertEquals(3, second.exitValue());
    demo.destroy();
    assertTrue(demo.waitFor(20, TimeUnit.SECONDS), "it did not end when told to");
    try (Stream<Path> left = Files.list(temporary)) {
      assertFalse(
          left.anyMatch(file -> file.getFileName().toString().startsWith("linecheck-demo")),
          "something was left behind in " + temporary);
    }
  }

  /** What the agent's page is told with the token of its link. */
  private String session(String link) throws Exception {
    String token = link.replaceFirst(".*#token=", "");
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(base + "/api/v1/agents/session"))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode(), answer.body());
    return answer.body();
  }
}
