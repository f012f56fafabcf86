package io.linecheck.probe.turn;

/**
 * What further signed Allocates told of a 401, made with the shared secret and other time stamps.
 *
 * @param verdict what they came to
 * @param attempts how many there were, at most {@link ClockBisection#MAX_ATTEMPTS}
 * @param aheadAtLeastSeconds the server's clock is at least this far ahead of ours
 * @param aheadAtMostSeconds and at most this far
 */
public record CredentialTrial(
    Verdict verdict, int attempts, long aheadAtLeastSeconds, long aheadAtMostSeconds) {
  /** What the attempts came to. */
  public enum Verdict {
    /** There were none. */
    NOT_TRIED,
    /** Even a time stamp years ahead is refused: the clock is not the cause. */
    NEVER_ACCEPTED,
    /** A later time stamp is accepted: the server's clock is ahead. */
    CLOCK_AHEAD,
    /** The name before the time stamp is accepted, with the same secret. */
    OTHER_ORDER,
    /** The server stopped giving clear answers. */
    UNCLEAR
  }

  /** No attempts. */
  public static final CredentialTrial NOT_TRIED = new CredentialTrial(Verdict.NOT_TRIED, 0, 0, 0);
}
