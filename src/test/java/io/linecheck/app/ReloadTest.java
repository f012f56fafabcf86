package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.FreePorts;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
      assertTrue(answer.body().contains("dialerz"), answer.body());
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
}
