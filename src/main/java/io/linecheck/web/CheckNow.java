package io.linecheck.web;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.ReadinessReport;
import io.linecheck.model.Service;
import java.time.Duration;

/** Runs checks that somebody asks for. Blocks; called on a virtual thread. */
public interface CheckNow {
  /**
   * The full check of a dialer, ended by its time-out; its results also go the way of every result.
   */
  ReadinessReport check(Dialer dialer) throws InterruptedException;

  /** One door, once; the result is told to nobody else. */
  CheckResult probe(Dialer dialer, Service service, Duration timeout) throws InterruptedException;
}
