package io.linecheck.renewal;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.renewal.acme.AcmeFailure;
import io.linecheck.renewal.deploy.Outcome;
import io.linecheck.renewal.dns.DnsProviderException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why an attempt failed.
 *
 * @param state what it leaves the renewal in
 * @param faults the leading one first
 * @param retryAfter the authority asked for nothing before it
 */
record Failure(State state, List<Fault> faults, Optional<Instant> retryAfter) {
  Failure {
    faults = List.copyOf(faults);
  }

  String text() {
    return faults.getFirst().evidence();
  }

  static Failure of(State reached, AcmeFailure failure) {
    FindingCode code =
        switch (failure.kind()) {
          case NOT_VISIBLE -> FindingCode.RENEWAL_DNS_NOT_VISIBLE;
          case REFUSED -> FindingCode.RENEWAL_CA_REFUSED;
          case LIMITED -> FindingCode.RENEWAL_RATE_LIMITED;
          case UNREACHABLE -> FindingCode.RENEWAL_FAILING;
        };
    return plain(code, reached, String.valueOf(failure.getMessage()), failure.retryAfter());
  }

  static Failure of(State reached, DnsProviderException refused) {
    FindingCode code =
        refused.kind() == DnsProviderException.Kind.CREDENTIALS
            ? FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED
            : FindingCode.RENEWAL_FAILING;
    return plain(code, reached, String.valueOf(refused.getMessage()), Optional.empty());
  }

  static Failure limited(State reached, String text, Instant retryAfter) {
    return plain(FindingCode.RENEWAL_RATE_LIMITED, reached, text, Optional.of(retryAfter));
  }

  static Failure refusedBefore(State reached, String text) {
    return plain(FindingCode.RENEWAL_CA_REFUSED, reached, text, Optional.empty());
  }

  static Failure other(State reached, String text) {
    return plain(FindingCode.RENEWAL_FAILING, reached, text, Optional.empty());
  }

  private static Failure plain(
      FindingCode code, State reached, String text, Optional<Instant> retryAfter) {
    String evidence = "after the step " + reached.word() + ": " + text;
    return new Failure(State.FAILED, List.of(Fault.of(code, evidence)), retryAfter);
  }

  static Failure of(Outcome.Refused refused) {
    return new Failure(
        State.FAILED,
        List.of(
            Fault.of(
                FindingCode.RENEWAL_DEPLOY_FAILED,
                "nothing was touched: " + String.join("; ", refused.reasons()))),
        Optional.empty());
  }

  static Failure of(Outcome.RolledBack back) {
    String doors = String.join("; ", back.doors());
    if (!back.oldServed()) {
      return new Failure(
          State.ROLLED_BACK,
          List.of(
              Fault.of(
                  FindingCode.RENEWAL_ROLLBACK_FAILED, back.reason() + "; after it: " + doors)),
          Optional.empty());
    }
    FindingCode cause =
        back.step().equals("served")
            ? FindingCode.RENEWAL_NOT_SERVED
            : FindingCode.RENEWAL_DEPLOY_FAILED;
    return new Failure(
        State.ROLLED_BACK,
        List.of(
            Fault.of(cause, back.reason()),
            Fault.of(FindingCode.RENEWAL_ROLLED_BACK, "the old pair is served again: " + doors)),
        Optional.empty());
  }

  /** Whether agents are hit now. */
  boolean urgent() {
    return faults.getFirst().code() == FindingCode.RENEWAL_ROLLBACK_FAILED;
  }
}
