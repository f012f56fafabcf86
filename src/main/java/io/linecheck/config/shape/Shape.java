package io.linecheck.config.shape;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a value of a file may be. The same description reads the value, appears in the JSON Schema
 * and in the reference.
 *
 * @param <T> what is read; immutable
 */
public sealed interface Shape<T>
    permits Scalar, Listing, Dictionary, Mapping, Either, Tagged, Mapped {
  /** Reads the value at a place; empty when it broke a rule, which is then in the reading. */
  Optional<T> read(Place place);

  /** The JSON Schema (draft 2020-12) of the value. */
  Map<String, Object> schema();

  /** The same value, made into something else once it is sound. */
  default <R> Shape<R> map(Function<T, R> maker) {
    return new Mapped<>(this, maker);
  }
}
