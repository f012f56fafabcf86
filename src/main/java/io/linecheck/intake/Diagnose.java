package io.linecheck.intake;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.Dialer;
import java.time.Instant;
import java.util.List;

/** What all recent results of a dialer amount to; pure. */
@FunctionalInterface
public interface Diagnose {
  /** The diagnosis at this moment. */
  Diagnosis diagnose(Dialer dialer, List<CheckResult> latest, Instant now);
}
