package io.linecheck.model;

import java.time.Duration;
import java.util.List;

/**
 * How one stage of a walk ended.
 *
 * @param stage which layer
 * @param status what it found
 * @param took how long it took
 * @param faults what was decided, the leading one first
 * @param note why it was skipped or unknown; else empty
 */
public record StageResult(
    Stage stage, Status status, Duration took, List<Fault> faults, String note) {
  public StageResult {
    faults = List.copyOf(faults);
  }
}
