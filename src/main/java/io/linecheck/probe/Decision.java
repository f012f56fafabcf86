package io.linecheck.probe;

import io.linecheck.model.Fault;
import java.util.List;

/**
 * Turns what one stage saw into named faults. Pure: no I/O, no clock, no Vert.x; the golden cases
 * of {@code probes/<stage>/cases} run through it.
 *
 * @param <O> the stage's observation, a record that Jackson can read
 */
@FunctionalInterface
public interface Decision<O> {
  /** The faults, the leading one first; empty when all is well. */
  List<Fault> decide(Subject subject, O observation);
}
