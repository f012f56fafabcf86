package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.FaultyPeer.Manner;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.TestAuthority;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that changes while the server runs. */
class ReloadTest {
  @TempDir Path folder;
  private final int closed = FreePorts.closed();

  private String yaml(String... dialers) {
    StringBuilder text = new StringBuilder("defaults: {interval: 1s, timeout: 2s}\ndialers:\n");
    for (String id : dialers) {
      text.append(
          "  - {id: %s, host: 127.0.0.1, services: {https: {port: %d}, wss: false}}\n"
              .formatted(id, closed));
    }
    return text.toString();
  }

  @Test
  void unchangedDialersKeepTheirStateAndOthersComeAndGo() throws Exception {
    try (ServerScene scene = new ServerScene(folder, yaml("a", "b"))) {
      JsonNode before =
          scene.await("/api/v1/dialers/a", dialer -> dialer.path("incidents").size() == 1);
      scene.yaml = yaml("a", "c");
      HttpResponse<String> answer = scene.send("POST", "/-/reload", "");
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals("reloaded\n", answer.body());
      JsonNode after = scene.get("/api/v1/dialers/a");
      assertEquals(before.path("since"), after.path("since"));
      assertEquals(
          before.path("incidents").path(0).path("id"), after.path("incidents").path(0).path("id"));
      assertEquals(404, scene.send("GET", "/api/v1/dialers/b", "").statusCode());
      scene.await(
          "/api/v1/dialers/c", dialer -> dialer.path("readiness").asText().equals("not-ready"));
      String metrics = scene.send("GET", "/metrics", "").body();
      assertFalse(metrics.contains("dialer=\"b\""));
      assertTrue(metrics.contains("dialer=\"c\""));
      assertTrue(metrics.contains("linecheck_config_last_reload_successful 1"));
    }
  }

  @Test
  void badOneChangesNothingAndSaysWhy() throws Exception {
    try (ServerScene scene = new ServerScene(folder, yaml("a"))) {
      scene.yaml = yaml("a", "z") + "dialerz: []\n";
      HttpResponse<String> answer = scene.send("POST", "/-/reload", "");
      assertEquals(409, answer.statusCode());
      String line = "test.yaml:7: dialerz: ";
      assertTrue(answer.body().contains(line), answer.body());
      assertEquals(404, scene.send("GET", "/api/v1/dialers/z", "").statusCode());
      assertEquals(200, scene.send("GET", "/api/v1/dialers/a", "").statusCode());
      assertTrue(
          scene
              .send("GET", "/metrics", "")
              .body()
              .contains("linecheck_config_last_reload_successful 0"));
      scene.await(
          "/api/v1/wall",
          wall -> !wall.path("selfCheck").path("configReloadSuccessful").asBoolean());
    }
  }

  @Test
  void resolversAreTakenOverAndWhatNeedsARestartIsSaid() throws Exception {
    String name = yaml("a").replace("host: 127.0.0.1", "host: dialer.example.test");
    String dead = "resolvers: {default: \"127.0.0.1:%d\"}\n".formatted(closed);
    try (ServerScene scene = new ServerScene(folder, name)) {
      scene.yaml = name + dead + "probe: {allow: [other.example.com]}\n";
      HttpResponse<String> answer = scene.send("POST", "/-/reload", "");
      assertEquals("reloaded; these changes wait for a restart: probe.allow\n", answer.body());
      scene.serverKeys = ", publicUrl: \"https://lc.example.com\", requestsPerMinute: 900";
      scene.database = "other.db";
      assertEquals(
          "reloaded; these changes wait for a restart: server.publicUrl,"
              + " server.requestsPerMinute, storage, probe.allow\n",
          scene.send("POST", "/-/reload", "").body());
      assertFalse(Files.exists(folder.resolve("other.db")));
      scene.await(
          "/api/v1/dialers/a",
          dialer ->
              dialer.path("checks").toString().contains("127.0.0.1:" + closed)
                  || dialer.path("findings").toString().contains("127.0.0.1:" + closed));
    }
  }

  @Test
  void keysOfTheServersOwnDoorWaitForARestart() throws Exception {
    TestAuthority authority = TestAuthority.today();
    var own = authority.writeChain(folder, "own", authority.leaf("localhost"));
    try (ServerScene scene = new ServerScene(folder, yaml("a"))) {
      scene.listen = "127.0.0.1:" + closed;
      scene.serverKeys =
          ", trustedProxies: [\"127.0.0.1\"], tls: {certificate: \"%s\", key: \"%s\"}"
              .formatted(own.certificate(), own.key());
      scene.yaml = yaml("a", "c");
      assertEquals(
          "reloaded; these changes wait for a restart: server.listen, server.tls,"
              + " server.trustedProxies\n",
          scene.send("POST", "/-/reload", "").body());
      scene.await("/api/v1/dialers", dialers -> dialers.path("dialers").size() == 2);
    }
  }

  @Test
  void runOfADoorThatAReloadMovedSaysNothingOfTheNewPlace() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch moved = new CountDownLatch(1);
    Manner slow =
        socket -> {
          begun.countDown();
          moved.await();
          FaultyPeer.send(socket, "SSH-2.0-OpenSSH_9.2\r\n");
        };
    try (FaultyPeer before = FaultyPeer.tcp(slow);
        ServerScene scene = new ServerScene(folder, rarely(before.port()))) {
      assertTrue(begun.await(30, TimeUnit.SECONDS), "the old place was never tried");
      scene.yaml = rarely(closed);
      assertEquals("reloaded\n", scene.send("POST", "/-/reload", "").body());
      moved.countDown();
      awaitRun(scene);
      scene.send("POST", "/api/v1/dialers/a/check", "");
      scene.await("/api/v1/dialers/a", dialer -> !dialer.path("findings").isEmpty());
      Instant now = Instant.now();
      JsonNode past =
          scene.get(
              "/api/v1/dialers/a/history?from=%s&to=%s"
                  .formatted(now.minusSeconds(3600), now.plusSeconds(60)));
      List<String> codes =
          StreamSupport.stream(past.path("readiness").spliterator(), false)
              .filter(stretch -> stretch.path("state").asText().equals("not-ready"))
              .map(stretch -> stretch.path("code").asText())
              .toList();
      assertEquals(List.of("port-refused"), codes, past.toString());
    }
  }

  private static String rarely(int port) {
    return """
    defaults: {interval: 1h, timeout: 20s, survey: 2h}
    dialers:
      - {id: a, host: 127.0.0.1, services: {https: {port: %d}, wss: false}}
    """
        .formatted(port);
  }

  /** Waits until a run of the schedule has ended, whatever became of it. */
  private static void awaitRun(ServerScene scene) throws InterruptedException {
    String metrics = "";
    for (int i = 0; i < 300 && !metrics.contains("linecheck_check_duration_seconds_count{"); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
      metrics = scene.send("GET", "/metrics", "").body();
    }
    assertTrue(metrics.contains("linecheck_check_duration_seconds_count{"), metrics);
  }
}
