package io.linecheck.probe.turn;

import static io.linecheck.probe.turn.FaultyTurn.error;
import static io.linecheck.probe.turn.FaultyTurn.send;
import static io.linecheck.probe.turn.FaultyTurn.signed;
import static io.linecheck.probe.turn.FaultyTurn.silent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.TransportAddress;
import io.linecheck.probe.turn.FaultyTurn.On;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fault by fault: the one code it gives and the signed Allocates it costs. */
class TurnFaultsTest {
  private static final TurnSettings QUICK =
      new TurnSettings(
          Duration.ofMillis(600),
          Duration.ofMillis(600),
          Duration.ofMinutes(5),
          10,
          Duration.ofMillis(2),
          90,
          Duration.ofMillis(2),
          172,
          Duration.ofMillis(800));

  @ParameterizedTest
  @MethodSource("io.linecheck.probe.turn.TurnFaultRows#all")
  void everyFaultHasItsCodeAndCostsNoMoreThanItMust(TurnFaultRows.Row row) throws Exception {
    try (FaultyTurn server = row.fault().apply(new FaultyTurn())) {
      TurnRun.Outcome seen = run(server).media("203.0.113.10").run();
      assertEquals(List.of(row.code()), seen.codes(), seen::toString);
      assertTrue(seen.evidence().contains(row.evidence()), seen::toString);
      assertEquals(row.allocates(), server.signedAllocates(), seen::toString);
      server.awaitRelease();
    }
  }

  @Test
  void theSameServerWithoutAFaultIsHealthy() throws Exception {
    try (FaultyTurn server = new FaultyTurn()) {
      TurnRun.Outcome seen = run(server).media("203.0.113.10").run();
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY));
      assertEquals(1, server.signedAllocates());
      server.awaitRelease();
    }
  }

  @Test
  void oneStaleNonceIsFollowed() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FaultyTurn server = new FaultyTurn()) {
      server
          .granting()
          .on(
              On.MEMBER,
              (request, normal) ->
                  asked.getAndIncrement() == 0
                      ? send(
                          error(request, 438, "Stale Nonce")
                              .with(AttributeType.REALM, "faulty.test")
                              .with(AttributeType.NONCE, "nonce-1"))
                      : signed(normal));
      assertEquals(List.of(), run(server).run().codes());
      assertEquals(2, server.signedAllocates());
    }
  }

  @Test
  void allocationWhoseAnswerWasLostIsReleasedToo() throws Exception {
    try (FaultyTurn server = new FaultyTurn().granting().on(On.MEMBER, silent())) {
      assertEquals(List.of("turn-no-answer"), run(server).run().codes());
      server.awaitRelease();
    }
  }

  @Test
  void sha256AndUserHashAreSpokenWhereOffered() throws Exception {
    Buffer offered =
        Buffer.buffer()
            .appendUnsignedShort(2)
            .appendUnsignedShort(0)
            .appendUnsignedShort(1)
            .appendUnsignedShort(0);
    try (FaultyTurn server = new FaultyTurn().offering(offered, "obMatJos2wAAA-abc")) {
      TurnRun.Outcome seen = run(server).run();
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertTrue(seen.toString().contains("USERHASH"), seen::toString);
    }
  }

  @Test
  void alternateServerIsFollowedOnce() throws Exception {
    try (FaultyTurn behind = new FaultyTurn();
        FaultyTurn front = new FaultyTurn()) {
      front.on(
          On.STRANGER,
          (request, normal) ->
              send(
                  error(request, 300, "Try Alternate")
                      .with(
                          AttributeType.ALTERNATE_SERVER,
                          TransportAddress.plain(behind.address()))));
      TurnRun.Outcome seen = run(front).run();
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals(1, behind.signedAllocates());
      behind.awaitRelease();
    }
  }

  @Test
  void serversThatSendEachOtherClientsEndInAWord() throws Exception {
    try (FaultyTurn one = new FaultyTurn();
        FaultyTurn two = new FaultyTurn()) {
      one.on(On.STRANGER, sendingTo(two));
      two.on(On.STRANGER, sendingTo(one));
      TurnRun.Outcome seen = run(one).run();
      assertEquals(List.of("turn-answer-malformed"), seen.codes(), seen::toString);
      String back = TransportAddress.words(one.address());
      assertTrue(
          seen.toString().contains("300 Try Alternate to " + back + ", where"), seen::toString);
    }
  }

  @Test
  void aServerThatSendsItsClientsToItselfEndsInAWord() throws Exception {
    try (FaultyTurn server = new FaultyTurn()) {
      server.on(On.MEMBER, sendingTo(server));
      TurnRun.Outcome seen = run(server).run();
      assertEquals(List.of("turn-answer-malformed"), seen.codes(), seen::toString);
    }
  }

  @Test
  void alternateServersAreFollowedFromOneToTheNext() throws Exception {
    try (FaultyTurn one = new FaultyTurn();
        FaultyTurn two = new FaultyTurn();
        FaultyTurn three = new FaultyTurn()) {
      one.on(On.STRANGER, sendingTo(two));
      two.on(On.STRANGER, sendingTo(three));
      TurnRun.Outcome seen = run(one).run();
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY), seen::toString);
      three.awaitRelease();
    }
  }

  @Test
  void aPermittedPeerWithoutAChannelIsNoRelay() throws Exception {
    try (FaultyTurn server = new FaultyTurn()) {
      server.on(On.BIND, (request, normal) -> send(error(request, 400, "Bad Channel")));
      TurnRun.Outcome seen = run(server).run();
      assertEquals(List.of("turn-answer-malformed"), seen.codes(), seen::toString);
      assertEquals(Optional.of(Status.CRITICAL), seen.status(Stage.RELAY), seen::toString);
      assertTrue(seen.toString().contains("refused with 400 Bad Channel"), seen::toString);
    }
  }

  @Test
  void aPortThatTheServerStillHoldsForAnotherIsLeftForAFreshOne() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FaultyTurn server = new FaultyTurn()) {
      server.on(
          On.STRANGER,
          (request, normal) ->
              send(
                  asked.incrementAndGet() == 1
                      ? error(request, 437, "Mismatched allocation: wrong transaction ID\0")
                      : normal));
      TurnRun.Outcome seen = run(server).run();
      assertEquals(List.of(), seen.codes(), seen::toString);
    }
  }

  @Test
  void lossOfASinglePacketIsWeighedAgainstMany() throws Exception {
    AtomicInteger packets = new AtomicInteger();
    try (FaultyTurn server = new FaultyTurn().passing(() -> packets.incrementAndGet() != 5)) {
      TurnRun.Outcome seen = run(server).run();
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals("0.0100", seen.fact("relay.lossRatio"));
    }
  }

  @Test
  void mutatedAnswersNeverThrowAndAlwaysEnd() throws Exception {
    Random random = new Random(8656);
    TurnSettings hasty =
        new TurnSettings(
            Duration.ofMillis(40),
            Duration.ofMillis(40),
            Duration.ofMinutes(5),
            2,
            Duration.ofMillis(1),
            2,
            Duration.ofMillis(1),
            172,
            Duration.ofMillis(30));
    for (On what : On.values()) {
      for (int round = 0; round < 6; round++) {
        try (FaultyTurn server = new FaultyTurn()) {
          server.on(
              what,
              (request, normal) -> {
                Buffer bytes = StunCodec.encode(normal).copy();
                for (int i = random.nextInt(5); i >= 0; i--) {
                  bytes.setByte(random.nextInt(bytes.length()), (byte) random.nextInt());
                }
                return List.of(bytes.getBuffer(0, 1 + random.nextInt(bytes.length())), bytes);
              });
          TurnRun.Outcome seen =
              TurnRun.of(ServiceKind.TURN_UDP, server.address())
                  .user(FaultyTurn.USER, FaultyTurn.PASSWORD)
                  .settings(hasty)
                  .timeout(Duration.ofSeconds(4))
                  .run();
          assertTrue(seen.status(Stage.TURN).isPresent());
          assertTrue(seen.status(Stage.RELAY).isPresent());
        }
      }
    }
  }

  private static FaultyTurn.Hook sendingTo(FaultyTurn other) {
    return (request, normal) ->
        send(
            error(request, 300, "Try Alternate")
                .with(AttributeType.ALTERNATE_SERVER, TransportAddress.plain(other.address())));
  }

  private static TurnRun run(FaultyTurn server) {
    return TurnRun.of(ServiceKind.TURN_UDP, server.address())
        .user(FaultyTurn.USER, FaultyTurn.PASSWORD)
        .settings(QUICK);
  }
}
