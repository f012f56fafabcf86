package io.linecheck.model;

import java.time.Duration;

/**
 * What a listener would say of a call, 1 to 4.5, from its numbers: the E-model of ITU-T G.107
 * (06/2015) with default values for everything that a network does not change.
 *
 * <p>R = 93.2 - Id - Ie,eff, where
 *
 * <ul>
 *   <li>Id = 0.024 d + 0.11 (d - 177.3) H(d - 177.3), d the delay from mouth to ear in milliseconds
 *       (the usual approximation of section 7.4);
 *   <li>Ie,eff = Ie + (95 - Ie) Ppl / (Ppl / BurstR + Bpl) (section 7.5), Ppl the lost packets in
 *       percent;
 *   <li>d = RTT / 2 + 2 jitter + 20 ms: half the way, a jitter buffer, one packet.
 * </ul>
 *
 * MOS = 1 + 0.035 R + 7e-6 R (R - 60)(100 - R) (annex B).
 *
 * @param value 1 to 4.5
 * @param rating R, 0 to 93.2
 */
public record MeanOpinionScore(double value, double rating) {
  /**
   * How a codec suffers (ITU-T G.113 appendix I).
   *
   * @param name as SDP spells it
   * @param impairment Ie
   * @param robustness Bpl
   */
  public record Codec(String name, double impairment, double robustness) {
    /** G.711 with packet loss concealment, as browsers play it. */
    public static final Codec G711 = new Codec("PCMU", 0, 25.1);

    /** G.711 without concealment. */
    public static final Codec G711_BARE = new Codec("PCMU", 0, 4.3);
  }

  private static final double BEST = 93.2;
  private static final double PACKET_MILLIS = 20;
  private static final double KNEE_MILLIS = 177.3;

  /**
   * The score of a call.
   *
   * @param lossRatio 0 to 1
   * @param burstRatio 1 where losses are random, more where they come together
   * @param roundTrip of the network
   * @param jitter interarrival (RFC 3550)
   */
  public static MeanOpinionScore of(
      Codec codec, double lossRatio, double burstRatio, Duration roundTrip, Duration jitter) {
    double delay = millis(roundTrip) / 2 + 2 * millis(jitter) + PACKET_MILLIS;
    double delayImpairment = 0.024 * delay + 0.11 * Math.max(0, delay - KNEE_MILLIS);
    double loss = Math.clamp(lossRatio, 0, 1) * 100;
    double lossImpairment =
        codec.impairment()
            + (95 - codec.impairment())
                * loss
                / (loss / Math.max(1, burstRatio) + codec.robustness());
    double rating = Math.clamp(BEST - delayImpairment - lossImpairment, 0, BEST);
    double value = 1 + 0.035 * rating + 7e-6 * rating * (rating - 60) * (100 - rating);
    return new MeanOpinionScore(Math.clamp(value, 1, 4.5), rating);
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / 1e6;
  }
}
