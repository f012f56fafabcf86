package io.linecheck.probe.turn;

import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class TurnCasesTest {
  @TestFactory
  Stream<DynamicTest> everyAllocationCaseHolds() {
    return GoldenCases.of("turn", TurnObservation.class, new TurnDecision());
  }

  @TestFactory
  Stream<DynamicTest> everyRelayCaseHolds() {
    return GoldenCases.of("turn/cases/relay", RelayObservation.class, new RelayDecision());
  }
}
