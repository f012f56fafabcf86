package io.linecheck.probe.call;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.call.CallObservation.Dtls;
import io.linecheck.probe.call.CallObservation.Ice;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Judges connectivity checks (RFC 8445) and the handshake (RFC 5764) of a call. */
final class PathDecision implements Decision<CallObservation> {
  @Override
  public List<Fault> decide(Subject subject, CallObservation seen) {
    return seen
        .ice()
        .flatMap(PathDecision::ice)
        .or(() -> seen.dtls().flatMap(PathDecision::dtls))
        .stream()
        .toList();
  }

  private static Optional<Fault> ice(Ice ice) {
    if (ice.connected()) {
      return Optional.empty();
    }
    return Optional.of(
        Fault.of(
            FindingCode.ICE_FAILED,
            String.format(
                Locale.ROOT,
                "no connectivity check to %s was answered in %.1f s",
                String.join(", ", ice.tried()),
                ice.seconds())));
  }

  private static Optional<Fault> dtls(Dtls dtls) {
    if (!dtls.completed()) {
      return Optional.of(
          Fault.of(
              FindingCode.DTLS_FAILED,
              String.format(
                  Locale.ROOT,
                  "as DTLS %s: %s, after %.1f s",
                  dtls.role(),
                  dtls.detail(),
                  dtls.seconds())));
    }
    if (dtls.version().equals("DTLS 1.0")) {
      return Optional.of(
          Fault.of(
              FindingCode.DTLS_VERSION_OBSOLETE,
              "the handshake ended with DTLS 1.0; browsers need 1.2"));
    }
    return Optional.empty();
  }
}
