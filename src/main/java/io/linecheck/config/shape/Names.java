package io.linecheck.config.shape;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names that a file gives to things and the places that use them, collected while reading, so
 * that they can be compared even where other parts of the file are broken. Used by one thread.
 */
public final class Names {
  private final Map<String, Map<String, Place>> given = new HashMap<>();
  private final List<Use> uses = new ArrayList<>();
  private final Map<String, String> byPath = new HashMap<>();

  private record Use(String kind, String name, Place place) {}

  /** A thing of a kind gets a name here. */
  void give(String kind, String name, Place place) {
    Place before = given.computeIfAbsent(kind, _ -> new LinkedHashMap<>()).putIfAbsent(name, place);
    byPath.put(place.path(), name);
    if (before != null) {
      place.refuse(
          "must be unique; " + before.path() + " on line " + before.line() + " has the same name");
    }
  }

  /** A thing of a kind is named here; it may be given further down. */
  void use(String kind, String name, Place place) {
    uses.add(new Use(kind, name, place));
  }

  /** Reports every use of a name that nothing has. */
  public void check() {
    for (Use use : uses) {
      Set<String> known = given.getOrDefault(use.kind(), Map.of()).keySet();
      if (!known.contains(use.name())) {
        use.place().refuse("there is no such " + use.kind(), NearestWord.find(use.name(), known));
      }
    }
  }

  /**
   * Reports chains of uses that come back to where they began.
   *
   * @param from the key with the thing's own name, {@code id}
   * @param to the key beside it that names another, {@code parent}
   */
  public void refuseCircles(String from, String to) {
    Map<String, String> next = new HashMap<>();
    Map<String, Place> places = new LinkedHashMap<>();
    for (Use use : uses) {
      String path = use.place().path();
      if (path.endsWith("." + to)) {
        String owner = byPath.get(path.substring(0, path.length() - to.length()) + from);
        if (owner != null && next.putIfAbsent(owner, use.name()) == null) {
          places.put(owner, use.place());
        }
      }
    }
    places.forEach((owner, place) ->
        circle(owner, next)
            .ifPresent(way -> place.refuse("goes in a circle: " + String.join(" → ", way))));
  }

  private static Optional<List<String>> circle(String owner, Map<String, String> next) {
    Set<String> way = new LinkedHashSet<>();
    String at = owner;
    while (at != null && way.add(at)) {
      at = next.get(at);
    }
    if (!owner.equals(at)) {
      return Optional.empty();
    }
    List<String> whole = new ArrayList<>(way);
    whole.add(owner);
    return Optional.of(whole);
  }
}
