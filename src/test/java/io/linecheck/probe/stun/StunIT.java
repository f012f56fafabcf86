package io.linecheck.probe.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.FreePorts;
import io.linecheck.probe.turn.TurnRun;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** STUN and NAT behaviour (RFC 5780) against a real coturn. */
class StunIT {
  @TempDir static Path folder;

  @Test
  void serverWithTwoAddressesTellsThatThereIsNoNat() throws Exception {
    try (Coturn server = Coturn.startWithTwoAddresses(folder, "--stun-only")) {
      TurnRun.Outcome seen = ask(server.address());
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals("no NAT", seen.fact("nat.mapping"), seen::toString);
      assertEquals("endpoint-independent", seen.fact("nat.filtering"), seen::toString);
      assertTrue(seen.fact("stun.software").startsWith("Coturn"), seen::toString);
      assertTrue(seen.fact("stun.mappedAddress").startsWith("127.0.0.1:"), seen::toString);
    }
  }

  @Test
  void serverWithOneAddressTellsNothingOfNat() throws Exception {
    try (Coturn server = Coturn.start(folder, "--stun-only")) {
      TurnRun.Outcome seen = ask(server.address());
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals("", seen.fact("nat.mapping"));
      assertEquals("", seen.fact("nat.filtering"));
    }
  }

  @Test
  void serverThatWantsAPasswordForStunIsNamed() throws Exception {
    try (Coturn server =
        Coturn.start(folder, "--lt-cred-mech", "--user=7999:blue", "--secure-stun")) {
      TurnRun.Outcome seen = ask(server.address());
      assertEquals(List.of("stun-answer-malformed"), seen.codes(), seen::toString);
      assertTrue(seen.evidence().contains("401 Unauthorized"), seen::toString);
    }
  }

  @Test
  void closedPortIsSeenAtOnce() throws Exception {
    TurnRun.Outcome seen = ask(new InetSocketAddress("127.0.0.1", FreePorts.closed()));
    assertEquals(List.of("stun-no-answer"), seen.codes(), seen::toString);
    assertEquals(Optional.of(Status.CRITICAL), seen.status(Stage.STUN));
    assertTrue(seen.took().toMillis() < 1000, seen::toString);
  }

  private static TurnRun.Outcome ask(InetSocketAddress server) throws Exception {
    return TurnRun.of(ServiceKind.STUN, server).run(new StunConversation());
  }
}
