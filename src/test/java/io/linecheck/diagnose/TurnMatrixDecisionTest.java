package io.linecheck.diagnose;

import io.linecheck.diagnose.TurnMatrixDecision.Agent;
import io.linecheck.diagnose.TurnMatrixDecision.Server;
import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TurnMatrixDecisionTest {
  /** What a golden case of {@code probes/agent/cases} holds. */
  record Seen(Agent agent, Server server) {}

  @TestFactory
  Stream<DynamicTest> everyRowOfTheMatrixHasItsVerdict() {
    return GoldenCases.of(
        "agent",
        Seen.class,
        (subject, seen) -> new TurnMatrixDecision().decide(seen.agent(), seen.server()));
  }
}
