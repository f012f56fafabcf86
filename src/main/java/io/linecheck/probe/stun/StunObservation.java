package io.linecheck.probe.stun;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * What a Binding request over UDP came to (RFC 8489 section 3).
 *
 * @param outcome how it ended
 * @param detail the reason of a failure or the refusal's code and phrase; else empty
 * @param waited how long an answer was awaited, or how long it took
 * @param sendings how many times the request was sent
 * @param server the address it was sent to
 * @param mapped MAPPED-ADDRESS: where the server saw us, readable by any router on the way
 * @param xorMapped XOR-MAPPED-ADDRESS: the same, hidden from routers that rewrite addresses
 */
public record StunObservation(
    Outcome outcome,
    String detail,
    Duration waited,
    int sendings,
    InetSocketAddress server,
    Optional<InetSocketAddress> mapped,
    Optional<InetSocketAddress> xorMapped) {
  /** How a request ended. */
  public enum Outcome {
    /** A success response. */
    ANSWERED,
    /** An error response. */
    REFUSED,
    /** Something that is no right response. */
    MALFORMED,
    /** The network said that nobody is there. */
    UNREACHABLE,
    /** Nothing came. */
    SILENT
  }

  /** The observation that an answer amounts to. */
  static StunObservation of(Answer answer, InetSocketAddress server) {
    return switch (answer) {
      case Answer.Response(StunMessage message, Duration roundTrip) ->
          new StunObservation(
              message.kind() == StunClass.ERROR ? Outcome.REFUSED : Outcome.ANSWERED,
              message.error().map(ErrorCode::words).orElse(""),
              roundTrip,
              1,
              server,
              message.findAddress(AttributeType.MAPPED_ADDRESS),
              message.findXored(AttributeType.XOR_MAPPED_ADDRESS));
      case Answer.Malformed(String reason) ->
          failed(Outcome.MALFORMED, reason, Duration.ZERO, 1, server);
      case Answer.Broken(String reason) ->
          failed(Outcome.UNREACHABLE, reason, Duration.ZERO, 1, server);
      case Answer.Silence(Duration waited, int sendings) ->
          failed(Outcome.SILENT, "", waited, sendings, server);
    };
  }

  private static StunObservation failed(
      Outcome outcome, String detail, Duration waited, int sendings, InetSocketAddress server) {
    return new StunObservation(
        outcome, detail, waited, sendings, server, Optional.empty(), Optional.empty());
  }
}
