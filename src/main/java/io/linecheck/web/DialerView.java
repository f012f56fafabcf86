package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.AddressText;
import io.linecheck.config.HostAndPort;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.Tile;
import io.linecheck.model.AddressScope;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Readiness;
import io.linecheck.model.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes dialers as {@code DialerSummary}, and what a summary and a detail have in common. */
final class DialerView {
  private final LiveFeed feed;
  private final WallSources wall;

  DialerView(LiveFeed feed, WallSources wall) {
    this.feed = feed;
    this.wall = wall;
  }

  /** The readiness as the wall shows it: unknown once results have stopped. */
  Readiness readiness(WatchedDialer watched) {
    return feed.findTile(watched.id())
        .map(tile -> tile.stale() ? Readiness.UNKNOWN : tile.readiness())
        .orElse(Readiness.UNKNOWN);
  }

  /** What most urgent first means. */
  static int urgency(Readiness readiness) {
    return switch (readiness) {
      case NOT_READY -> 0;
      case AT_RISK -> 1;
      case UNKNOWN -> 2;
      case READY -> 3;
    };
  }

  ObjectNode summary(WatchedDialer watched) {
    ObjectNode node = common(watched);
    ArrayNode codes = node.putArray("findings");
    feed.findTile(watched.id())
        .ifPresent(tile ->
            tile.problems().stream()
                .map(problem -> problem.code().word())
                .distinct()
                .forEach(codes::add));
    return node;
  }

  /** The members that a summary and a detail share. */
  ObjectNode common(WatchedDialer watched) {
    Dialer dialer = watched.dialer();
    Optional<Tile> tile = feed.findTile(watched.id());
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", dialer.id());
    node.put("host", dialer.host());
    node.put("profile", dialer.profile());
    node.put("platform", dialer.platform().word());
    node.put("seats", dialer.seats());
    node.set("labels", object(dialer.labels()));
    node.put("parent", dialer.parent().orElse(null));
    node.put("readiness", readiness(watched).word());
    node.put(
        "headline",
        tile.map(shown -> shown.stale() ? "no results any more" : shown.headline())
            .orElse("not checked yet"));
    node.put("since", tile.map(Tile::since).map(ContractJson::time).orElse(null));
    node.set("firstBroken", tile.flatMap(DialerView::firstBroken).orElse(null));
    node.put("lastResultAt", tile.flatMap(Tile::seenAt).map(ContractJson::time).orElse(null));
    node.put(
        "staleAfterSeconds",
        ContractJson.seconds(
            tile.map(Tile::staleAfter).orElse(watched.interval().multipliedBy(3))));
    node.set(
        "acknowledgement",
        tile.flatMap(Tile::acknowledged).map(WallJson::acknowledgement).orElse(null));
    node.set(
        "maintenance", tile.flatMap(Tile::maintenance).map(WallJson::maintenance).orElse(null));
    node.put("flapping", tile.filter(Tile::flapping).isPresent());
    node.put("strip", wall.strip(dialer.id()));
    return node;
  }

  private static Optional<ObjectNode> firstBroken(Tile tile) {
    return tile.problems().stream()
        .filter(problem -> problem.severity() != Severity.INFO)
        .findFirst()
        .map(problem ->
            JsonNodeFactory.instance
                .objectNode()
                .put("service", problem.service())
                .put("stage", problem.stage().word()));
  }

  /** One check with what the server adds. */
  static ObjectNode check(WatchedDialer watched, CheckResult result) {
    ObjectNode node = ContractJson.check(result);
    node.put("kind", result.service().kind().word());
    node.put("required", result.service().required());
    node.put("vantage", result.vantage());
    node.put("side", side(result));
    node.put("checkedAt", ContractJson.time(result.startedAt()));
    node.put("intervalSeconds", ContractJson.seconds(watched.interval()));
    return node;
  }

  /** Who reaches a private address is inside; everybody else is where agents at home are. */
  private static String side(CheckResult result) {
    boolean outside =
        HostAndPort.parse(result.address())
            .flatMap(address -> AddressText.parse(address.host()))
            .map(AddressScope::of)
            .filter(scope -> scope.narrowerThan(AddressScope.PUBLIC))
            .isEmpty();
    return outside ? "outside" : "inside";
  }

  static ObjectNode object(Map<String, String> texts) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    new TreeMap<>(texts).forEach(node::put);
    return node;
  }
}
