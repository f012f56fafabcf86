package io.linecheck.config.shape;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A list whose items all have one shape.
 *
 * @param item the shape of an item
 */
public record Listing<T>(Shape<T> item) implements Shape<List<T>> {
  @Override
  public Optional<List<T>> read(Place place) {
    if (!(place.node() instanceof SequenceNode sequence)) {
      return place.refuse("must be a list, each item after a dash or all between [ and ]");
    }
    List<T> items = new ArrayList<>();
    boolean whole = true;
    int index = 0;
    for (Node node : sequence.getValue()) {
      Optional<T> value = item.read(place.item(index++, node));
      value.ifPresent(items::add);
      whole &= value.isPresent();
    }
    return whole ? Optional.of(List.copyOf(items)) : Optional.empty();
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("type", "array", "items", item.schema());
  }
}
