package io.linecheck.probe.dns;

import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whether the authority that renews may issue. */
class CaaDecisionTest {
  @TestFactory
  Stream<DynamicTest> casesOfTheFolder() {
    return GoldenCases.of("dns/cases/caa", CaaObservation.class, new CaaDecision());
  }
}
