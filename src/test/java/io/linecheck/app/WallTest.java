package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.FreePorts;
import io.linecheck.web.Contract;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the wall says of Linecheck itself, and of dialers that fail together. */
class WallTest {
  private static final Contract CONTRACT = new Contract();

  @TempDir Path folder;

  @Test
  void itIsWholeFromTheFirstAnswerOn() {
    try (ServerScene scene = new ServerScene(folder, "dialers: []")) {
      JsonNode wall = scene.get("/api/v1/wall");
      assertEquals(Set.of(), CONTRACT.broken("Snapshot", wall), wall.toString());
    }
  }

  @Test
  void channelThatFailsAndDialersBehindOneServerAreShown() throws Exception {
    int closed = FreePorts.closed();
    String yaml =
        """
        defaults: {interval: 1s, timeout: 2s, open: {failures: 2, of: 3}}
        incidents: {groupWithin: 3s}
        dialers:
          - {id: a, host: 127.0.0.1, seats: 3, services: {https: {port: %1$d}, wss: false}}
          - {id: b, host: 127.0.0.1, seats: 4, services: {https: {port: %1$d}, wss: false}}
        webhooks:
          - {name: on-call, url: "http://127.0.0.1:%1$d/", secret: {file: key}}
        """
            .formatted(closed);
    java.nio.file.Files.writeString(folder.resolve("key"), "whsec_bGluZWNoZWNrIHRlc3Rz");
    try (ServerScene scene = new ServerScene(folder, yaml)) {
      JsonNode wall =
          scene.await(
              "/api/v1/wall", now -> now.path("selfCheck").path("findings").path(0).has("code"));
      assertEquals(Set.of(), CONTRACT.broken("Snapshot", wall), wall.toString());
      JsonNode self = wall.path("selfCheck");
      assertEquals(
          "monitor-notification-failing", self.path("findings").path(0).path("code").asText());
      JsonNode channel = self.path("channels").path(0);
      assertEquals("on-call", channel.path("name").asText());
      assertEquals("warning", channel.path("status").asText());
      assertTrue(channel.path("pending").asInt() > 0);
      assertFalse(channel.path("failingSince").isNull());
      assertEquals(1, wall.path("problems").size());
      JsonNode problem = wall.path("problems").path(0);
      assertEquals(2, problem.path("dialers").asInt());
      assertEquals("127.0.0.1", problem.path("name").asText());
      assertEquals(7, problem.path("seats").asInt());
      assertEquals("n", problem.path("strip").asText().substring(23));
      assertEquals(7, wall.path("totals").path("seatsNotReady").asInt());
      JsonNode incident = scene.get("/api/v1/incidents").path("incidents");
      JsonNode shared =
          StreamSupport.stream(incident.spliterator(), false)
              .filter(one -> one.path("dialerCount").asInt() == 2)
              .findFirst()
              .orElseThrow();
      assertEquals("server 127.0.0.1", shared.path("sharedCause").asText());
    }
  }
}
