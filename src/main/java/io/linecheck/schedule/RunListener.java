package io.linecheck.schedule;

import io.linecheck.model.CheckResult;
import java.time.Duration;

/** Hears of every run; called on the run's virtual thread and quick. */
public interface RunListener {
  /** A run begins this much later than it was due. */
  void started(CheckTask task, Duration lag);

  /** A run has its result. */
  void finished(CheckTask task, CheckResult result);

  /**
   * A run gave no result: it was interrupted at its deadline or failed by our own fault. What is
   * said of the dialer then is for the listener to decide.
   *
   * @param reason in words, with the name of the exception
   */
  void failed(CheckTask task, String reason);
}
