package io.linecheck.probe.turn;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a TURN server did from the first Allocate to the permissions.
 *
 * @param transport {@code UDP}, {@code TCP} or {@code TLS}
 * @param server the address it was reached at
 * @param stranger the answer to an Allocate without credentials
 * @param realm of its challenge; empty where there was no challenge or no REALM in it
 * @param bindingAnswered whether it answered a plain Binding where it did not answer Allocate
 * @param member the answer to the Allocate with credentials
 * @param user the user name sent with it, else empty
 * @param sentAt our clock then
 * @param trial what further attempts told of a 401
 * @param relayed XOR-RELAYED-ADDRESS
 * @param peers the answer to CreatePermission for each media address of the dialer
 */
public record TurnObservation(
    String transport,
    InetSocketAddress server,
    Reply stranger,
    Optional<String> realm,
    boolean bindingAnswered,
    Reply member,
    String user,
    Instant sentAt,
    CredentialTrial trial,
    Optional<InetSocketAddress> relayed,
    List<PeerReply> peers) {
  public TurnObservation {
    peers = List.copyOf(peers);
  }

  /**
   * The answer to one CreatePermission.
   *
   * @param peer the address asked for
   * @param reply what came
   */
  public record PeerReply(InetAddress peer, Reply reply) {}

  /**
   * The relayed address where something can be sent to it: it has a port and, as no family was
   * asked for, is of IPv4 behind an IPv4 server (RFC 8656 section 7.2).
   */
  Optional<InetSocketAddress> usableRelay() {
    return relayed
        .filter(address -> address.getPort() != 0)
        .filter(address ->
            address.getAddress() instanceof Inet4Address
                || server.getAddress() instanceof Inet6Address);
  }

  /** Whether some allocation was granted. */
  boolean allocated() {
    return stranger.granted() || member.granted();
  }
}
