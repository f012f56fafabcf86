package io.linecheck.config.shape;

import io.linecheck.config.shape.Key.Presence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Collects the keys of a {@link Mapping} in the order they are documented. */
public final class Keys {
  private final List<Key<?>> keys = new ArrayList<>();

  /** A key that must be there, with an example. */
  public <T> Key<T> required(String name, Shape<T> shape, String example, String about) {
    return add(name, shape, Presence.REQUIRED, example, about);
  }

  /** A key with a default, written as YAML. */
  public <T> Key<T> defaulted(String name, Shape<T> shape, String value, String about) {
    return add(name, shape, Presence.DEFAULTED, value, about);
  }

  /** A key with a default that tells little, so that the reference shows an example instead. */
  public <T> Key<T> defaulted(
      String name, Shape<T> shape, String example, String value, String about) {
    Key<T> key = new Key<>(name, shape, Presence.DEFAULTED, example, YamlText.sample(value), about);
    keys.add(key);
    return key;
  }

  /** A key that may be absent, with an example. */
  public <T> Key<T> optional(String name, Shape<T> shape, String example, String about) {
    return add(name, shape, Presence.OPTIONAL, example, about);
  }

  /** A key that may be absent and that another key excludes, with an example. */
  public <T> Key<T> alternative(String name, Shape<T> shape, String example, String about) {
    return add(name, shape, Presence.ALTERNATIVE, example, about);
  }

  /** The mapping of these keys, made into a record once every value is sound. */
  public <T> Mapping<T> make(Function<Values, T> maker) {
    return new Mapping<>(List.copyOf(keys), maker, (_, _) -> {}, false);
  }

  private <T> Key<T> add(
      String name, Shape<T> shape, Presence presence, String sample, String about) {
    Key<T> key = new Key<>(name, shape, presence, sample, YamlText.sample(sample), about);
    keys.add(key);
    return key;
  }
}
