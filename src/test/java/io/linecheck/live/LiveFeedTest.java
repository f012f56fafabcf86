package io.linecheck.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LiveFeedTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Map<String, String> ALL = Map.of();
  private static final ObjectMapper JSON = new ObjectMapper();

  private volatile Instant now = Instant.parse("2026-11-21T00:00:00Z");
  private final LiveFeed feed =
      new LiveFeed(
          () -> now,
          new SelfCheck(
              "1",
              now,
              Duration.ZERO,
              Optional.empty(),
              List.of(),
              Optional.empty(),
              "",
              Optional.empty()),
          LiveFeedTest::render);

  @AfterEach
  void close() {
    feed.close();
  }

  @Test
  void viewerGetsASnapshotAndThenOnlyWhatChanged() throws Exception {
    feed.publish(tile("a", Readiness.NOT_READY, "m"));
    feed.publish(tile("b", Readiness.NOT_READY, "m"));
    try (Subscription viewer = feed.subscribe(ALL, "")) {
      LiveEvent snapshot = take(viewer);
      assertEquals("snapshot", snapshot.name());
      assertEquals(2, data(snapshot).path("problems").size());
      feed.publish(tile("c", Readiness.AT_RISK, "m"));
      feed.remove("a");
      JsonNode change = data(take(viewer));
      assertEquals("c", change.path("upserted").path(0).path("key").asText());
      assertEquals(1, change.path("upserted").size());
      assertEquals("a", change.path("removed").path(0).asText());
      assertFalse(change.has("problems"));
    }
  }

  @Test
  void onlyViewerComesBackToWhatItMissed() throws Exception {
    feed.publish(tile("a", Readiness.NOT_READY, "m"));
    String last;
    try (Subscription viewer = feed.subscribe(ALL, "")) {
      last = take(viewer).id();
    }
    feed.publish(tile("b", Readiness.NOT_READY, "m"));
    try (Subscription viewer = feed.subscribe(ALL, last)) {
      LiveEvent missed = take(viewer);
      assertEquals("change", missed.name());
      assertEquals("b", data(missed).path("upserted").path(0).path("key").asText());
      feed.publish(tile("c", Readiness.NOT_READY, "m"));
      assertEquals("c", data(take(viewer)).path("upserted").path(0).path("key").asText());
    }
  }

  @Test
  void viewerThatIsBackTooLateOrFromElsewhereGetsASnapshot() throws Exception {
    feed.publish(tile("a", Readiness.NOT_READY, "m"));
    String last;
    try (Subscription viewer = feed.subscribe(ALL, "")) {
      last = take(viewer).id();
    }
    now = now.plus(View.LINGERING).plusSeconds(1);
    for (String id : List.of(last, "other-7", "nonsense", last + "000000")) {
      try (Subscription viewer = feed.subscribe(Map.of("site", id), id)) {
        assertEquals("snapshot", take(viewer).name(), id);
      }
    }
    try (Subscription viewer = feed.subscribe(ALL, last)) {
      assertEquals("snapshot", take(viewer).name());
    }
  }

  @Test
  void slowViewerSkipsToASnapshotAndKeepsNobodyWaiting() throws Exception {
    try (Subscription slow = feed.subscribe(ALL, "");
        Subscription quick = feed.subscribe(ALL, "")) {
      take(slow);
      take(quick);
      for (int i = 0; i <= Subscription.LIMIT; i++) {
        feed.publish(tile("d" + i, Readiness.NOT_READY, "m"));
        assertEquals("change", take(quick).name());
      }
      LiveEvent next = take(slow);
      assertEquals("snapshot", next.name());
      assertEquals(Subscription.LIMIT + 1, data(next).path("problems").size());
    }
  }

  @Test
  void viewOfALabelHoldsOnlyItsDialersAndIsOfConstantSize() throws Exception {
    for (int i = 0; i < 1000; i++) {
      feed.publish(tile("d" + i, Readiness.NOT_READY, i % 2 == 0 ? "manila" : "cebu"));
    }
    Snapshot all = feed.snapshot(ALL);
    assertEquals(LiveFeed.SHOWN, all.dialers().size());
    assertEquals(1000 - LiveFeed.SHOWN, all.omitted());
    assertEquals(1000, all.summary().total().notReady());
    Snapshot manila = feed.snapshot(Map.of("site", "manila"));
    assertEquals(500, manila.summary().total().notReady());
    assertTrue(manila.dialers().stream().allMatch(tile -> tile.site().equals("manila")));
  }

  @Test
  void mostUrgentIsFirstThenTheOldest() {
    feed.publish(tile("risk", Readiness.AT_RISK, "m"));
    feed.publish(tile("young", Readiness.NOT_READY, "m"));
    now = now.minusSeconds(600);
    feed.publish(tile("old", Readiness.NOT_READY, "m"));
    feed.publish(tile("unknown", Readiness.UNKNOWN, "m"));
    feed.publish(tile("ready", Readiness.READY, "m"));
    assertEquals(
        List.of("old", "young", "risk", "unknown"),
        feed.snapshot(ALL).dialers().stream().map(Tile::id).toList());
  }

  private static LiveEvent take(Subscription viewer) throws InterruptedException {
    return viewer.take(PATIENCE).orElseThrow();
  }

  private static JsonNode data(LiveEvent event) throws JsonProcessingException {
    return JSON.readTree(event.data());
  }

  private static ObjectNode render(Snapshot snapshot, Map<String, String> labels) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("version", "1").put("serverTime", snapshot.at().toString());
    ArrayNode problems = node.putArray("problems");
    snapshot
        .dialers()
        .forEach(
            tile -> problems.addObject().put("key", tile.id()).put("is", tile.readiness().word()));
    return node;
  }

  private Tile tile(String id, Readiness readiness, String site) {
    return new Tile(
        id,
        id + ".example.com",
        Map.of("site", site),
        1,
        readiness,
        "in words",
        List.of(),
        0,
        now,
        Optional.of(now),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        0,
        Duration.ofSeconds(90));
  }
}
