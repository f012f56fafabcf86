package io.linecheck.probe.sip;

import io.linecheck.probe.Deadline;

/**
 * What a registered phone goes on to do before its registration is removed: a call. Runs on the
 * check's virtual thread.
 */
@FunctionalInterface
public interface Errand {
  /** Nothing more. */
  Errand NONE = (phone, deadline) -> {};

  /** Does it; what goes wrong out there is a value of the errand's own. */
  void run(RegisteredPhone phone, Deadline deadline) throws InterruptedException;
}
