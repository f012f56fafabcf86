package io.linecheck.probe;

import io.linecheck.model.Service;
import io.linecheck.model.StageResult;

/** Hears of each stage as it ends, on the check's virtual thread. */
@FunctionalInterface
public interface StageListener {
  /** A stage of a service has ended. */
  void ended(Service service, StageResult stage);
}
