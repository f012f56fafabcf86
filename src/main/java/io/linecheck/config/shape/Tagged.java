package io.linecheck.config.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of one of several kinds, told apart by one of its keys, which each variant has.
 *
 * @param key the key that tells, {@code type}
 * @param variants the kinds by the word that stands there
 */
public record Tagged<T>(String key, Map<String, Mapping<? extends T>> variants)
    implements Shape<T> {
  @Override
  public Optional<T> read(Place place) {
    String words = String.join(", ", variants.keySet());
    Optional<Map<String, Place>> entries = Mapping.glance(place);
    if (entries.isEmpty()) {
      return place.refuse("must be a mapping with " + key + ": one of " + words);
    }
    Place word = entries.get().get(key);
    if (word == null) {
      place.lacks(key, "is missing: one of " + words);
      return Optional.empty();
    }
    Mapping<? extends T> variant =
        word.node() instanceof ScalarNode ? variants.get(word.raw()) : null;
    if (variant == null) {
      return word.refuse(
          "must be one of " + words, NearestWord.find(word.raw(), variants.keySet()));
    }
    return variant.read(place).map(found -> found);
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("oneOf", List.copyOf(variants.values().stream().map(Mapping::schema).toList()));
  }
}
