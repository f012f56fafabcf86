package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.renewal.Demand.Need;
import io.linecheck.renewal.OrderBudgetDecision.Placed;
import io.linecheck.renewal.OrderBudgetDecision.Spent;
import io.linecheck.renewal.OrderBudgetDecision.Wanted;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrderBudgetDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");

  private static List<Placed> placed(int many, String name, boolean replaces) {
    List<Placed> placed = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      placed.add(
          new Placed(
              NOW.minus(Duration.ofHours(many - i)),
              Set.of(name.replace("N", Integer.toString(i))),
              replaces,
              "acme"));
    }
    return placed;
  }

  private static Optional<Spent> decide(
      List<Placed> placed, String name, boolean replaces, boolean urgent) {
    return OrderBudgetDecision.decide(
        new Wanted(List.of(name), replaces, urgent, "acme"), placed, List.of(), 250, NOW);
  }

  @Test
  void aFifthOfADomainsLimitIsKeptForUrgentOnes() {
    List<Placed> forty = placed(40, "dN.example.com", false);
    Spent spent = decide(forty, "new.example.com", false, false).orElseThrow();
    assertEquals(
        "example.com has had 40 orders in seven days, the budget is 40"
            + " (the rest is kept for urgent ones)",
        spent.text());
    assertEquals(NOW.minus(Duration.ofHours(40)).plus(Duration.ofDays(7)), spent.until());
    assertTrue(decide(forty, "new.example.com", false, true).isEmpty());
    assertTrue(decide(forty, "new.example.org", false, false).isEmpty(), "another customer's");
    assertTrue(
        decide(placed(50, "dN.example.com", false), "new.example.com", false, true).isPresent());
  }

  @Test
  void ordersThatNameWhatTheyReplaceAreFree() {
    assertTrue(decide(placed(50, "d.example.com", true), "d.example.com", false, true).isEmpty());
    assertTrue(decide(placed(60, "d.example.com", false), "d.example.com", true, true).isEmpty());
  }

  @Test
  void theSameNamesAreOrderedFiveTimesAWeekAtMost() {
    Spent spent =
        decide(placed(5, "d.example.com", false), "d.example.com", false, true).orElseThrow();
    assertEquals("these names have had 5 orders in seven days, the budget is 5", spent.text());
  }

  @Test
  void theAccountsOwnBudgetCountsEverything() {
    List<Placed> all = placed(160, "d.N-example.com", true);
    assertTrue(
        OrderBudgetDecision.decide(
                new Wanted(List.of("x.example.net"), true, true, "acme"), all, List.of(), 160, NOW)
            .isPresent());
  }

  private static Need need(String customer, String name, Duration in) {
    return new Need("le", "d1", customer, Set.of(name), NOW.plus(in), Instant.MAX, false);
  }

  private static Optional<Spent> decide(List<Placed> placed, String customer, Need... needs) {
    return OrderBudgetDecision.decide(
        new Wanted(List.of("new.example.com"), false, false, customer),
        placed,
        List.of(needs),
        250,
        NOW);
  }

  @Test
  void aCustomerLeavesToTheOthersWhatTheyWillNeed() {
    List<Placed> most = placed(39, "dN.example.com", false);
    Need soon = need("beta", "dialer.beta.example.com", Duration.ofDays(6));
    Spent spent = decide(most, "acme", soon).orElseThrow();
    assertEquals(
        "customer acme has had 39 of the 40 orders of example.com in seven days, the rest is kept"
            + " for the certificates of other customers",
        spent.text());
    assertEquals(NOW.minus(Duration.ofHours(39)).plus(Duration.ofDays(7)), spent.until());
    assertTrue(decide(most, "beta", soon).isEmpty());
    assertTrue(decide(most, "acme").isEmpty(), "nobody else needs it");
    assertTrue(decide(most, "acme", need("beta", "beta.example.net", Duration.ZERO)).isEmpty());
    assertTrue(
        decide(most, "acme", need("beta", "b.example.com", Duration.ofDays(8))).isEmpty(),
        "in eight days the budget is a fresh one");
  }

  @Test
  void whoeverNeedsLittleGetsItAndTheOthersShareTheRest() {
    assertEquals(10, FairShare.of(List.of(4, 3), 10));
    assertEquals(7, FairShare.of(List.of(400, 3), 10));
    assertEquals(5, FairShare.of(List.of(400, 30), 10));
    assertEquals(3, FairShare.of(List.of(400, 30, 2, 1), 10));
    assertEquals(1, FairShare.of(List.of(2, 2, 2), 2));
  }

  @ParameterizedTest
  @CsvSource({
    "dialer1.example.com, example.com",
    "a.b.example.com.ph, example.com.ph",
    "*.example.co.uk, example.co.uk",
    "EXAMPLE.org, example.org",
    "com.ph, com.ph",
    "localhost, localhost"
  })
  void theRegisteredDomainIsToldFromTheShape(String name, String domain) {
    assertEquals(domain, RegisteredDomain.of(name));
  }
}
