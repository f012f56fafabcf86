package io.linecheck.config.shape;

import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * One key of a {@link Mapping}, and the handle by which its value is taken from {@link Values}.
 *
 * @param name as it is written
 * @param shape what its value may be
 * @param presence whether it must be there, has a default, or may be absent
 * @param sample its value in the reference: an example, mostly the default, as YAML
 * @param assumed the default, parsed; for other keys the example
 * @param about one or two sentences for the reference and the JSON Schema
 */
public record Key<T>(
    String name, Shape<T> shape, Presence presence, String sample, Node assumed, String about) {
  /** Whether a key must be there. */
  public enum Presence {
    /** It must. */
    REQUIRED,
    /** It need not: the sample is its default. */
    DEFAULTED,
    /** It need not, and then there is no value. */
    OPTIONAL,
    /** As optional, and excluded by another key: the reference shows it commented out. */
    ALTERNATIVE
  }

  Optional<T> read(Place place) {
    return shape.read(place);
  }
}
