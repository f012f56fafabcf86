package io.linecheck.renewal;

import io.linecheck.renewal.Demand.Need;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whether an order may be placed without running into the authority's limits, which a whole fleet
 * shares. The last fifth of every limit is kept for certificates that have little time left, so
 * that those who merely come first never starve those who must; and no customer gets more of a
 * limit than a fair share while others have certificates that will need it.
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
  private static final String ACCOUNT = "the account";
  private static final String THESE_NAMES = "these names";

  private OrderBudgetDecision() {}

  /**
   * An order that was placed.
   *
   * @param at when
   * @param names of the certificate
   * @param replaces whether it named the certificate it replaces
   * @param customer whose it was
   */
  record Placed(Instant at, Set<String> names, boolean replaces, String customer) {
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
   * @param customer whose it is
   */
  record Wanted(List<String> names, boolean replaces, boolean urgent, String customer) {
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

  /** A limit of the authority: so many orders of certain names in a time. */
  private record Limit(String whose, int most, Duration window, Predicate<Set<String>> counts) {
    /** The same names are one customer's alone, and their limit is too small to keep a part of. */
    boolean isShared() {
      return !whose.equals(THESE_NAMES);
    }

    int allowed(boolean urgent) {
      return urgent || !isShared() ? most : Math.max(1, (int) (most * FOR_ALL));
    }

    /**
     * That as many orders were placed as are allowed.
     *
     * @param orders newest first
     */
    Spent spent(List<Placed> orders, int allowed) {
      String text =
          whose
              + (isShared() ? " has had " : " have had ")
              + orders.size()
              + " orders in "
              + time()
              + ", the budget is "
              + allowed
              + (allowed < most ? " (the rest is kept for urgent ones)" : "");
      return new Spent(text, orders.get(allowed - 1).at().plus(window));
    }

    /** That a customer has had its share. */
    Spent spent(List<Placed> orders, int allowed, int share, String customer) {
      String text =
          "customer "
              + customer
              + " has had "
              + orders.size()
              + " of the "
              + allowed
              + " orders of "
              + whose
              + " in "
              + time()
              + ", the rest is kept for the certificates of other customers";
      return new Spent(text, orders.get(share - 1).at().plus(window));
    }

    private String time() {
      return window.equals(WEEK) ? "seven days" : "three hours";
    }
  }

  /**
   * Decides.
   *
   * @param placed by the account in the last seven days, in any order
   * @param needs what the account will be asked to order, this order too
   * @param perWeek the account's own limit
   */
  static Optional<Spent> decide(
      Wanted wanted, List<Placed> placed, List<Need> needs, int perWeek, Instant now) {
    Limit own = new Limit(ACCOUNT, perWeek, WEEK, names -> true);
    Optional<Spent> spent = spent(own, wanted, placed, needs, now);
    if (spent.isPresent() || wanted.replaces()) {
      return spent;
    }
    List<Placed> counted = placed.stream().filter(order -> !order.replaces()).toList();
    List<Need> counting = needs.stream().filter(need -> !need.replaces()).toList();
    return limits(wanted)
        .flatMap(limit -> spent(limit, wanted, counted, counting, now).stream())
        .findFirst();
  }

  private static Stream<Limit> limits(Wanted wanted) {
    Set<String> same = Set.copyOf(wanted.names());
    return Stream.concat(
        Stream.of(
            new Limit(ACCOUNT, IN_A_BURST, BURST, names -> true),
            new Limit(THESE_NAMES, FOR_THE_SAME_NAMES, WEEK, same::equals)),
        RegisteredDomain.of(wanted.names()).stream()
            .map(domain ->
                new Limit(
                    domain,
                    FOR_A_DOMAIN,
                    WEEK,
                    names -> RegisteredDomain.of(List.copyOf(names)).contains(domain))));
  }

  private static Optional<Spent> spent(
      Limit limit, Wanted wanted, List<Placed> placed, List<Need> needs, Instant now) {
    List<Placed> within =
        placed.stream()
            .filter(order -> limit.counts().test(order.names()))
            .filter(order -> order.at().isAfter(now.minus(limit.window())))
            .sorted(Comparator.comparing(Placed::at).reversed())
            .toList();
    if (within.size() >= limit.most()) {
      return Optional.of(limit.spent(within, limit.most()));
    }
    return limit.isShared() ? shared(limit, wanted, within, needs, now) : Optional.empty();
  }

  /**
   * Whether the customer has had its share: what is kept for urgent ones is not shared out, and a
   * share is not spent by others.
   */
  private static Optional<Spent> shared(
      Limit limit, Wanted wanted, List<Placed> within, List<Need> needs, Instant now) {
    List<Placed> own =
        within.stream().filter(order -> order.customer().equals(wanted.customer())).toList();
    Map<String, Integer> demands = new HashMap<>();
    within.forEach(order -> demands.merge(order.customer(), 1, Integer::sum));
    needs.stream()
        .filter(need -> limit.counts().test(need.names()))
        .filter(need -> !need.due().isAfter(now.plus(limit.window())))
        .forEach(need -> demands.merge(need.customer(), 1, Integer::sum));
    demands.merge(wanted.customer(), own.size() + 1, Math::max);
    int allowed = limit.allowed(wanted.urgent());
    int share = FairShare.of(demands.values(), allowed);
    if (own.size() < share) {
      return Optional.empty();
    }
    return Optional.of(
        demands.size() == 1
            ? limit.spent(own, allowed)
            : limit.spent(own, allowed, share, wanted.customer()));
  }
}
