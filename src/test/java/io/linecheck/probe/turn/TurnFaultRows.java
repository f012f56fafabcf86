package io.linecheck.probe.turn;

import static io.linecheck.probe.turn.FaultyTurn.error;
import static io.linecheck.probe.turn.FaultyTurn.refusing;
import static io.linecheck.probe.turn.FaultyTurn.send;
import static io.linecheck.probe.turn.FaultyTurn.signed;
import static io.linecheck.probe.turn.FaultyTurn.silent;

import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.StunClass;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.linecheck.probe.turn.FaultyTurn.On;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a TURN server can do wrong, one thing a row. */
final class TurnFaultRows {
  /**
   * One fault.
   *
   * @param fault makes a server faulty
   * @param code the one finding it gives
   * @param allocates the signed Allocates it costs
   * @param evidence words that the finding holds
   */
  record Row(
      String name, UnaryOperator<FaultyTurn> fault, String code, int allocates, String evidence) {
    @Override
    public String toString() {
      return name;
    }
  }

  private TurnFaultRows() {}

  /** All of them. */
  static Stream<Row> all() {
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
        "success without a signature",
        On.MEMBER,
        (request, normal) ->
            send(StunMessage.of(StunMethod.ALLOCATE, StunClass.SUCCESS, request.transaction())),
        "turn-answer-malformed",
        1,
        "lacks its MESSAGE-INTEGRITY");
    add(
        rows,
        "no relayed address",
        On.MEMBER,
        (request, normal) ->
            signed(StunMessage.of(StunMethod.ALLOCATE, StunClass.SUCCESS, request.transaction())),
        "turn-answer-malformed",
        1,
        "XOR-RELAYED-ADDRESS");
    add(
        rows,
        "relayed address without a port",
        On.MEMBER,
        (request, normal) ->
            signed(
                StunMessage.of(StunMethod.ALLOCATE, StunClass.SUCCESS, request.transaction())
                    .withXored(
                        AttributeType.XOR_RELAYED_ADDRESS, new InetSocketAddress("127.0.0.1", 0))),
        "turn-answer-malformed",
        1,
        "nobody can send to port 0");
    add(
        rows,
        "relayed address of nobody",
        On.MEMBER,
        (request, normal) ->
            signed(
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

  private static Buffer broken(Buffer bytes) {
    int last = bytes.length() - 1;
    return bytes.setByte(last, (byte) (bytes.getByte(last) ^ 1));
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
