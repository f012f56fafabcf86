package io.linecheck.probe.stun;

import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class StunCasesTest {
  @TestFactory
  Stream<DynamicTest> everyGoldenCaseHolds() {
    return GoldenCases.of("stun", StunObservation.class, new StunDecision());
  }
}
