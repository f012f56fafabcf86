package io.linecheck.config.shape;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The values of one mapping, each taken by its key. */
public final class Values {
  private final Map<String, Object> values;

  Values(Map<String, Object> values) {
    this.values = values;
  }

  /** The value of a key that is required or has a default. */
  public <T> T get(Key<T> key) {
    return find(key)
        .orElseThrow(() -> new NoSuchElementException("key " + key.name() + " has no value"));
  }

  /** The value of an optional key. */
  @SuppressWarnings("unchecked") // written by the same key's shape
  public <T> Optional<T> find(Key<T> key) {
    return Optional.ofNullable((T) values.get(key.name()));
  }
}
