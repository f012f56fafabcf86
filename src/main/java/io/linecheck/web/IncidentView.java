package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Incident;
import io.linecheck.incident.Incident.Telling;
import io.linecheck.incident.IncidentStore;
import io.linecheck.incident.SharedCause;
import io.linecheck.incident.Swallow;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.Tile;
import io.linecheck.model.Dialer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes incidents as {@code #/components/schemas/Incident}. */
final class IncidentView {
  private static final int LISTED = 50;

  private final DialerBook dialers;
  private final LiveFeed feed;
  private final String base;

  /**
   * A view with links into these pages.
   *
   * @param base the pages' address without a slash at its end; empty for links that begin with one
   */
  IncidentView(DialerBook dialers, LiveFeed feed, String base) {
    this.dialers = dialers;
    this.feed = feed;
    this.base = base;
  }

  ObjectNode json(Incident incident, List<IncidentStore.Entry> entries, Instant now) {
    List<String> ids = incident.dialers();
    Optional<Dialer> first = ids.stream().findFirst().flatMap(this::dialer);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", incident.id());
    node.put("state", incident.open() ? "open" : "resolved");
    node.set(
        "finding",
        ContractJson.finding(incident.finding()).put("severity", incident.severity().word()));
    ArrayNode affected = node.putArray("dialers");
    ids.stream().limit(LISTED).forEach(id -> affected.add(affected(id)));
    node.put("dialerCount", ids.size());
    node.put(
        "seats", ids.stream().flatMap(id -> dialer(id).stream()).mapToInt(Dialer::seats).sum());
    node.put("sharedCause", incident.cause().map(SharedCause::text).orElse(null));
    node.put(
        "contact",
        first.flatMap(one -> Owners.contact(one, incident.finding().fixedBy())).orElse(null));
    node.put("openedAt", ContractJson.time(incident.openedAt()));
    node.put("resolvedAt", time(incident.resolvedAt()));
    node.put("escalatedAt", time(incident.escalatedAt()));
    node.set(
        "acknowledgement",
        incident
            .acknowledgement()
            .filter(taken -> now.isBefore(taken.until()))
            .map(IncidentView::acknowledgement)
            .orElse(null));
    node.put("flapping", incident.flapping());
    node.put("inMaintenance", inMaintenance(incident));
    node.put("suppressedBy", parent(incident).orElse(null));
    node.put(
        "suppressed",
        ids.stream().flatMap(id -> feed.findTile(id).stream()).mapToInt(Tile::suppressed).sum());
    ArrayNode events = node.putArray("events");
    entries.forEach(entry -> events.add(event(entry)));
    node.put(
        "link",
        base
            + ids.stream()
                .findFirst()
                .filter(id -> dialer(id).isPresent())
                .map(id -> "/dialers/" + id)
                .orElse("/"));
    return node;
  }

  private Optional<Dialer> dialer(String id) {
    return dialers.find(id).map(WatchedDialer::dialer);
  }

  private ObjectNode affected(String id) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    Optional<Dialer> dialer = dialer(id);
    node.put("id", id);
    node.put("name", dialer.map(Dialer::host).orElse(id));
    ObjectNode labels = node.putObject("labels");
    dialer.ifPresent(one -> one.labels().forEach(labels::put));
    node.put("seats", dialer.map(Dialer::seats).orElse(0));
    return node;
  }

  private static ObjectNode acknowledgement(Acknowledgement taken) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("owner", taken.owner());
    node.put("since", ContractJson.time(taken.at()));
    node.put("until", ContractJson.time(taken.until()));
    node.put("note", taken.note().isEmpty() ? null : taken.note());
    return node;
  }

  private boolean inMaintenance(Incident incident) {
    return incident.open()
        && incident.telling() instanceof Telling.Swallowed swallowed
        && switch (swallowed.by()) {
          case Swallow.ByMaintenance _ -> true;
          case Swallow.ByParent _ -> false;
        };
  }

  private static Optional<String> parent(Incident incident) {
    return incident.telling() instanceof Telling.Swallowed swallowed
        ? switch (swallowed.by()) {
          case Swallow.ByMaintenance _ -> Optional.empty();
          case Swallow.ByParent behind -> Optional.of(behind.parent());
        }
        : Optional.empty();
  }

  private static ObjectNode event(IncidentStore.Entry entry) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("at", ContractJson.time(entry.at()));
    int until = entry.text().indexOf(" until ");
    boolean taken = entry.word().equals("acknowledged");
    node.put("kind", kind(entry.word()));
    String owner = taken && until > 0 ? entry.text().substring(0, until) : null;
    node.put("by", entry.word().equals("taken-back") ? entry.text() : owner);
    node.put("text", text(entry));
    return node;
  }

  /** The public word of what the store records. */
  private static String kind(String word) {
    return switch (word) {
      case "swallowed" -> "suppressed";
      case "opened",
          "escalated",
          "acknowledged",
          "acknowledgement-lapsed",
          "reminded",
          "flapping",
          "resolved" ->
          word;
      default -> "changed";
    };
  }

  private static String text(IncidentStore.Entry entry) {
    String said = entry.text();
    return switch (entry.word()) {
      case "began" -> said.isEmpty() ? "it began" : "it began: " + said;
      case "opened" -> "people were told";
      case "worsened" -> "it became critical";
      case "escalated" -> "nobody had it: the second channel was told";
      case "reminded" -> "people were told again";
      case "flapping" -> "it comes and goes";
      case "swallowed" -> "nobody was told: " + said;
      case "taken-back" -> "the acknowledgement was taken back";
      case "resolved" -> said.isEmpty() ? "it is over" : "it is over: " + said;
      default -> said.isEmpty() ? entry.word() : said;
    };
  }

  private static @Nullable String time(Optional<Instant> instant) {
    return instant.map(ContractJson::time).orElse(null);
  }
}
