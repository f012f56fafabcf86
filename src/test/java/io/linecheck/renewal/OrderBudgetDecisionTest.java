package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
              replaces));
    }
    return placed;
  }

  private static Optional<Spent> decide(
      List<Placed> placed, String name, boolean replaces, boolean urgent) {
    return OrderBudgetDecision.decide(
        new Wanted(List.of(name), replaces, urgent), placed, 250, NOW);
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
        OrderBudgetDecision.decide(new Wanted(List.of("x.example.net"), true, true), all, 160, NOW)
            .isPresent());
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
