package io.linecheck.renewal;

import io.linecheck.model.Dialer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a whole fleet is about to order, so that one customer leaves enough of a budget to the
 * others.
 *
 * @param customers whose each dialer is, by its id
 * @param needs certificates that are due, or will be
 */
public record Demand(Map<String, String> customers, List<Need> needs) {
  /** Nobody else is known of. */
  public static final Demand NONE = new Demand(Map.of(), List.of());

  /**
   * A certificate that will be ordered.
   *
   * @param account that will order it
   * @param dialer whose certificate
   * @param customer whose dialer
   * @param names of the certificate
   * @param due when
   * @param urgent when it has little time left
   * @param replaces whether the order can name the certificate it replaces
   */
  record Need(
      String account,
      String dialer,
      String customer,
      Set<String> names,
      Instant due,
      Instant urgent,
      boolean replaces) {
    Need {
      names = Set.copyOf(names);
    }
  }

  public Demand {
    customers = Map.copyOf(customers);
    needs = List.copyOf(needs);
  }

  /** That of all certificates which are looked after. */
  static Demand of(List<Candidate> candidates) {
    return new Demand(
        candidates.stream()
            .map(candidate -> candidate.task().dialer())
            .collect(Collectors.toMap(Dialer::id, Demand::customer)),
        candidates.stream()
            .filter(candidate -> candidate.task().source().isEmpty())
            .map(Demand::need)
            .toList());
  }

  private static Need need(Candidate candidate) {
    RenewalTask task = candidate.task();
    return new Need(
        task.accounts().getFirst().name(),
        task.dialer().id(),
        customer(task.dialer()),
        Set.copyOf(task.names()),
        candidate.plan().due(),
        candidate.certificate().isPresent() ? candidate.plan().secondPath() : Instant.MAX,
        candidate.advised());
  }

  /** Its label {@code customer}; else the domain it is in. */
  static String customer(Dialer dialer) {
    String label = dialer.labels().get("customer");
    return label == null ? RegisteredDomain.of(dialer.host()) : label;
  }

  /** Whose a dialer is; one that is no longer in the configuration is its own. */
  Function<String, String> owner() {
    return dialer -> customers.getOrDefault(dialer, dialer);
  }

  /** When the certificate of a dialer has little time left, as far as it is known. */
  Instant urgent(String dialer) {
    return needs.stream()
        .filter(need -> need.dialer().equals(dialer))
        .map(Need::urgent)
        .findFirst()
        .orElse(Instant.MAX);
  }

  /** What one account will order. */
  List<Need> of(String account) {
    return needs.stream().filter(need -> need.account().equals(account)).toList();
  }
}
