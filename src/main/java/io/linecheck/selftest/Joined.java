package io.linecheck.selftest;

import io.linecheck.model.Fault;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import java.util.List;
import java.util.stream.Stream;

/**
 * The verdict on one run: what the browser saw, joined with what the server saw.
 *
 * @param outcome the big word
 * @param faults of this agent's computer and network, most important first
 * @param dialerFindings what the server found wrong with a door this agent could not use either:
 *     the dialer's fault, not the agent's
 * @param overruled names of services the server believes broken although this agent uses them
 * @param sentence the same in one sentence, for the people who watch
 */
public record Joined(
    Outcome outcome,
    List<Fault> faults,
    List<Finding> dialerFindings,
    List<String> overruled,
    String sentence) {
  public Joined {
    faults = List.copyOf(faults);
    dialerFindings = List.copyOf(dialerFindings);
    overruled = List.copyOf(overruled);
  }

  /** All codes, the leading one first. */
  public List<FindingCode> codes() {
    return Stream.concat(
            dialerFindings.stream().map(Finding::code), faults.stream().map(Fault::code))
        .distinct()
        .toList();
  }
}
