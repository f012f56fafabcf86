package io.linecheck.config.shape;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value that may be written short, as a scalar or list, or long, as a mapping.
 *
 * @param brief the short form, a {@link Scalar} or {@link Listing}
 * @param full the long form, a {@link Mapping} or {@link Dictionary}
 */
public record Either<T>(Shape<T> brief, Shape<T> full) implements Shape<T> {
  @Override
  public Optional<T> read(Place place) {
    boolean isShort =
        brief instanceof Listing<?>
            ? place.node() instanceof SequenceNode
            : place.node() instanceof ScalarNode;
    return isShort ? brief.read(place) : full.read(place);
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("anyOf", List.of(brief.schema(), full.schema()));
  }
}
