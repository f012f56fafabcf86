package io.linecheck.probe.call;

import io.linecheck.model.Fault;
import io.linecheck.model.Severity;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import java.util.ArrayList;
import java.util.List;

/** Judges a whole call, layer by layer: the first critical fault explains what follows it. */
public final class CallDecision implements Decision<CallObservation> {
  private final List<Decision<CallObservation>> layers =
      List.of(new OfferDecision(), new PathDecision(), new MediaDecision());

  @Override
  public List<Fault> decide(Subject subject, CallObservation seen) {
    List<Fault> faults = new ArrayList<>();
    for (Decision<CallObservation> layer : layers) {
      faults.addAll(layer.decide(subject, seen));
      if (faults.stream().anyMatch(fault -> fault.severity() == Severity.CRITICAL)) {
        return faults;
      }
    }
    return faults;
  }
}
