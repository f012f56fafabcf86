package io.linecheck.certificate;

import java.util.List;
import java.util.Optional;

/**
 * What a handshake brought beside the chain (RFC 6962 section 3.3, RFC 6066 section 8).
 *
 * @param seen whether there was a handshake at all: only then is a missing answer missing
 * @param timestamps signed certificate timestamps of its extension
 * @param stapled the stapled OCSP answer; empty where none came
 */
public record HandshakeWitness(
    boolean seen, List<SignedTimestamp> timestamps, Optional<StapledAnswer> stapled) {
  /** There was none: the chain comes from a file. */
  public static final HandshakeWitness NONE =
      new HandshakeWitness(false, List.of(), Optional.empty());

  /** Copies. */
  public HandshakeWitness {
    timestamps = List.copyOf(timestamps);
  }

  /**
   * A handshake in which the server was asked for an OCSP answer.
   *
   * @param stapled its octets; empty where none came
   */
  public static HandshakeWitness of(Optional<byte[]> stapled) {
    return new HandshakeWitness(true, List.of(), stapled.map(StapledAnswer::read));
  }
}
