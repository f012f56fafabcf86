package io.linecheck.probe.call;

import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class CallDecisionTest {
  @TestFactory
  Stream<DynamicTest> goldenCases() {
    return GoldenCases.of("call", CallObservation.class, new CallDecision());
  }
}
