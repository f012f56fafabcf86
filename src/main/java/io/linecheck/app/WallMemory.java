package io.linecheck.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.history.ReadinessLog;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentStore;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.Tile;
import io.linecheck.model.Readiness;
import io.linecheck.sql.Database;
import io.linecheck.web.ContractJson;
import io.linecheck.web.NextToBreak;
import io.linecheck.web.SelfTestReports;
import io.linecheck.web.WallSources;
import io.linecheck.web.WatchedDialer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;

/**
 * What a wall shows beside the tiles, looked up every few seconds and kept, so that twenty walls
 * cost what one does.
 */
final class WallMemory implements WallSources {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Duration STRIP = Duration.ofHours(24);
  private static final Duration RECENT = Duration.ofMinutes(10);
  private static final Duration AHEAD = Duration.ofDays(60);
  private static final Duration CHANGED = Duration.ofSeconds(10);
  private static final Duration UNHURRIED = Duration.ofSeconds(8);
  private static final int BLOCKS = 24;

  private final IncidentStore incidents = new IncidentStore();
  private final ReadinessLog readiness = new ReadinessLog();
  private volatile Map<String, String> strips = Map.of();
  private Instant stripsOf = Instant.EPOCH;
  private Instant breaksAt = Instant.EPOCH;
  private volatile List<Told> resolved = List.of();
  private volatile List<Told> breaks = List.of();
  private volatile ObjectNode self = SelfStrip.of(SelfStrip.Known.nothing());
  private volatile Function<Map<String, String>, ObjectNode> agents =
      wanted -> SelfTestReports.activity(List.of());

  /** Something shown, and the dialers it is of. */
  private record Told(List<String> dialers, ObjectNode json) {}

  private volatile Map<String, Map<String, String>> labels = Map.of();

  /** Looks everything up anew. Blocks; called every few seconds by one thread. */
  void refresh(
      Database database,
      LiveFeed feed,
      NextToBreak timeline,
      FleetBook book,
      SelfStrip.Known own,
      Instant now) {
    Map<String, Map<String, String>> newest = new HashMap<>();
    book.all().forEach(watched -> newest.put(watched.id(), watched.dialer().labels()));
    labels = newest;
    Collection<Tile> tiles = feed.tiles();
    strips = database.read(handle -> strips(handle, tiles, now));
    resolved = database.read(handle -> resolved(handle, now));
    if (breaks.isEmpty() || now.isAfter(breaksAt.plus(UNHURRIED))) {
      Predicate<WatchedDialer> everyone = any -> true;
      breaks =
          timeline.events(everyone, now, now.plus(AHEAD)).stream()
              .map(event -> new Told(dialerOf(event), event))
              .toList();
      breaksAt = now;
    }
    self = SelfStrip.of(own);
  }

  private static List<String> dialerOf(JsonNode event) {
    return event.path("dialer").isTextual() ? List.of(event.path("dialer").asText()) : List.of();
  }

  /** Each anew once an hour and when it has just changed, else as it was. */
  private Map<String, String> strips(Handle handle, Collection<Tile> tiles, Instant now) {
    Instant hour = now.truncatedTo(ChronoUnit.HOURS);
    boolean turned = !hour.equals(stripsOf);
    stripsOf = hour;
    Map<String, String> before = strips;
    Map<String, String> all = new HashMap<>();
    for (Tile tile : tiles) {
      boolean anew = turned || tile.since().isAfter(now.minus(CHANGED));
      String known = before.get(tile.id());
      all.put(
          tile.id(),
          known == null || anew
              ? letters(readiness.strip(handle, tile.id(), now.minus(STRIP), now), now)
              : known);
    }
    return all;
  }

  /** One letter an hour: the worst readiness that held for a part of it. */
  private static String letters(List<ReadinessLog.Stretch> stretches, Instant now) {
    Duration block = STRIP.dividedBy(BLOCKS);
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < BLOCKS; i++) {
      Instant from = now.minus(STRIP).plus(block.multipliedBy(i));
      Instant to = from.plus(block);
      letters.append(
          stretches.stream()
              .filter(stretch -> stretch.from().isBefore(to) && stretch.to().isAfter(from))
              .map(WallMemory::letter)
              .reduce('-', WallMemory::worst));
    }
    return letters.toString();
  }

  private static char worst(char one, char other) {
    return "-uran".indexOf(one) >= "-uran".indexOf(other) ? one : other;
  }

  private static char letter(ReadinessLog.Stretch stretch) {
    if (stretch.readiness() == Readiness.UNKNOWN) {
      return stretch.headline().equals("nothing is known") ? '-' : 'u';
    }
    return switch (stretch.readiness()) {
      case READY -> 'r';
      case AT_RISK -> 'a';
      case NOT_READY -> 'n';
      case UNKNOWN -> 'u';
    };
  }

  private List<Told> resolved(Handle handle, Instant now) {
    List<Told> told = new ArrayList<>();
    for (Incident incident : incidents.recent(handle, "", now, 50)) {
      Optional<Instant> at = incident.resolvedAt();
      if (at.isPresent() && at.get().isAfter(now.minus(RECENT))) {
        ObjectNode node = NODES.objectNode();
        boolean one = incident.dialers().size() == 1;
        node.put("key", incident.id());
        node.put(
            "name", one ? incident.dialers().getFirst() : incident.dialers().size() + " dialers");
        node.put("dialer", one ? incident.dialers().getFirst() : null);
        node.put("title", incident.finding().title());
        node.put("resolvedAt", ContractJson.time(at.get()));
        node.put("lastedSeconds", Duration.between(incident.since(), at.get()).toSeconds());
        told.add(new Told(incident.dialers(), node));
      }
    }
    return told;
  }

  @Override
  public String strip(String dialer) {
    return strips.getOrDefault(dialer, "-".repeat(BLOCKS));
  }

  @Override
  public ArrayNode resolved(Map<String, String> wanted) {
    return some(resolved, wanted, 5);
  }

  @Override
  public ArrayNode nextToBreak(Map<String, String> wanted) {
    return some(breaks, wanted, 3);
  }

  /** Where the last hour of agents is looked up. */
  void agents(Function<Map<String, String>, ObjectNode> activity) {
    agents = activity;
  }

  @Override
  public ObjectNode agents(Map<String, String> wanted) {
    return agents.apply(wanted);
  }

  @Override
  public ObjectNode selfCheck() {
    return self;
  }

  private ArrayNode some(List<Told> all, Map<String, String> wanted, int most) {
    ArrayNode nodes = NODES.arrayNode();
    all.stream()
        .filter(told ->
            wanted.isEmpty() || told.dialers().stream().anyMatch(dialer -> carries(dialer, wanted)))
        .limit(most)
        .forEach(told -> nodes.add(told.json()));
    return nodes;
  }

  private boolean carries(String dialer, Map<String, String> wanted) {
    return labels.getOrDefault(dialer, Map.of()).entrySet().containsAll(wanted.entrySet());
  }
}
