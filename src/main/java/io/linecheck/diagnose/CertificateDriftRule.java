package io.linecheck.diagnose;

import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import java.time.Instant;
import java.util.List;

final class CertificateDriftRule implements Diagnostician.Rule {
  CertificateDriftRule(Catalogue catalogue) {}

  @Override
  public List<Finding> apply(
      Dialer dialer, List<CheckResult> results, List<Finding> findings, Instant now) {
    return findings;
  }
}
