package io.linecheck.probe.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.Coturn;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnIT {
  private static final String SECRET = "north-wind-7";

  @TempDir static Path folder;
  private static Coturn healthy;

  @BeforeAll
  static void start() {
    healthy =
        Coturn.start(
            folder,
            "--use-auth-secret",
            "--static-auth-secret=" + SECRET,
            "--allow-loopback-peers");
  }

  @AfterAll
  static void stop() {
    healthy.close();
  }

  @Test
  void healthyRelayCarriesDataOverUdp() throws Exception {
    TurnRun run =
        TurnRun.of(ServiceKind.TURN_UDP, healthy.address()).secret(SECRET).media("127.0.0.1");
    run.run();
    TurnRun.Outcome seen = run.run();
    assertHealthy(seen);
    assertTrue(seen.took().toMillis() < 700, seen::toString);
  }

  @Test
  void healthyRelayCarriesDataOverTcp() throws Exception {
    assertHealthy(
        TurnRun.of(ServiceKind.TURN_TCP, healthy.address())
            .secret(SECRET)
            .media("127.0.0.1")
            .run());
  }

  private static void assertHealthy(TurnRun.Outcome seen) {
    assertEquals(List.of(), seen.codes(), seen::toString);
    assertEquals(Optional.of(Status.OK), seen.status(Stage.TURN), seen::toString);
    assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY), seen::toString);
    assertEquals("reflexive", seen.fact("relay.path"));
    assertEquals("0.0000", seen.fact("relay.lossRatio"));
    assertEquals(Coturn.REALM, seen.fact("turn.realm"));
    assertEquals("600", seen.fact("turn.lifetimeSeconds"));
    assertEquals(0, seen.furtherOpened());
    String last = seen.transcript().lines().getLast().text();
    assertTrue(last.startsWith("Refresh success response, LIFETIME 0 s"), last);
  }
}
