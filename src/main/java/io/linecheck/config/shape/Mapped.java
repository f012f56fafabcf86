package io.linecheck.config.shape;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value made from another.
 *
 * @param shape what is written
 * @param maker what becomes of it
 */
public record Mapped<S, T>(Shape<S> shape, Function<S, T> maker) implements Shape<T> {
  @Override
  public Optional<T> read(Place place) {
    return shape.read(place).map(maker);
  }

  @Override
  public Map<String, Object> schema() {
    return shape.schema();
  }
}
