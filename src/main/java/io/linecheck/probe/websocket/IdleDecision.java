package io.linecheck.probe.websocket;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.util.List;
import java.util.Locale;

/** Judges how long a quiet WebSocket lives. */
public final class IdleDecision implements Decision<IdleObservation> {
  @Override
  public List<Fault> decide(Subject subject, IdleObservation seen) {
    return seen
        .cut()
        .map(how ->
            Fault.of(
                FindingCode.WEBSOCKET_IDLE_CUT,
                String.format(
                    Locale.ROOT,
                    "a registered WebSocket was cut after %.1f s without traffic (%s); web phones leave it quiet for %.0f s; %s",
                    seen.quiet().toNanos() / 1e9,
                    how,
                    seen.expected().toNanos() / 1e9,
                    seen.keepAlive()
                        .map(keepAlive -> "with " + keepAlive.words() + " it lives")
                        .orElse("no keep-alive that was tried kept it alive"))))
        .stream()
        .toList();
  }
}
