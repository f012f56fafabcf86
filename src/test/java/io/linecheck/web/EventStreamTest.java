package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.model.FindingCode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The stream of changes, read line by line as a browser does. */
@Timeout(60)
class EventStreamTest {
  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path folder;

  private WebScene scene;

  @BeforeEach
  void open() {
    scene = new WebScene(folder, WebScene.loopback());
    scene.result("=cebu", "https", Optional.empty());
    scene.result("=cebu", "wss", Optional.empty());
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void beginsWithASnapshotTellsChangesAndResumes() throws Exception {
    try (Stream other = new Stream("")) {
      assertEquals("snapshot", other.next().name());
      String id;
      try (Stream stream = new Stream("")) {
        Event snapshot = stream.next();
        assertEquals("snapshot", snapshot.name());
        assertSound("Snapshot", snapshot);
        scene.result("=cebu", "wss", Optional.of(FindingCode.PORT_FILTERED));
        Event change = stream.change("=cebu");
        assertSound("Change", change);
        id = change.id();
      }
      scene.result("=cebu", "wss", Optional.empty());
      other.change("removed\":[\"=cebu");
      try (Stream stream = new Stream(id)) {
        Event resumed = stream.next();
        assertEquals("change", resumed.name());
        assertTrue(resumed.data().path("removed").toString().contains("=cebu"));
      }
      try (Stream stream = new Stream("long-gone")) {
        assertEquals("snapshot", stream.next().name());
      }
    }
  }

  /** The fastest of five, so that a pause of the machine is not taken for ours. */
  @Test
  void tellsAChangeWithinASecond() throws Exception {
    Duration fastest = Duration.ofDays(1);
    try (Stream stream = new Stream("")) {
      for (int i = 0; i < 5; i++) {
        scene.result("=cebu", "wss", Optional.of(FindingCode.PORT_FILTERED));
        long committed = System.nanoTime();
        stream.change("\"not-ready\"");
        Duration late = Duration.ofNanos(System.nanoTime() - committed);
        fastest = late.compareTo(fastest) < 0 ? late : fastest;
        scene.result("=cebu", "wss", Optional.empty());
        stream.change("removed\":[\"=cebu");
      }
    }
    assertTrue(fastest.compareTo(Duration.ofSeconds(1)) < 0, "told after " + fastest);
  }

  private static void assertSound(String schema, Event event) {
    assertEquals(Set.of(), CONTRACT.broken(schema, event.data()), event.data().toString());
  }

  private record Event(String id, String name, JsonNode data) {}

  private final class Stream implements AutoCloseable {
    private final BufferedReader reader;

    Stream(String last) throws Exception {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(scene.url("/api/v1/events")))
              .timeout(Duration.ofSeconds(20));
      if (!last.isEmpty()) {
        request.header("Last-Event-ID", last);
      }
      var answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
      assertEquals(200, answer.statusCode());
      assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
      reader = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    Event next() throws Exception {
      String id = "";
      String name = "";
      JsonNode data = MAPPER.missingNode();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = MAPPER.readTree(line.substring(6));
        } else if (line.isEmpty() && !name.isEmpty()) {
          return new Event(id, name, data);
        }
      }
      throw new IllegalStateException("the stream ended");
    }

    /** The next change that speaks of something. */
    Event change(String of) throws Exception {
      Event event = next();
      while (!event.name().equals("change") || !event.data().toString().contains(of)) {
        event = next();
      }
      return event;
    }

    @Override
    public void close() throws Exception {
      reader.close();
    }
  }
}
