package io.linecheck.probe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Platform;
import io.linecheck.peer.Ailing;
import io.linecheck.peer.StubAsterisk;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdleSurvivalTest {
  private static final IdleSurvival HURRIED =
      new IdleSurvival(new IdleSettings(Duration.ofMillis(1500), Duration.ofSeconds(5)));

  @Test
  void aQuietConnectionThatIsCutIsNamedWithTheKeepAliveItTakes() throws InterruptedException {
    try (StubAsterisk stub =
        new StubAsterisk(StubAsterisk.Driver.PJSIP, Ailing.CUTS_WHAT_IS_QUIET)) {
      Walk walk = walk(stub);
      assertEquals(List.of("websocket-idle-cut"), walk.codes(), walk.transcript());
      double quiet = Double.parseDouble(walk.facts().get("websocket.quietSeconds"));
      assertTrue(quiet >= 0.6 && quiet < 1.4, "cut after " + quiet);
      double keepAlive = Double.parseDouble(walk.facts().get("websocket.keepAliveSeconds"));
      assertTrue(keepAlive < quiet, "keep-alive " + keepAlive);
      assertEquals(1, walk.further());
      assertEquals(List.of(), stub.bindings());
    }
  }

  @Test
  void aConnectionThatLivesIsLeftAloneAndItsBindingTakenBack() throws InterruptedException {
    try (StubAsterisk stub = new StubAsterisk(StubAsterisk.Driver.PJSIP)) {
      Walk walk = walk(stub);
      assertEquals(List.of(), walk.codes(), walk.transcript());
      assertEquals(0, walk.further());
      assertEquals(List.of(), stub.bindings());
      assertEquals("1.5", walk.facts().get("websocket.quietSeconds"));
    }
  }

  private static Walk walk(StubAsterisk stub) throws InterruptedException {
    return Walk.run(
        HURRIED,
        Walk.dialer(
            Platform.VICIDIAL, stub.port(), "/ws", Optional.of(Walk.phone("7999", "s3cret"))),
        () -> SocketConnection.to(stub.port()),
        Duration.ofSeconds(30));
  }
}
