package io.linecheck.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Whether an order may be placed without running into the authority's limits, which a whole fleet
 * shares. The last fifth of every limit is kept for certificates that have little time left, so
 * that those who merely come first never starve those who must.
 *
 * <p>The limits are those that Let's Encrypt publishes: 300 orders in three hours for an account,
 * 50 certificates in a week for a registered domain, 5 in a week for the same set of names. Orders
 * that name the certificate they replace (RFC 9773 section 5) are free of them. The account's own
 * {@code ordersPerWeek} counts all.
 */
final class OrderBudgetDecision {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration BURST = Duration.ofHours(3);
  private static final int IN_A_BURST = 300;
  private static final int FOR_A_DOMAIN = 50;
  private static final int FOR_THE_SAME_NAMES = 5;
  private static final double FOR_ALL = 0.8;

  private OrderBudgetDecision() {}

  /**
   * An order that was placed.
   *
   * @param at when
   * @param names of the certificate
   * @param replaces whether it named the certificate it replaces
   */
  record Placed(Instant at, Set<String> names, boolean replaces) {
    Placed {
      names = Set.copyOf(names);
    }
  }

  /**
   * An order that is wanted.
   *
   * @param names of the certificate
   * @param replaces whether it will name the certificate it replaces
   * @param urgent whether little time is left
   */
  record Wanted(List<String> names, boolean replaces, boolean urgent) {
    Wanted {
      names = List.copyOf(names);
    }
  }

  /**
   * A limit that is reached.
   *
   * @param text which, and how far
   * @param until when the order may be placed
   */
  record Spent(String text, Instant until) {}

  /**
   * Decides.
   *
   * @param placed by the account in the last seven days, in any order
   * @param perWeek the account's own limit
   */
  static Optional<Spent> decide(Wanted wanted, List<Placed> placed, int perWeek, Instant now) {
    Optional<Spent> own =
        limit("the account", order -> true, placed, perWeek, WEEK, wanted.urgent(), now);
    if (own.isPresent() || wanted.replaces()) {
      return own;
    }
    List<Placed> counted = placed.stream().filter(order -> !order.replaces()).toList();
    Optional<Spent> spent =
        limit("the account", order -> true, counted, IN_A_BURST, BURST, wanted.urgent(), now);
    Set<String> names = Set.copyOf(wanted.names());
    spent =
        spent.or(() ->
            limit(
                "these names",
                order -> order.names().equals(names),
                counted,
                FOR_THE_SAME_NAMES,
                WEEK,
                true,
                now));
    for (String domain : RegisteredDomain.of(wanted.names())) {
      spent =
          spent.or(() ->
              limit(
                  domain,
                  order -> RegisteredDomain.of(List.copyOf(order.names())).contains(domain),
                  counted,
                  FOR_A_DOMAIN,
                  WEEK,
                  wanted.urgent(),
                  now));
    }
    return spent;
  }

  private static Optional<Spent> limit(
      String whose,
      Predicate<Placed> counts,
      List<Placed> placed,
      int most,
      Duration window,
      boolean whole,
      Instant now) {
    int allowed = whole ? most : Math.max(1, (int) (most * FOR_ALL));
    List<Instant> within =
        placed.stream()
            .filter(counts)
            .map(Placed::at)
            .filter(at -> at.isAfter(now.minus(window)))
            .sorted(Comparator.reverseOrder())
            .toList();
    if (within.size() < allowed) {
      return Optional.empty();
    }
    String kept = allowed < most ? " (the rest is kept for urgent ones)" : "";
    return Optional.of(
        new Spent(
            whose
                + (whose.equals("these names") ? " have had " : " has had ")
                + within.size()
                + " orders in "
                + (window.equals(WEEK) ? "seven days" : "three hours")
                + ", the budget is "
                + allowed
                + kept,
            within.get(allowed - 1).plus(window)));
  }
}
