package io.linecheck.config.shape;

import io.linecheck.config.shape.Key.Presence;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping with known keys.
 *
 * @param keys the keys, in the order they are documented
 * @param maker makes the record once every value is sound
 * @param rule looks at the values together and reports to the place what does not fit
 * @param secretive whether everything in it may be secret: an unknown key's value is not shown
 */
public record Mapping<T>(
    List<Key<?>> keys, Function<Values, T> maker, BiConsumer<Values, Place> rule, boolean secretive)
    implements Shape<T> {
  private static final Pattern SECRETIVE = Pattern.compile("pass|secret|token|key|credential");

  /** The same mapping with a further rule over its values. */
  public Mapping<T> with(BiConsumer<Values, Place> further) {
    return new Mapping<>(keys, maker, rule.andThen(further), secretive);
  }

  /** The same mapping, never showing what stands behind an unknown key. */
  public Mapping<T> hidden() {
    return new Mapping<>(keys, maker, rule, true);
  }

  @Override
  public Optional<T> read(Place place) {
    Optional<Map<String, Place>> entries = entries(place, "a mapping with " + names());
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Map<String, Place> given = entries.get();
    Map<String, Object> values = new LinkedHashMap<>();
    boolean whole = true;
    for (Key<?> key : keys) {
      whole &= read(key, given.remove(key.name()), place, values);
    }
    given.forEach(this::refuseUnknown);
    if (!whole) {
      return Optional.empty();
    }
    Values sound = new Values(values);
    int before = place.reading().count();
    rule.accept(sound, place);
    return place.reading().count() == before ? Optional.of(maker.apply(sound)) : Optional.empty();
  }

  private static boolean read(
      Key<?> key, @Nullable Place given, Place parent, Map<String, Object> values) {
    if (given != null) {
      return keep(key, given, values);
    }
    return switch (key.presence()) {
      case OPTIONAL, ALTERNATIVE -> true;
      case DEFAULTED -> keep(key, parent.assumed(key.name(), key.assumed()), values);
      case REQUIRED -> {
        parent.lacks(key.name(), "is missing: " + key.about());
        yield false;
      }
    };
  }

  private static boolean keep(Key<?> key, Place place, Map<String, Object> values) {
    Optional<?> value = key.read(place);
    value.ifPresent(found -> values.put(key.name(), found));
    return value.isPresent();
  }

  private void refuseUnknown(String name, Place place) {
    Optional<String> nearest = NearestWord.find(name, keys.stream().map(Key::name).toList());
    boolean hide =
        secretive
            || SECRETIVE.matcher(name.toLowerCase(Locale.ROOT)).find()
            || nearest.filter(word -> SECRETIVE.matcher(word).find()).isPresent();
    if (hide && place.node() instanceof ScalarNode) {
      place.refuseUnseen(
          "unknown key" + nearest.map(word -> " (did you mean '" + word + "'?)").orElse(""));
    } else {
      place.refuse(
          nearest.isPresent() ? "unknown key" : "unknown key; known are " + names(), nearest);
    }
  }

  private String names() {
    return String.join(", ", keys.stream().map(Key::name).toList());
  }

  /** The entries of a mapping by key, without a word about what is wrong with them. */
  static Optional<Map<String, Place>> glance(Place place) {
    if (!(place.node() instanceof MappingNode mapping)) {
      return Optional.empty();
    }
    Map<String, Place> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key) {
        entries.put(key.getValue(), place.key(key.getValue(), tuple.getValueNode()));
      }
    }
    return Optional.of(entries);
  }

  /** The entries of a mapping by key; doubled keys and keys that are no words are reported. */
  static Optional<Map<String, Place>> entries(Place place, String expected) {
    if (!(place.node() instanceof MappingNode mapping)) {
      return place.refuse((place.isEmpty() ? "has no value: " : "") + "must be " + expected);
    }
    Map<String, Place> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        place.refuse("a key must be a word, not a list or a mapping");
        continue;
      }
      Place value = place.key(key.getValue(), tuple.getValueNode());
      Place first = entries.putIfAbsent(key.getValue(), value);
      if (first != null) {
        value.refuse("the key stands here twice, first on line " + first.line());
      }
    }
    return Optional.of(entries);
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Key<?> key : keys) {
      Map<String, Object> property = new LinkedHashMap<>(key.shape().schema());
      property.put("description", key.about());
      if (key.presence() == Presence.DEFAULTED) {
        property.put("default", YamlText.plain(key.assumed()));
      }
      properties.put(key.name(), property);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("properties", properties);
    List<String> required =
        keys.stream().filter(key -> key.presence() == Presence.REQUIRED).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("additionalProperties", false);
    return schema;
  }
}
