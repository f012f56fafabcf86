package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.live.LiveRendering;
import io.linecheck.live.Snapshot;
import io.linecheck.live.Summary;
import io.linecheck.live.Tile;
import io.linecheck.model.Readiness;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes a snapshot of the fleet as {@code #/components/schemas/Snapshot} of the API's description.
 */
public final class WallJson implements LiveRendering {
  /** How often an event comes at least. */
  static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int PROBLEMS = 24;
  private static final int SITES = 48;
  private static final int NAMES = 5;

  private final String version;
  private final WallSources sources;

  /** A rendering for pages of this version. */
  public WallJson(String version, WallSources sources) {
    this.version = version;
    this.sources = sources;
  }

  @Override
  public ObjectNode snapshot(Snapshot snapshot, Map<String, String> labels) {
    List<List<Tile>> groups = groups(snapshot.dialers());
    ObjectNode node = NODES.objectNode();
    node.put("version", version);
    node.put("serverTime", ContractJson.time(snapshot.at()));
    node.put("heartbeatSeconds", HEARTBEAT.toSeconds());
    node.put(
        "label",
        labels.isEmpty()
            ? null
            : labels.entrySet().stream()
                .map(e -> e.getKey() + ":" + e.getValue())
                .collect(Collectors.joining(",")));
    node.set("totals", totals(snapshot.summary().total()));
    node.set("sites", sites(snapshot.summary().sites()));
    ArrayNode problems = node.putArray("problems");
    groups.stream().limit(PROBLEMS).forEach(group -> problems.add(problem(group)));
    node.put("moreProblems", Math.max(0, groups.size() - PROBLEMS) + snapshot.omitted());
    node.set("resolved", sources.resolved(labels));
    node.set("nextToBreak", sources.nextToBreak(labels));
    node.set("agents", sources.agents(labels));
    node.set("selfCheck", sources.selfCheck());
    return node;
  }

  /**
   * Tiles that one shared incident took down stand together; the others stand alone. Ready ones in
   * maintenance are only counted.
   */
  private static List<List<Tile>> groups(List<Tile> tiles) {
    Map<String, List<Tile>> groups = new LinkedHashMap<>();
    for (Tile tile : tiles) {
      if (tile.stale() || tile.readiness() != Readiness.READY) {
        String key = tile.incident().map(incident -> "incident " + incident).orElse(tile.id());
        groups.computeIfAbsent(key, any -> new ArrayList<>()).add(tile);
      }
    }
    return List.copyOf(groups.values());
  }

  private static ObjectNode totals(Summary.Counts counts) {
    ObjectNode node = counts(NODES.objectNode(), counts);
    node.put("seats", counts.seats());
    node.put("seatsNotReady", counts.seatsNotReady());
    node.put("seatsAtRisk", counts.seatsAtRisk());
    node.put("lastResultAt", time(counts.newestResultAt()));
    return node;
  }

  private static ObjectNode counts(ObjectNode node, Summary.Counts counts) {
    node.put(
        "dialers",
        counts.ready()
            + counts.atRisk()
            + counts.notReady()
            + counts.unknown()
            + counts.maintenance());
    node.put("notReady", counts.notReady());
    node.put("atRisk", counts.atRisk());
    node.put("ready", counts.ready());
    node.put("unknown", counts.unknown());
    node.put("maintenance", counts.maintenance());
    return node;
  }

  private static ArrayNode sites(List<Summary.Counts> sites) {
    ArrayNode nodes = NODES.arrayNode();
    Optional<Summary.Counts> rest = Optional.empty();
    for (int i = 0; i < sites.size(); i++) {
      Summary.Counts site = sites.get(i);
      if (i < SITES) {
        nodes.add(site(site));
      } else {
        rest = Optional.of(rest.map(sum -> sum.plus(site)).orElse(site.named("…")));
      }
    }
    rest.ifPresent(site -> nodes.add(site(site)));
    return nodes;
  }

  private static ObjectNode site(Summary.Counts site) {
    ObjectNode node = NODES.objectNode();
    node.put("site", site.site().equals("-") ? "(no site)" : site.site());
    counts(node, site);
    node.put("seats", site.seats());
    node.put("seatsNotReady", site.seatsNotReady());
    node.put("oldestResultAt", time(site.oldestResultAt()));
    node.put("staleAfterSeconds", site.staleAfter().toSeconds());
    return node;
  }

  private ObjectNode problem(List<Tile> group) {
    Tile first = group.getFirst();
    boolean alone = group.size() == 1;
    ObjectNode node = NODES.objectNode();
    node.put("key", alone ? first.id() : first.incident().orElse(first.id()));
    node.put("dialer", alone ? first.id() : null);
    node.put("name", alone ? first.id() : first.cause().orElse(first.name()));
    node.put("host", alone ? first.name() : null);
    node.put("site", alone ? first.labels().get("site") : null);
    node.put("customer", first.labels().get("customer"));
    Readiness readiness = first.stale() ? Readiness.UNKNOWN : first.readiness();
    node.put("readiness", readiness.word());
    node.put("dialers", group.size());
    ArrayNode names = node.putArray("dialerNames");
    group.stream().limit(NAMES).forEach(tile -> names.add(tile.id()));
    node.put("seats", group.stream().mapToInt(Tile::seats).sum());
    leading(node, first);
    node.put(
        "since",
        ContractJson.time(
            group.stream().map(Tile::since).min(Instant::compareTo).orElse(first.since())));
    node.put("lastResultAt", time(first.seenAt()));
    node.put("staleAfterSeconds", first.staleAfter().toSeconds());
    node.put("incident", first.incident().orElse(null));
    node.set("acknowledgement", first.acknowledged().map(WallJson::acknowledgement).orElse(null));
    node.set("maintenance", first.maintenance().map(WallJson::maintenance).orElse(null));
    node.put("flapping", group.stream().anyMatch(Tile::flapping));
    node.put("suppressed", first.suppressed());
    node.putArray("vantages");
    node.put("strip", sources.strip(first.id()));
    return node;
  }

  private static void leading(ObjectNode node, Tile tile) {
    Optional<Tile.Problem> problem = tile.problems().stream().findFirst();
    if (tile.stale() || problem.isEmpty()) {
      node.put("severity", Severity.WARNING.word());
      node.putNull("service");
      node.putNull("stage");
      node.put("code", "monitor-result-stale");
      node.put("title", tile.stale() ? "No results any more" : tile.headline());
      node.put(
          "remedy", "See whether Linecheck itself is healthy: its log, its load, its network.");
      node.put("fixedBy", "linecheck-admin");
      node.putNull("contact");
      return;
    }
    Tile.Problem leading = problem.get();
    node.put("severity", leading.severity().word());
    node.put("service", leading.service());
    node.put("stage", leading.stage().word());
    node.put("code", leading.code().word());
    node.put("title", leading.title());
    node.put("remedy", leading.remedy());
    node.put("fixedBy", leading.fixedBy().word());
    node.put("contact", leading.owner().orElse(null));
  }

  static ObjectNode acknowledgement(Tile.Acknowledged acknowledged) {
    ObjectNode node = NODES.objectNode();
    node.put("owner", acknowledged.owner());
    node.put("since", ContractJson.time(acknowledged.at()));
    node.put("until", ContractJson.time(acknowledged.until()));
    node.putNull("note");
    return node;
  }

  static ObjectNode maintenance(Tile.Maintenance maintenance) {
    ObjectNode node = NODES.objectNode();
    node.put("until", ContractJson.time(maintenance.until()));
    node.put("reason", maintenance.reason().isEmpty() ? null : maintenance.reason());
    return node;
  }

  private static @org.jspecify.annotations.Nullable String time(Optional<Instant> instant) {
    return instant.map(ContractJson::time).orElse(null);
  }
}
