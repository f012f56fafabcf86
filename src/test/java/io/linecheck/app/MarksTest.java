package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.FreePorts;
import io.linecheck.web.Contract;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a chart tells of a dialer's past beside its lines. */
class MarksTest {
  @TempDir Path folder;

  @Test
  void openingsAcknowledgementsAndMaintenanceAreMarked() throws Exception {
    String yaml =
        """
        defaults: {interval: 1s, timeout: 2s}
        dialers:
          - {id: a, host: 127.0.0.1, services: {https: {port: %d}, wss: false}}
        """
            .formatted(FreePorts.closed());
    try (ServerScene scene = new ServerScene(folder, yaml)) {
      String incident =
          scene
              .await("/api/v1/incidents", all -> all.path("incidents").size() == 1)
              .path("incidents")
              .path(0)
              .path("id")
              .asText();
      scene.send(
          "POST",
          "/api/v1/incidents/" + incident + "/acknowledge",
          "{\"owner\":\"Ann\",\"forSeconds\":600}");
      scene.send("DELETE", "/api/v1/incidents/" + incident + "/acknowledge", "");
      scene.send(
          "POST",
          "/api/v1/maintenance",
          "{\"dialers\":[\"a\"],\"forSeconds\":600,\"reason\":\"cable\"}");
      JsonNode history = scene.get("/api/v1/dialers/a/history");
      assertEquals(Set.of(), new Contract().broken("History", history), history.toString());
      List<String> kinds =
          StreamSupport.stream(history.path("marks").spliterator(), false)
              .map(mark -> mark.path("kind").asText())
              .toList();
      assertEquals(
          List.of("maintenance", "acknowledgement-taken-back", "acknowledged", "incident-opened"),
          kinds,
          history.path("marks").toString());
      assertTrue(history.path("marks").path(2).path("text").asText().startsWith("Ann until "));
      JsonNode last = history.path("readiness").path(history.path("readiness").size() - 1);
      assertEquals("port-refused", last.path("code").asText());
    }
  }
}
