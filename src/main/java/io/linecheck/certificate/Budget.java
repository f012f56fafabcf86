package io.linecheck.certificate;

/**
 * How much work one verdict may do, so that no chain, however hostile, takes longer than 50
 * milliseconds. Not shared between verdicts.
 */
final class Budget {
  /** In units of one RSA-2048 verification, about 50 microseconds. */
  private static final int SIGNATURES = 200;

  /** Certificates looked at while paths are built. */
  private static final int STEPS = 2_000;

  /** Whole paths that are judged. */
  private static final int PATHS = 64;

  /** Names compared with name constraints, as Chrome limits it too. */
  private static final int COMPARISONS = 250_000;

  private int signatures = SIGNATURES;
  private int steps = STEPS;
  private int paths = PATHS;
  private int comparisons = COMPARISONS;
  private boolean exhausted;

  boolean signature(SubjectKey signer) {
    signatures -= signer.cost();
    return left(signatures);
  }

  boolean step() {
    return left(--steps);
  }

  boolean path() {
    return left(--paths);
  }

  /** Whether that many comparisons of names with constraints may still be made. */
  boolean comparisons(long count) {
    comparisons = (int) Math.max(Integer.MIN_VALUE / 2, comparisons - count);
    return comparisons >= 0;
  }

  private boolean left(int amount) {
    exhausted |= amount < 0;
    return amount >= 0;
  }

  /** Whether the search had to stop early. */
  boolean isExhausted() {
    return exhausted;
  }
}
