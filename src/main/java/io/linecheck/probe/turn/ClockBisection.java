package io.linecheck.probe.turn;

import java.util.OptionalLong;

/**
 * Finds how far a server's clock is ahead of ours from which time stamps it accepts, with as few
 * questions as possible: each question halves the probability that is left, where whole half hours
 * (time zones) and days are likelier than the seconds between them.
 */
final class ClockBisection {
  /** How many signed Allocates the whole trial may cost, the proof included. */
  static final int MAX_ATTEMPTS = 12;

  /** The first question: a time stamp so late that only a wrong secret is refused. */
  static final long PROOF_SECONDS = 10L * 365 * 86_400;

  private static final long HALF_HOUR = 1800;
  private static final long TOLERANCE = 2;
  private static final long[] ROUND = {
    600, 900, 1200, 2700, 86_400, 2 * 86_400, 7 * 86_400, 30 * 86_400, 365 * 86_400
  };
  private static final double WEIGHT_OF_ROUND = 0.02;

  private final long least;
  private long refused;
  private long accepted = PROOF_SECONDS;
  private int attempts = 1;

  /**
   * After the proof was accepted.
   *
   * @param refusedSeconds the offset from our clock that was refused at first, over 0
   */
  ClockBisection(long refusedSeconds) {
    this.least = refusedSeconds;
    this.refused = refusedSeconds;
  }

  /** The next offset from our clock to ask for; empty once it is known or too much was asked. */
  OptionalLong next() {
    if (attempts >= MAX_ATTEMPTS || accepted - refused <= 1) {
      return OptionalLong.empty();
    }
    double half = (mass(refused) + mass(accepted)) / 2;
    long low = refused + 1;
    long high = accepted - 1;
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (mass(middle) < half) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return OptionalLong.of(low);
  }

  /** Tells what the server said to an offset. */
  void answered(long offsetSeconds, boolean wasAccepted) {
    attempts++;
    if (wasAccepted) {
      accepted = Math.min(accepted, offsetSeconds);
    } else {
      refused = Math.max(refused, offsetSeconds);
    }
  }

  /** What is known so far. */
  CredentialTrial result() {
    return new CredentialTrial(CredentialTrial.Verdict.CLOCK_AHEAD, attempts, refused, accepted);
  }

  /** How probable it is that the clock is ahead by up to this, not normalised. */
  private double mass(long seconds) {
    double mass = Math.log(seconds / (double) least) / Math.log(PROOF_SECONDS / (double) least);
    for (long i = 1; i <= 28; i++) {
      mass += WEIGHT_OF_ROUND * passed(i * HALF_HOUR, seconds);
    }
    for (long round : ROUND) {
      mass += WEIGHT_OF_ROUND * passed(round, seconds);
    }
    return mass;
  }

  private static double passed(long mark, long seconds) {
    double part = (seconds - mark + TOLERANCE) / (2.0 * TOLERANCE);
    return Math.clamp(part, 0, 1);
  }
}
