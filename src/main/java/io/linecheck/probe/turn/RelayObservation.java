package io.linecheck.probe.turn;

import io.linecheck.model.AddressScope;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * What became of data sent through a relay.
 *
 * @param relayed the relayed address
 * @param reachable whether that address is as wide as the server's own
 * @param astray whether it is an address that only some network knows, and not of the kind of the
 *     server's own
 * @param hidden whether a NAT stands between us and the server, so that silence proves nothing
 * @param heard whether packets out of the relay reached our own address, whatever came back
 * @param source where they came from, where that is the server's own address and not the relayed
 *     one
 * @param reflexive from the relay to our own address and back
 * @param twoAllocations from one allocation to another and back
 * @param unbound how the server refused the last ChannelBind, other than by forbidding the peer
 * @param measurement of the way that worked
 */
public record RelayObservation(
    InetSocketAddress relayed,
    boolean reachable,
    boolean astray,
    boolean hidden,
    boolean heard,
    Optional<InetSocketAddress> source,
    Attempt reflexive,
    Attempt twoAllocations,
    Optional<Reply> unbound,
    Optional<RelayMeasurement> measurement) {
  /** How one way ended. */
  public enum Attempt {
    /** It was not needed. */
    NOT_TRIED,
    /** It could not be tried: other address family, no second allocation. */
    IMPOSSIBLE,
    /** The server gives no channel to that peer. */
    UNBOUND,
    /** The server forbids that peer. */
    FORBIDDEN,
    /** Permission granted, nothing came. */
    SILENT,
    /** Data came back. */
    WORKED
  }

  /** Why it stays open whether the relay works; empty where it is known. */
  Optional<String> unproven() {
    if (measurement.isPresent() || silenceProven() || channelRefused().isPresent()) {
      return Optional.empty();
    }
    if (!reachable) {
      return Optional.of("nothing came through a relay whose address cannot be reached");
    }
    if (reflexive == Attempt.SILENT) {
      return Optional.of("nothing came through, but we are behind a NAT that may hide us");
    }
    return Optional.of(
        reflexive == Attempt.FORBIDDEN
            ? "the server forbids our own address as a peer, and no second way worked"
            : "the relay cannot be tried from here");
  }

  /** How the server refuses a channel for a peer that it permits, where no way worked. */
  Optional<Reply> channelRefused() {
    return measurement.isPresent() ? Optional.empty() : unbound;
  }

  /**
   * Whether nothing comes through although nothing but the relay stands in between. A NAT that let
   * packets out of the relay in is not what keeps ours from it.
   */
  boolean silenceProven() {
    return reachable
        && (!hidden || heard)
        && reflexive == Attempt.SILENT
        && twoAllocations != Attempt.WORKED;
  }

  /**
   * Whether the relayed address is somebody else's: packets leave from the server's own, which is
   * as wide. A server behind a 1:1 NAT that is reached from within is not such a one.
   */
  boolean misnamed() {
    return reachable
        && source
            .filter(from ->
                AddressScope.of(relayed.getAddress()) != AddressScope.PUBLIC
                    || AddressScope.of(from.getAddress()) == AddressScope.PUBLIC)
            .isPresent();
  }
}
