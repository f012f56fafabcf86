package io.linecheck.live;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page must be told to get from one snapshot to the next: members that differ replace those
 * it has; of the problems only those that are new or differ, and the keys of those that are gone.
 */
final class SnapshotDiff {
  private static final String PROBLEMS = "problems";

  /**
   * Always told: who reads a change must know which one it is, from which pages' version, and when.
   */
  private static final List<String> ALWAYS = List.of("version", "serverTime");

  private SnapshotDiff() {}

  static ObjectNode between(ObjectNode before, ObjectNode after) {
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    after
        .properties()
        .forEach(member -> {
          boolean differs = !member.getValue().equals(before.get(member.getKey()));
          if (!member.getKey().equals(PROBLEMS) && (differs || ALWAYS.contains(member.getKey()))) {
            change.set(member.getKey(), member.getValue());
          }
        });
    Map<String, JsonNode> old = byKey(before);
    Map<String, JsonNode> now = byKey(after);
    ArrayNode upserted = JsonNodeFactory.instance.arrayNode();
    now.forEach((key, problem) -> {
      if (!problem.equals(old.get(key))) {
        upserted.add(problem);
      }
    });
    ArrayNode removed = JsonNodeFactory.instance.arrayNode();
    old.keySet().stream().filter(key -> !now.containsKey(key)).forEach(removed::add);
    if (!upserted.isEmpty()) {
      change.set("upserted", upserted);
    }
    if (!removed.isEmpty()) {
      change.set("removed", removed);
    }
    return change;
  }

  private static Map<String, JsonNode> byKey(ObjectNode snapshot) {
    Map<String, JsonNode> byKey = new LinkedHashMap<>();
    snapshot.path(PROBLEMS).forEach(problem -> byKey.put(problem.path("key").asText(), problem));
    return byKey;
  }
}
