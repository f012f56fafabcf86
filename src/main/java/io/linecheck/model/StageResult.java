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
  private static final String NO_TIME = "the time of the check was over";

  public StageResult {
    faults = List.copyOf(faults);
  }

  /** A stage that began when the time of its run was all but over: its silence says nothing. */
  public static StageResult outOfTime(Stage stage, Duration took) {
    return new StageResult(stage, Status.UNKNOWN, took, List.of(), NO_TIME);
  }

  /** Whether the run's time was over before this stage could tell anything. */
  public boolean isOutOfTime() {
    return status == Status.UNKNOWN && note.equals(NO_TIME);
  }
}
