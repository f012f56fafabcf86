package io.linecheck.config.shape;

import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A single word, number or text.
 *
 * @param expected what it must be, to follow "must be": {@code a whole number from 1 to 65535}
 * @param schema its JSON Schema
 * @param parser reads {@link Place#raw()} and reports to the place what is wrong with it
 */
public record Scalar<T>(
    String expected, Map<String, Object> schema, Function<Place, Optional<T>> parser)
    implements Shape<T> {

  /** A scalar with one rule: what the parser cannot read is not what was expected. */
  public static <T> Scalar<T> of(
      String expected, Map<String, Object> schema, Function<String, Optional<T>> parser) {
    return new Scalar<>(
        expected,
        schema,
        place -> {
          Optional<T> value = parser.apply(place.raw());
          return value.isPresent() ? value : place.refuse("must be " + expected);
        });
  }

  /** The same, giving a thing of a kind its name. */
  public Scalar<T> naming(String kind) {
    return then((value, place) -> place.reading().names().give(kind, value.toString(), place));
  }

  /** The same, being the name of a thing of a kind somewhere in the file. */
  public Scalar<T> nameOf(String kind) {
    return then((value, place) -> place.reading().names().use(kind, value.toString(), place));
  }

  private Scalar<T> then(BiConsumer<T, Place> further) {
    return new Scalar<>(
        expected,
        schema,
        place -> {
          Optional<T> value = parser.apply(place);
          value.ifPresent(sound -> further.accept(sound, place));
          return value;
        });
  }

  @Override
  public Optional<T> read(Place place) {
    if (place.isEmpty()) {
      return place.refuse("has no value: must be " + expected);
    }
    if (!(place.node() instanceof ScalarNode)) {
      return place.refuse("must be " + expected);
    }
    return parser.apply(place);
  }
}
