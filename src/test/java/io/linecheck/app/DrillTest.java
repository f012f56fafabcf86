package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.notify.FaultyReceiver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The way of a drill: from its hour through the outbox and a real channel to wall and metrics. */
@Timeout(90)
class DrillTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant EIGHT = Instant.parse("2026-11-23T08:00:00Z");

  @TempDir Path folder;

  /** A clock that goes on from where it was last set. */
  private static final class SetClock implements InstantSource {
    private volatile Duration ahead = Duration.ZERO;

    SetClock(Instant start) {
      set(start);
    }

    void set(Instant now) {
      ahead = Duration.between(Instant.now(), now);
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(ahead);
    }
  }

  private static String yaml(FaultyReceiver... receivers) {
    StringBuilder yaml = new StringBuilder("drill: {cron: \"0 9 * * MON\"}\nwebhooks:\n");
    for (int i = 0; i < receivers.length; i++) {
      yaml.append(
          "  - {name: hook-%d, url: \"%s\", secret: {env: HOOK}, severity: critical}\n"
              .formatted(i, receivers[i].url()));
    }
    return yaml.toString();
  }

  private static JsonNode next(FaultyReceiver receiver) throws Exception {
    FaultyReceiver.Got got = receiver.accepted.poll(60, TimeUnit.SECONDS);
    assertTrue(got != null, "no notice came; seen: " + receiver.all);
    return JSON.readTree(got.body());
  }

  @Test
  void comesAtItsHourThroughEveryChannelAndItsAgeIsShown() throws Exception {
    SetClock clock = new SetClock(EIGHT);
    try (FaultyReceiver first = new FaultyReceiver(request -> request == 0 ? 503 : 200);
        FaultyReceiver second = new FaultyReceiver(request -> 200);
        ServerScene scene = new ServerScene(folder, yaml(first, second), clock)) {
      assertTrue(scene.get("/api/v1/wall").path("selfCheck").path("alertPathProvenAt").isNull());
      clock.set(EIGHT.plusSeconds(3600));
      for (FaultyReceiver receiver : new FaultyReceiver[] {second, first}) {
        JsonNode drill = next(receiver);
        assertEquals("drill", drill.path("type").asText());
        assertTrue(drill.path("data").path("dialers").isEmpty(), drill.toString());
      }
      JsonNode wall =
          scene.await(
              "/api/v1/wall", seen -> seen.path("selfCheck").path("alertPathProvenAt").isTextual());
      Instant proven = Instant.parse(wall.path("selfCheck").path("alertPathProvenAt").asText());
      assertTrue(!proven.isBefore(Instant.parse("2026-11-23T09:00:00Z")), proven.toString());
      assertEquals(
          Duration.ofDays(8).toSeconds(),
          wall.path("selfCheck").path("alertPathMaxAgeSeconds").asLong());
      String metrics = scene.send("GET", "/metrics", "").body();
      for (String channel : new String[] {"hook-0", "hook-1"}) {
        assertTrue(
            metrics.contains(
                "linecheck_drill_last_success_timestamp_seconds{channel=\"" + channel + "\"} 1.7"),
            metrics);
      }
      JsonNode log =
          scene.get("/api/v1/notifications?channel=hook-0").path("notifications").path(0);
      assertEquals("drill delivered 2", words(log, "type", "state", "attempts"), log.toString());
    }
  }

  @Test
  void oneThatCameDueWhileTheServerWasDownIsMadeUpForOnceAndAFreshServerOwesNone()
      throws Exception {
    try (FaultyReceiver receiver = new FaultyReceiver(request -> 200)) {
      try (ServerScene scene = new ServerScene(folder, yaml(receiver), new SetClock(EIGHT))) {
        assertEquals(200, scene.send("POST", "/api/v1/notifications/test", hook()).statusCode());
        next(receiver);
        scene.await(
            "/api/v1/wall", seen -> seen.path("selfCheck").path("alertPathProvenAt").isTextual());
        assertEquals(1, receiver.all.size(), "nothing but the test was due: " + receiver.all);
      }
      Instant weeksLater = EIGHT.plus(Duration.ofDays(16));
      try (ServerScene scene = new ServerScene(folder, yaml(receiver), new SetClock(weeksLater))) {
        assertEquals("drill", next(receiver).path("type").asText());
        scene.await(
            "/api/v1/notifications",
            seen -> seen.path("notifications").path(0).path("state").asText().equals("delivered"));
        assertEquals(2, scene.get("/api/v1/notifications").path("notifications").size());
      }
      assertEquals(2, receiver.all.size(), receiver.all.toString());
    }
  }

  private static String hook() {
    return "{\"channel\":\"hook-0\"}";
  }

  private static String words(JsonNode node, String... names) {
    StringBuilder words = new StringBuilder();
    for (String name : names) {
      words.append(words.isEmpty() ? "" : " ").append(node.path(name).asText());
    }
    return words.toString();
  }
}
