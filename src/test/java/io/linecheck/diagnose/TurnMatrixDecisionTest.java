package io.linecheck.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.diagnose.TurnMatrixDecision.Agent;
import io.linecheck.diagnose.TurnMatrixDecision.Server;
import io.linecheck.diagnose.TurnMatrixDecision.Way;
import io.linecheck.model.FindingCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnMatrixDecisionTest {
  /**
   * STUN, STUN elsewhere, TURN over UDP, TCP, TLS, port of TLS, the server's fault, the verdict.
   */
  @ParameterizedTest
  @CsvSource({
    "true,true,RELAY,RELAY,RELAY,443,,",
    "false,false,NOTHING,RELAY,RELAY,443,,agent-udp-blocked warning",
    "false,true,NOTHING,RELAY,RELAY,443,,agent-turn-port-blocked warning",
    "false,false,NOTHING,NOTHING,RELAY,443,,agent-only-443 warning",
    "false,false,NOTHING,NOTHING,NOTHING,443,,agent-fully-filtered critical",
    "true,true,REJECTED,REJECTED,REJECTED,443,TURN_CREDENTIALS_REJECTED,",
    "true,true,REJECTED,REJECTED,REJECTED,443,,turn-credentials-rejected critical",
    "true,true,NO_ECHO,NO_ECHO,NO_ECHO,443,TURN_RELAY_SILENT,",
    "true,true,RELAY,RELAY,RELAY,443,TURN_RELAY_ADDRESS_PRIVATE,",
    "false,false,NOTHING,NOTHING,NOTHING,443,TURN_NO_ANSWER,",
    "false,false,NOTHING,UNTRIED,RELAY,5349,,agent-udp-blocked warning",
    "false,false,NOTHING,NOTHING,RELAY,5349,,agent-udp-blocked warning"
  })
  void everyRowOfTheMatrixHasItsVerdict(
      boolean stun,
      boolean elsewhere,
      Way udp,
      Way tcp,
      Way tls,
      int port,
      String fault,
      String verdict) {
    List<FindingCode> faults = fault == null ? List.of() : List.of(FindingCode.valueOf(fault));
    List<String> seen =
        new TurnMatrixDecision()
                .decide(
                    new Agent(stun, Optional.of(elsewhere), udp, tcp, tls, port),
                    new Server(true, faults))
                .stream()
                .map(f -> f.code().word() + " " + f.severity().word())
                .toList();
    assertEquals(verdict == null ? List.of() : List.of(verdict), seen);
  }
}
