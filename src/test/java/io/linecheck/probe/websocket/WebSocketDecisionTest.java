package io.linecheck.probe.websocket;

import io.linecheck.probe.GoldenCases;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class WebSocketDecisionTest {
  @TestFactory
  Stream<DynamicTest> goldenCases() {
    return GoldenCases.of("websocket", WebSocketObservation.class, new WebSocketDecision());
  }
}
