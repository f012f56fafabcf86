package io.linecheck.schedule;

import io.linecheck.model.CheckResult;
import io.linecheck.probe.Deadline;

/** What a task does when its time has come. */
@FunctionalInterface
public interface Check {
  /**
   * Runs once on a virtual thread of its own and gives a complete result. Ends by itself before the
   * deadline; one that does not is interrupted.
   */
  CheckResult run(CheckTask task, Deadline deadline) throws InterruptedException;
}
