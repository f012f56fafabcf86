package io.linecheck.probe.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Secret;
import io.linecheck.model.SipAccount;
import io.linecheck.probe.sip.FailedLoginBudget.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailedLoginBudgetTest {
  private static final SipAccount PHONE =
      new SipAccount("7999", Optional.of(new Secret("old")), Optional.empty());
  private static final SipObservation SEEN =
      new SipObservation(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          60,
          Optional.empty(),
          "",
          "");

  private Instant now = Instant.parse("2026-11-21T00:00:00Z");
  private final FailedLoginBudget budget = new FailedLoginBudget(() -> now, 5);

  @Test
  void refusalsSpreadOverTheHourAndNeverExceedTheBudget() {
    int tried = 0;
    int withinTenMinutes = 0;
    for (int second = 0; second < 3600; second += 30) {
      if (budget.ask("d", PHONE) instanceof Permission.Granted) {
        tried++;
        withinTenMinutes += second < 600 ? 1 : 0;
        budget.refused("d", PHONE, SEEN, 1);
      }
      now = now.plus(Duration.ofSeconds(30));
    }
    assertEquals(5, tried);
    assertTrue(withinTenMinutes < 5, "fail2ban bans after five within ten minutes");
  }

  @Test
  void aChangedPasswordIsTriedAtOnce() {
    budget.refused("d", PHONE, SEEN, 1);
    assertInstanceOf(Permission.HeldBack.class, budget.ask("d", PHONE));
    SipAccount changed = new SipAccount("7999", Optional.of(new Secret("new")), Optional.empty());
    assertInstanceOf(Permission.Granted.class, budget.ask("d", changed));
    assertInstanceOf(Permission.Granted.class, budget.ask("another dialer", PHONE));
  }

  @Test
  void theControlUserIsTriedOnceAnHour() {
    assertTrue(budget.takeControl("d"));
    assertFalse(budget.takeControl("d"));
    now = now.plus(Duration.ofMinutes(61));
    assertTrue(budget.takeControl("d"));
    assertEquals(1, budget.used("d"));
  }
}
