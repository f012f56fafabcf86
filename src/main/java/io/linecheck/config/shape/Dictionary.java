package io.linecheck.config.shape;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mapping whose keys the person chooses, in the order of the file.
 *
 * @param keys what a key must look like
 * @param keyRule the same in words, to follow "must be"
 * @param value the shape of each value
 * @param kind what the keys are the names of, for those that use them; empty: nothing
 * @param example a name for the reference; empty: the values' own words, where they have them
 */
public record Dictionary<T>(
    Pattern keys, String keyRule, Shape<T> value, String kind, String example)
    implements Shape<Map<String, T>> {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  /** A dictionary of names: letters, digits, dot, dash and underscore. */
  public static <T> Dictionary<T> of(Shape<T> value) {
    return new Dictionary<>(
        NAME,
        "1 to 63 letters, digits, dots, dashes or underscores, not a sign first",
        value,
        "",
        "");
  }

  /** The same, its keys being names of a kind, with one for the reference. */
  public Dictionary<T> naming(String things, String name) {
    return new Dictionary<>(keys, keyRule, value, things, name);
  }

  @Override
  public Optional<Map<String, T>> read(Place place) {
    Map<String, T> values = new LinkedHashMap<>();
    boolean whole = true;
    Optional<Map<String, Place>> entries = Mapping.entries(place, "a mapping of names to values");
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    for (Map.Entry<String, Place> entry : entries.get().entrySet()) {
      if (!keys.matcher(entry.getKey()).matches()) {
        entry.getValue().refuse("the key must be " + keyRule);
        whole = false;
      } else if (!kind.isEmpty()) {
        place.reading().names().give(kind, entry.getKey(), entry.getValue());
      }
      Optional<T> read = value.read(entry.getValue());
      read.ifPresent(found -> values.put(entry.getKey(), found));
      whole &= read.isPresent();
    }
    return whole ? Optional.of(Collections.unmodifiableMap(values)) : Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of(
        "type",
        "object",
        "propertyNames",
        Map.of("pattern", "^(?:" + keys.pattern() + ")$"),
        "additionalProperties",
        value.schema());
  }
}
