package io.linecheck.probe.sip;

import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SipDecisionTest {
  @TestFactory
  Stream<DynamicTest> goldenCases() {
    return GoldenCases.of("sip", SipObservation.class, new SipDecision());
  }
}
