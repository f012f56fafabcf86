package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody with a link, or without one, can do to the server. */
class AgentRoutesTest {
  private static final String RUN = "0123456789abcdef";
  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> send(AgentScene scene, String path, String token, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(scene.origin() + path))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json");
    return client.send(
        body.isEmpty()
            ? request.GET().build()
            : request.POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void reportsOfStrangersAndMalformedOnesAreRefused(@TempDir Path folder) throws Exception {
    try (AgentScene scene = new AgentScene(folder)) {
      String token = scene.token("1001", Duration.ofHours(1));
      String reports = "/api/v1/agents/reports";
      assertEquals(401, send(scene, reports, "none", "{}").statusCode());
      String old = scene.token("1001", Duration.ofSeconds(-1));
      HttpResponse<String> expired = send(scene, "/api/v1/agents/session", old, "");
      assertEquals(401, expired.statusCode());
      assertTrue(expired.body().contains("this link expired at"), expired.body());
      assertEquals(401, send(scene, "/api/v1/agents/fleet", token, "").statusCode());
      for (String bad :
          List.of("{", "[]", "7", "{\"run\": 7}", "{\"run\": \"" + RUN + "\", \"tests\": {}}")) {
        assertEquals(400, send(scene, reports, token, bad).statusCode(), bad);
      }
      String large = "{\"run\": \"" + RUN + "\", \"x\": \"" + "y".repeat(40_000) + "\"}";
      assertEquals(413, send(scene, reports, token, large).statusCode());
      assertTrue(scene.reports("1001").isEmpty());
    }
  }

  @Test
  void aCodeOfASiteOpensOnlyWhereTheConfigurationHasSuchCodes(@TempDir Path folder)
      throws Exception {
    String entry = "/api/v1/agents/entry";
    String asked = "{\"code\": \"MNL-7\", \"agent\": \"1001\"}";
    try (AgentScene on = new AgentScene(Files.createDirectory(folder.resolve("on")));
        AgentScene off = AgentScene.withDefaults(Files.createDirectory(folder.resolve("off")))) {
      assertEquals("{\"byCode\":true}", send(on, entry, "", "").body());
      assertEquals(200, send(on, entry, "", asked).statusCode());
      assertEquals("{\"byCode\":false}", send(off, entry, "", "").body());
      assertEquals(404, send(off, entry, "", asked).statusCode());
    }
  }

  @Test
  void markupIsKeptAsTextAndAFloodIsHeldBack(@TempDir Path folder) throws Exception {
    try (AgentScene scene = new AgentScene(folder)) {
      String token = scene.token("1001", Duration.ofHours(1));
      String body =
          "{\"run\": \""
              + RUN
              + "\", \"kind\": \"complaint\", \"word\": \"<img src=x onerror=alert(1)>\"}";
      HttpResponse<String> stored = send(scene, "/api/v1/agents/reports", token, body);
      assertEquals(200, stored.statusCode(), stored.body());
      assertEquals("application/json", stored.headers().firstValue("Content-Type").orElse(""));
      assertEquals(
          "<img src=x onerror=alert(1)>",
          scene.reports("1001").getFirst().body().path("word").asText());
      int refused = 0;
      for (int i = 0; i < 200; i++) {
        refused += send(scene, "/api/v1/agents/reports", token, body).statusCode() == 429 ? 1 : 0;
      }
      assertTrue(refused >= 5, refused + " of 200 were refused");
      assertEquals(1, scene.reports("1001").size());
    }
  }
}
