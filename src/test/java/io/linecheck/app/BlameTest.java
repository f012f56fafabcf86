package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server whose dialers and control vanish, together and alone. */
class BlameTest {
  @TempDir Path folder;

  private static String yaml(Gate first, Gate second, Gate control) {
    return """
    defaults: {interval: 2s, timeout: 1s, open: {failures: 2, of: 3}}
    incidents: {groupWithin: 0s, controls: ["127.0.0.1:%d"]}
    dialers:
      - {id: a, host: 127.0.0.1, services: {https: {port: %d}, wss: false}}
      - {id: b, host: 127.0.0.1, services: {https: {port: %d}, wss: false}}
    """
        .formatted(control.port(), first.port(), second.port());
  }

  @Test
  void withEverythingGoneControlsIncludedTheTroubleIsOurs() throws Exception {
    try (Gate a = new Gate();
        Gate b = new Gate();
        Gate control = new Gate();
        ServerScene scene = new ServerScene(folder, yaml(a, b, control))) {
      scene.await("/api/v1/dialers/a", dialer -> readiness(dialer).equals("not-ready"));
      scene.await("/api/v1/dialers/b", dialer -> readiness(dialer).equals("not-ready"));
      control.vanish();
      try (ExecutorService together = Executors.newVirtualThreadPerTaskExecutor()) {
        together.invokeAll(List.of(a::vanish, b::vanish));
      }
      scene.await("/api/v1/incidents", all -> open(all, "monitor-network-down") == 1);
      scene.await("/api/v1/dialers/a", dialer -> readiness(dialer).equals("unknown"));
      scene.await("/api/v1/dialers/b", dialer -> readiness(dialer).equals("unknown"));
      assertEquals(0, open(scene.get("/api/v1/incidents"), "port-filtered"));
    }
  }

  @Test
  void withAControlThatAnswersTheDialersAreToBlame() throws Exception {
    try (Gate a = new Gate();
        Gate b = new Gate();
        Gate control = new Gate();
        ServerScene scene = new ServerScene(folder, yaml(a, b, control))) {
      a.vanish();
      b.vanish();
      scene.await("/api/v1/incidents", all -> open(all, "port-filtered") == 2);
      assertEquals(0, open(scene.get("/api/v1/incidents"), "monitor-network-down"));
    }
  }

  private static String readiness(JsonNode dialer) {
    return dialer.path("readiness").asText();
  }

  private static long open(JsonNode incidents, String code) {
    return StreamSupport.stream(incidents.path("incidents").spliterator(), false)
        .filter(incident -> incident.path("state").asText().equals("open"))
        .filter(incident -> incident.path("finding").path("code").asText().equals(code))
        .count();
  }
}
