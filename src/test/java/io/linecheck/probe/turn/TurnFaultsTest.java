package io.linecheck.probe.turn;

import static io.linecheck.probe.turn.FaultyTurn.error;
import static io.linecheck.probe.turn.FaultyTurn.refusing;
import static io.linecheck.probe.turn.FaultyTurn.send;
import static io.linecheck.probe.turn.FaultyTurn.silent;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunClass;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.linecheck.probe.stun.TransportAddress;
import io.linecheck.probe.turn.FaultyTurn.On;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Fault by fault: the one code it gives and the signed Allocates it costs. */
@Execution(ExecutionMode.CONCURRENT)
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

  private record Row(
      String name, UnaryOperator<FaultyTurn> fault, String code, int allocates, String evidence) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Row> rows() {
    List<Row> rows = new ArrayList<>();
    // to a stranger
    add(rows, "silence", On.STRANGER, silent(), "turn-no-answer", 0, "it answers STUN Binding");
    add(
        rows,
        "403 to a stranger",
        On.STRANGER,
        refusing(403, "Forbidden"),
        "turn-credentials-rejected",
        0,
        "403 Forbidden");
    add(
        rows,
        "400 to a stranger",
        On.STRANGER,
        refusing(400, "Bad Request"),
        "turn-answer-malformed",
        0,
        "400 Bad Request");
    add(
        rows,
        "420 to a stranger",
        On.STRANGER,
        refusing(420, "Unknown Attribute"),
        "turn-answer-malformed",
        0,
        "420");
    add(
        rows,
        "440 to a stranger",
        On.STRANGER,
        refusing(440, ""),
        "turn-family-unsupported",
        0,
        "440");
    add(
        rows,
        "442 to a stranger",
        On.STRANGER,
        refusing(442, ""),
        "turn-transport-unsupported",
        0,
        "442");
    add(
        rows,
        "437 to a stranger on every port",
        On.STRANGER,
        refusing(437, "Mismatched allocation\0"),
        "turn-answer-malformed",
        0,
        "437 Mismatched allocation, on a fresh port too");
    add(rows, "486 to a stranger", On.STRANGER, refusing(486, ""), "turn-quota-reached", 0, "486");
    add(
        rows,
        "508 to a stranger",
        On.STRANGER,
        refusing(508, ""),
        "turn-capacity-reached",
        0,
        "508");
    add(
        rows,
        "another transaction id",
        On.STRANGER,
        (request, normal) ->
            send(StunMessage.of(normal.method(), normal.kind(), Buffer.buffer("abcdefghijkl"))),
        "turn-answer-malformed",
        0,
        "transaction id of no request");
    add(
        rows,
        "another method",
        On.STRANGER,
        (request, normal) ->
            send(StunMessage.of(StunMethod.REFRESH, StunClass.SUCCESS, request.transaction())),
        "turn-answer-malformed",
        0,
        "a Refresh answer to a Allocate request");
    add(
        rows,
        "wrong cookie",
        On.STRANGER,
        (request, normal) -> List.of(StunCodec.encode(normal).setInt(4, 7)),
        "turn-answer-malformed",
        0,
        "magic cookie 00000007");
    add(
        rows,
        "cut in half",
        On.STRANGER,
        (request, normal) -> List.of(StunCodec.encode(normal).getBuffer(0, 30)),
        "turn-answer-malformed",
        0,
        "10 came");
    add(
        rows,
        "text",
        On.STRANGER,
        (request, normal) -> List.of(Buffer.buffer("HTTP/1.1 400 Bad Request\r\n")),
        "turn-answer-malformed",
        0,
        "HTTP/1.1 400");
    add(
        rows,
        "wrong fingerprint",
        On.STRANGER,
        (request, normal) -> List.of(broken(StunCodec.fingerprinted(StunCodec.encode(normal)))),
        "turn-answer-malformed",
        0,
        "FINGERPRINT");
    add(
        rows,
        "error without code",
        On.STRANGER,
        (request, normal) ->
            send(StunMessage.of(StunMethod.ALLOCATE, StunClass.ERROR, request.transaction())),
        "turn-answer-malformed",
        0,
        "ERROR-CODE");
    add(
        rows,
        "401 without realm",
        On.STRANGER,
        (request, normal) -> send(error(request, 401, "").with(AttributeType.NONCE, "n")),
        "turn-realm-missing",
        0,
        "has no REALM");
    add(
        rows,
        "401 with empty realm",
        On.STRANGER,
        (request, normal) ->
            send(
                error(request, 401, "")
                    .with(AttributeType.NONCE, "n")
                    .with(AttributeType.REALM, "")),
        "turn-realm-missing",
        0,
        "an empty REALM");
    add(
        rows,
        "401 without nonce",
        On.STRANGER,
        (request, normal) -> send(error(request, 401, "").with(AttributeType.REALM, "r")),
        "turn-answer-malformed",
        0,
        "a 401 without NONCE");
    // to a member
    add(
        rows,
        "silence to credentials",
        On.MEMBER,
        silent(),
        "turn-no-answer",
        1,
        "Allocate with credentials");
    add(
        rows,
        "401 again",
        On.MEMBER,
        refusing(401, "Unauthorized"),
        "turn-credentials-rejected",
        1,
        "password is wrong");
    add(
        rows,
        "403 to credentials",
        On.MEMBER,
        refusing(403, ""),
        "turn-credentials-rejected",
        1,
        "403");
    add(
        rows,
        "437 on every port",
        On.MEMBER,
        refusing(437, "Allocation Mismatch"),
        "turn-answer-malformed",
        2,
        "on a fresh port too");
    add(
        rows,
        "438 for ever",
        On.MEMBER,
        (request, normal) ->
            send(
                error(request, 438, "Stale Nonce")
                    .with(AttributeType.REALM, "faulty.test")
                    .with(AttributeType.NONCE, "n")),
        "turn-answer-malformed",
        4,
        "again and again");
    add(rows, "440", On.MEMBER, refusing(440, ""), "turn-family-unsupported", 1, "440");
    add(
        rows,
        "441",
        On.MEMBER,
        refusing(441, "Wrong Credentials"),
        "turn-credentials-rejected",
        1,
        "441");
    add(rows, "442", On.MEMBER, refusing(442, ""), "turn-transport-unsupported", 1, "442");
    add(
        rows,
        "486",
        On.MEMBER,
        refusing(486, "Allocation Quota Reached"),
        "turn-quota-reached",
        3,
        "486 Allocation Quota");
    add(rows, "500", On.MEMBER, refusing(500, "Server Error"), "turn-capacity-reached", 1, "500");
    add(
        rows,
        "508",
        On.MEMBER,
        refusing(508, "Insufficient Capacity"),
        "turn-capacity-reached",
        1,
        "508");
    add(
        rows,
        "success with a wrong signature",
        On.MEMBER,
        (request, normal) ->
            send(normal.with(AttributeType.MESSAGE_INTEGRITY, Buffer.buffer(new byte[20]))),
        "turn-answer-malformed",
        1,
        "MESSAGE-INTEGRITY does not match");
    add(
        rows,
        "no relayed address",
        On.MEMBER,
        (request, normal) ->
            send(StunMessage.of(StunMethod.ALLOCATE, StunClass.SUCCESS, request.transaction())),
        "turn-answer-malformed",
        1,
        "XOR-RELAYED-ADDRESS");
    add(
        rows,
        "relayed address of nobody",
        On.MEMBER,
        (request, normal) ->
            send(
                StunMessage.of(StunMethod.ALLOCATE, StunClass.SUCCESS, request.transaction())
                    .withXored(
                        AttributeType.XOR_RELAYED_ADDRESS, new InetSocketAddress("0.0.0.0", 4000))),
        "turn-relay-address-private",
        2,
        "0.0.0.0:4000");
    // to a peer
    add(
        rows,
        "403 for the media address",
        On.PERMISSION,
        refusing(403, "Forbidden IP"),
        "turn-peer-forbidden",
        1,
        "203.0.113.10: 403 Forbidden IP");
    add(
        rows,
        "400 for the media address",
        On.PERMISSION,
        refusing(400, "Bad Request"),
        "turn-answer-malformed",
        1,
        "CreatePermission for 203.0.113.10");
    add(
        rows,
        "silence for the media address",
        On.PERMISSION,
        silent(),
        "turn-no-answer",
        1,
        "CreatePermission for 203.0.113.10");
    // through the relay
    rows.add(
        new Row(
            "a relay that swallows data",
            turn -> turn.passing(() -> false),
            "turn-relay-silent",
            2,
            "nor between two allocations"));
    AtomicInteger tenth = new AtomicInteger();
    rows.add(
        new Row(
            "a relay that loses one in ten",
            turn -> turn.passing(() -> tenth.incrementAndGet() % 10 != 0),
            "turn-loss",
            1,
            "of 100 packets"));
    rows.add(
        new Row(
            "a slow relay",
            turn -> turn.delaying(250),
            "turn-slow",
            1,
            "at most 200 ms are expected"));
    return rows.stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everyFaultHasItsCodeAndCostsNoMoreThanItMust(Row row) throws Exception {
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
                      : send(normal));
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
      assertEquals(Optional.of(Status.UNKNOWN), seen.status(Stage.TURN), seen::toString);
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

  private static Buffer broken(Buffer bytes) {
    int last = bytes.length() - 1;
    return bytes.setByte(last, (byte) (bytes.getByte(last) ^ 1));
  }

  private static TurnRun run(FaultyTurn server) {
    return TurnRun.of(ServiceKind.TURN_UDP, server.address())
        .user(FaultyTurn.USER, FaultyTurn.PASSWORD)
        .settings(QUICK);
  }

  private static void add(
      List<Row> rows,
      String name,
      On what,
      FaultyTurn.Hook hook,
      String code,
      int allocates,
      String evidence) {
    rows.add(new Row(name, turn -> turn.on(what, hook), code, allocates, evidence));
  }
}
