package io.linecheck.config.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/**
 * A value that may be written short, as a scalar or list, or long, as a mapping.
 *
 * @param brief the short form
 * @param full the long form, a mapping
 */
public record Either<T>(Shape<T> brief, Shape<T> full) implements Shape<T> {
  @Override
  public Optional<T> read(Place place) {
    boolean isShort = !(place.node() instanceof MappingNode);
    return isShort ? brief.read(place) : full.read(place);
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("anyOf", List.of(brief.schema(), full.schema()));
  }
}
