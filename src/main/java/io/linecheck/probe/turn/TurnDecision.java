package io.linecheck.probe.turn;

import io.linecheck.model.AddressScope;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.probe.Decision;
import io.linecheck.probe.Subject;
import io.linecheck.probe.stun.TransportAddress;
import io.linecheck.probe.turn.TurnObservation.PeerReply;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Judges challenge, allocation and permissions. */
public final class TurnDecision implements Decision<TurnObservation> {
  private final CredentialDecision credentials = new CredentialDecision();

  @Override
  public List<Fault> decide(Subject subject, TurnObservation seen) {
    List<Fault> faults = new ArrayList<>();
    if (seen.stranger().granted()) {
      faults.add(
          Fault.of(
              FindingCode.TURN_OPEN_RELAY,
              "%s over %s granted an allocation without credentials (relayed address %s); expected 401"
                  .formatted(
                      server(seen),
                      seen.transport(),
                      seen.relayed().map(TransportAddress::words).orElse("none"))));
    } else if (!seen.stranger().refusedWith(401)) {
      return List.of(failed(seen, seen.stranger(), "Allocate"));
    } else if (seen.realm().filter(realm -> !realm.isBlank()).isEmpty()) {
      return List.of(
          Fault.of(
              FindingCode.TURN_REALM_MISSING,
              "the 401 of %s over %s has %s REALM; without one no browser can make its password"
                  .formatted(
                      server(seen),
                      seen.transport(),
                      seen.realm().isPresent() ? "an empty" : "no")));
    } else if (seen.member().refusedWith(401) || seen.member().refusedWith(441)) {
      return List.of(credentials.decide(seen));
    } else if (seen.member().outcome() != Reply.Outcome.NOT_TRIED && !seen.member().granted()) {
      return List.of(failed(seen, seen.member(), "Allocate with credentials"));
    }
    if (seen.allocated()) {
      relayed(seen, faults);
      seen.peers().forEach(peer -> peer(seen, peer, faults));
    }
    return List.copyOf(faults);
  }

  private static void relayed(TurnObservation seen, List<Fault> faults) {
    if (seen.relayed().isEmpty()) {
      faults.add(
          Fault.of(
              FindingCode.TURN_ANSWER_MALFORMED,
              "the Allocate success response of %s has no readable XOR-RELAYED-ADDRESS"
                  .formatted(server(seen))));
      return;
    }
    InetSocketAddress relayed = seen.relayed().get();
    AddressScope scope = AddressScope.of(relayed.getAddress());
    AddressScope reached = AddressScope.of(seen.server().getAddress());
    if (scope.narrowerThan(reached)) {
      faults.add(
          Fault.of(
              FindingCode.TURN_RELAY_ADDRESS_PRIVATE,
              "XOR-RELAYED-ADDRESS is %s (%s), but the server was reached at %s (%s)"
                  .formatted(
                      TransportAddress.words(relayed),
                      scope.words(),
                      server(seen),
                      reached.words())));
    } else if (seen.usableRelay().isEmpty()) {
      faults.add(
          Fault.of(
              FindingCode.TURN_ANSWER_MALFORMED,
              "XOR-RELAYED-ADDRESS of %s is %s: %s"
                  .formatted(
                      server(seen),
                      TransportAddress.words(relayed),
                      relayed.getPort() == 0
                          ? "nobody can send to port 0"
                          : "an IPv4 address was asked for (RFC 8656 section 7.2)")));
    }
  }

  private static void peer(TurnObservation seen, PeerReply peer, List<Fault> faults) {
    String address = peer.peer().getHostAddress();
    Reply reply = peer.reply();
    switch (reply.outcome()) {
      case GRANTED, NOT_TRIED -> {}
      case REFUSED -> {
        // 443: the relayed address is of the other family; nothing is known of this peer.
        if (reply.code() == 403) {
          faults.add(
              Fault.of(
                  FindingCode.TURN_PEER_FORBIDDEN,
                  "CreatePermission for the dialer's media address %s: %s"
                      .formatted(address, reply.detail())));
        } else if (reply.code() != 443) {
          faults.add(
              Fault.of(
                  FindingCode.TURN_ANSWER_MALFORMED,
                  "a correct CreatePermission for %s is refused with %s"
                      .formatted(address, reply.detail())));
        }
      }
      case MALFORMED, BROKEN, SILENT ->
          faults.add(failed(seen, reply, "CreatePermission for " + address));
    }
  }

  private static Fault failed(TurnObservation seen, Reply reply, String request) {
    return switch (reply.outcome()) {
      case SILENT, BROKEN ->
          Fault.of(
              FindingCode.TURN_NO_ANSWER,
              "%s over %s to %s: %s%s"
                  .formatted(
                      request,
                      seen.transport(),
                      server(seen),
                      reply.outcome() == Reply.Outcome.SILENT
                          ? "no answer (" + reply.detail() + ")"
                          : reply.detail(),
                      seen.bindingAnswered()
                          ? "; it answers STUN Binding, so TURN is switched off there"
                          : ""));
      case MALFORMED, GRANTED, NOT_TRIED ->
          Fault.of(
              FindingCode.TURN_ANSWER_MALFORMED,
              "the answer of %s over %s to %s is not RFC 8656: %s"
                  .formatted(server(seen), seen.transport(), request, reply.detail()));
      case REFUSED -> refused(seen, reply, request);
    };
  }

  private static Fault refused(TurnObservation seen, Reply reply, String request) {
    FindingCode code =
        switch (reply.code()) {
          case 401, 403, 441 -> FindingCode.TURN_CREDENTIALS_REJECTED;
          case 440 -> FindingCode.TURN_FAMILY_UNSUPPORTED;
          case 442 -> FindingCode.TURN_TRANSPORT_UNSUPPORTED;
          case 486 -> FindingCode.TURN_QUOTA_REACHED;
          case 500, 508 -> FindingCode.TURN_CAPACITY_REACHED;
          default -> FindingCode.TURN_ANSWER_MALFORMED;
        };
    String remark =
        switch (reply.code()) {
          case 437 -> ", on a fresh port too";
          case 438 -> " again and again, although each request carried the newest nonce";
          default -> "";
        };
    return Fault.of(
        code,
        "%s over %s to %s is refused with %s%s"
            .formatted(request, seen.transport(), server(seen), reply.detail(), remark));
  }

  private static String server(TurnObservation seen) {
    return TransportAddress.words(seen.server());
  }
}
