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
                    seen.quietSeconds(),
                    how,
                    seen.expectedSeconds(),
                    seen.keepAliveSeconds()
                        .map(interval ->
                            String.format(
                                Locale.ROOT, "with a ping every %.1f s it lives", interval))
                        .orElse("no ping interval that was tried kept it alive"))))
        .stream()
        .toList();
  }
}
