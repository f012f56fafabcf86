package io.linecheck.renewal;

import java.util.Collection;

/**
 * Max-min fairness: whoever wants little gets it, and the others get the same of what is left.
 * Pure.
 */
final class FairShare {
  private FairShare() {}

  /**
   * The most that one of several may have, so that none gets less because another wants more.
   *
   * @param wanted by each
   * @param whole what there is for all
   * @return at least 1; the whole where it is enough for all
   */
  static int of(Collection<Integer> wanted, int whole) {
    int left = whole;
    int others = wanted.size();
    for (int one : wanted.stream().sorted().toList()) {
      if (one > left / others) {
        return Math.max(1, left / others);
      }
      left -= one;
      others--;
    }
    return Math.max(1, whole);
  }
}
