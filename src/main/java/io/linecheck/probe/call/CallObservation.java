package io.linecheck.probe.call;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was seen of one synthetic call, layer by layer; a layer that was not reached is empty.
 *
 * @param extension who was called
 * @param invite what became of the INVITE
 * @param trials the further offers after 488, each with one thing changed
 * @param answer the SDP that came with 200
 * @param walked the address of the dialer that the SIP went to
 * @param ice the connectivity checks
 * @param dtls the handshake
 * @param media the packets
 */
public record CallObservation(
    String extension,
    Invite invite,
    List<Trial> trials,
    Optional<SdpAnswer> answer,
    String walked,
    Optional<Ice> ice,
    Optional<Dtls> dtls,
    Optional<Media> media) {
  public CallObservation {
    Objects.requireNonNull(invite);
    trials = trials == null ? List.of() : List.copyOf(trials);
    walked = Objects.requireNonNullElse(walked, "");
  }

  /**
   * An INVITE and its final answer.
   *
   * @param status 0 where none came
   * @param words the answer, or why there is none
   * @param seconds from the first INVITE to the final answer
   */
  public record Invite(int status, String words, double seconds) {}

  /**
   * An offer that differs from a browser's in one thing.
   *
   * @param changed what
   * @param status the final answer; 0 where none came
   */
  public record Trial(OfferVariant changed, int status) {}

  /**
   * Connectivity checks (RFC 8445 section 7).
   *
   * @param connected whether a pair was nominated
   * @param tried the remote candidates, {@code 203.0.113.10:12002}
   * @param pair local and remote address of the nominated pair
   * @param seconds how long it took
   */
  public record Ice(boolean connected, List<String> tried, String pair, double seconds) {
    public Ice {
      tried = tried == null ? List.of() : List.copyOf(tried);
      pair = Objects.requireNonNullElse(pair, "");
    }
  }

  /**
   * A DTLS handshake (RFC 5764).
   *
   * @param completed whether keys for SRTP came of it
   * @param role ours: {@code client} or {@code server}
   * @param version {@code DTLS 1.2}
   * @param detail why it failed
   * @param seconds how long it took
   */
  public record Dtls(
      boolean completed, String role, String version, String detail, double seconds) {}

  /**
   * What became of the packets.
   *
   * @param codec as SDP spells it
   * @param sent RTP packets that left
   * @param received RTP packets that came and whose SRTP was authentic
   * @param expected how many should have come, by their sequence numbers
   * @param unauthentic packets that came and could not be decrypted
   * @param quietAtEndSeconds from the last packet that came to the end of sending
   * @param jitterSeconds interarrival (RFC 3550 section 6.4.1)
   * @param burstRatio 1 where losses are random
   * @param roundTripSeconds median, of the packets that came back as they went
   * @param peerLossRatio what the peer's receiver reports tell of our packets (RFC 3550 section
   *     6.4.1), 0 to 1
   * @param seconds how long packets were sent
   */
  public record Media(
      String codec,
      int sent,
      int received,
      int expected,
      int unauthentic,
      double quietAtEndSeconds,
      double jitterSeconds,
      double burstRatio,
      Optional<Double> roundTripSeconds,
      Optional<Double> peerLossRatio,
      double seconds) {
    /** The lost part of what the peer sent, or of what it got from us, whichever is worse. */
    public double lossRatio() {
      double here = expected <= 0 ? 0 : Math.max(0, (expected - received) / (double) expected);
      return Math.max(here, peerLossRatio.orElse(0.0));
    }
  }
}
