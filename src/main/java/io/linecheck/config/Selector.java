package io.linecheck.config;

import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Either;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Shape;
import io.linecheck.model.Dialer;
import java.util.Map;
import java.util.Set;

/**
 * Which dialers something concerns. Both empty: all.
 *
 * @param ids these dialers
 * @param labels those with all of these labels
 */
public record Selector(Set<String> ids, Map<String, String> labels) {
  /** All dialers. */
  public static final Selector ALL = new Selector(Set.of(), Map.of());

  public Selector {
    ids = Set.copyOf(ids);
    labels = Map.copyOf(labels);
  }

  /** Whether it concerns a dialer. */
  public boolean matches(Dialer dialer) {
    return (ids.isEmpty() || ids.contains(dialer.id()))
        && dialer.labels().entrySet().containsAll(labels.entrySet());
  }

  static Shape<Selector> shape() {
    return new Either<>(
        new Listing<>(Words.name().nameOf(Kinds.DIALER))
            .map(ids -> new Selector(Set.copyOf(ids), Map.of())),
        Dictionary.of(Words.text()).map(labels -> new Selector(Set.of(), labels)));
  }
}
