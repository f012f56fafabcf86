package io.linecheck.config.shape;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that somebody probably meant (optimal string alignment distance). */
public final class NearestWord {
  private static final int LONGEST = 64;

  private NearestWord() {}

  /**
   * The nearest known word, if at most a third of its letters, and never more than three, would
   * have to change, and one stays; case counts for nothing.
   */
  public static Optional<String> find(String word, Collection<String> known) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    String wanted = word.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(candidate -> candidate.length() <= LONGEST)
        .filter(candidate -> near(wanted, candidate))
        .min(Comparator.comparingInt(candidate -> distance(wanted, lower(candidate))));
  }

  private static boolean near(String wanted, String candidate) {
    int longer = Math.max(wanted.length(), candidate.length());
    int distance = distance(wanted, lower(candidate));
    return distance < longer && distance <= Math.clamp(longer / 3, 1, 3);
  }

  private static String lower(String candidate) {
    return candidate.toLowerCase(Locale.ROOT);
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1), cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
