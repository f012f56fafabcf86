package io.linecheck.probe.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Platform;
import io.linecheck.model.Stage;
import io.linecheck.peer.Ailing;
import io.linecheck.peer.StubAsterisk;
import io.linecheck.probe.sip.FailedLoginBudget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdleSurvivalTest {
  private static final IdleSurvival HURRIED =
      new IdleSurvival(
          new IdleSettings(Duration.ofMillis(4000), Duration.ofSeconds(5)),
          new FailedLoginBudget(InstantSource.system(), 5));

  @Test
  void aQuietConnectionThatIsCutIsNamedWithTheKeepAliveItTakes() throws InterruptedException {
    try (StubAsterisk stub =
        new StubAsterisk(StubAsterisk.Driver.PJSIP, Ailing.CUTS_WHAT_IS_QUIET)) {
      Walk walk = walk(stub);
      assertEquals(List.of("websocket-idle-cut"), walk.codes(), walk.transcript());
      double quiet = Double.parseDouble(walk.facts().get("websocket.quietSeconds"));
      assertTrue(quiet > 0.7 && quiet < 3.9, "cut after " + quiet);
      assertTrue(
          List.of("crlf", "ping").contains(walk.facts().get("websocket.keepAlive")),
          walk.transcript());
      double keepAlive = Double.parseDouble(walk.facts().get("websocket.keepAliveSeconds"));
      assertTrue(keepAlive < quiet, "keep-alive " + keepAlive);
      assertTrue(walk.further() >= 1, walk.transcript());
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
      double quiet = Double.parseDouble(walk.facts().get("websocket.quietSeconds"));
      assertTrue(quiet >= 4 && quiet < 8, "watched for " + quiet);
    }
  }

  @Test
  void aPhoneThatSomebodyElseHoldsIsNotDisplaced() throws InterruptedException {
    try (StubAsterisk stub = new StubAsterisk(StubAsterisk.Driver.PJSIP, Ailing.FOREIGN_BINDING)) {
      Walk walk = walk(stub);
      assertEquals(List.of(), walk.codes());
      assertTrue(
          walk.stage(Stage.WEBSOCKET)
              .note()
              .contains("another phone is registered as this user (sip:agent@192.0.2.7"),
          walk.stage(Stage.WEBSOCKET)::toString);
      assertEquals(0, stub.added());
    }
  }

  @Test
  void aRefusedLoginIsCountedAndNotTriedAgain() throws InterruptedException {
    FailedLoginBudget budget = new FailedLoginBudget(InstantSource.system(), 5);
    IdleSurvival survival =
        new IdleSurvival(new IdleSettings(Duration.ofMillis(200), Duration.ofSeconds(5)), budget);
    try (StubAsterisk stub = new StubAsterisk(StubAsterisk.Driver.PJSIP)) {
      for (int i = 0; i < 2; i++) {
        Walk walk =
            Walk.run(
                survival,
                Walk.dialer(
                    Platform.VICIDIAL,
                    stub.port(),
                    "/ws",
                    Optional.of(Walk.phone("7999", "wrong"))),
                () -> SocketConnection.to(stub.port()),
                Duration.ofSeconds(30));
        String note = walk.stage(Stage.WEBSOCKET).note();
        assertTrue(
            note.contains(i == 0 ? "REGISTER got 401 Unauthorized" : "1 failed logins"), note);
      }
      assertEquals(1, stub.failedLogins());
      assertEquals(1, budget.used("stub"));
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
