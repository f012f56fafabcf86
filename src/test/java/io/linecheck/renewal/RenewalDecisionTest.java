package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.Cron;
import io.linecheck.config.CronWindow;
import io.linecheck.config.RenewalSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenewalDecisionTest {
  private static final Instant BEGIN = Instant.parse("2026-06-01T00:00:00Z");
  private static final RenewalSettings.Timing TIMING =
      new RenewalSettings.Timing(0.3333, 0.5, 0.1667, 0.05, Duration.ofDays(10));
  private final RenewalDecision decision = new RenewalDecision(TIMING, List.of());

  private static Validity hours(long hours) {
    return new Validity(BEGIN, BEGIN.plus(Duration.ofHours(hours)));
  }

  private RenewalPlan at(Validity validity, Instant now) {
    return decision.decide(validity, Optional.empty(), Attempts.NONE, 0, now);
  }

  @ParameterizedTest
  @CsvSource({
    // lifetime, renewal due, second path, page: hours before the end
    "2160,720,360,240", // 90 days
    "1536,512,256,240", // 64 days
    "1080,360,180,180", // 45 days
    "4800,1600,800,240", // 200 days
    "160,80,26.6666666,26.6666666",
    "239,119.5,39.8333333,39.8333333", // just under ten days: half
    "240,80,40,40" // ten days: a third
  })
  void everyTimeIsAPartOfTheLifetime(long lifetime, double due, double second, double page) {
    RenewalPlan plan = at(hours(lifetime), BEGIN);
    Instant end = BEGIN.plus(Duration.ofHours(lifetime));
    assertEquals(due, hours(plan.due(), end), 0.001);
    assertEquals(second, hours(plan.secondPath(), end), 0.001);
    assertEquals(page, hours(plan.page(), end), 0.001);
    assertEquals(RenewalPlan.Action.WAIT, plan.action());
    assertEquals(RenewalPlan.Action.WAIT, at(hours(lifetime), plan.due().minusSeconds(1)).action());
    assertEquals(RenewalPlan.Action.RENEW, at(hours(lifetime), plan.due()).action());
  }

  private static double hours(Instant at, Instant end) {
    return Duration.between(at, end).toSeconds() / 3600.0;
  }

  @Test
  void aNewCertificateIsNeverDue() {
    for (long lifetime : new long[] {24, 160, 1080, 1536, 2160, 4800, 9552}) {
      RenewalPlan plan = at(hours(lifetime), BEGIN);
      assertEquals(RenewalPlan.Action.WAIT, plan.action(), lifetime + " h");
      assertFalse(plan.paging(), lifetime + " h");
    }
  }

  @Test
  void sleepIsATwentyFourthOfTheLifetimeAtMostSixHours() {
    assertEquals(BEGIN.plus(Duration.ofHours(6)), at(hours(2160), BEGIN).next());
    assertEquals(
        BEGIN.plus(Duration.ofMinutes(400)), at(hours(160), BEGIN).next().plusSeconds(2400));
  }

  @Test
  void authoritysWindowDecidesByTheTimeDrawnInIt() {
    Validity validity = hours(2160);
    Instant start = BEGIN.plus(Duration.ofDays(20));
    RenewalWindow window =
        RenewalWindow.drawn(start, start.plus(Duration.ofDays(2)), 0.25, "https://ca/why");
    RenewalPlan plan = decision.decide(validity, Optional.of(window), Attempts.NONE, 0, BEGIN);
    assertEquals(start.plus(Duration.ofHours(12)), plan.due());
    assertTrue(plan.reason().contains("https://ca/why"), plan.reason());
    assertEquals(
        RenewalPlan.Action.RENEW,
        decision.decide(validity, Optional.of(window), Attempts.NONE, 0, plan.due()).action());
  }

  @Test
  void aWindowThatIsTooLateIsOverriddenAtATwentieth() {
    Validity validity = hours(2000);
    Instant start = BEGIN.plus(Duration.ofHours(1950));
    RenewalWindow window = RenewalWindow.drawn(start, start.plus(Duration.ofHours(40)), 0.5, "");
    RenewalPlan plan = decision.decide(validity, Optional.of(window), Attempts.NONE, 0, BEGIN);
    assertEquals(BEGIN.plus(Duration.ofHours(1900)), plan.due());
    assertTrue(plan.reason().contains("overridden"), plan.reason());
  }

  @ParameterizedTest
  @CsvSource({
    "2160,1,1", "2160,2,10", "2160,3,100", "2160,4,1440", "2160,9,1440",
    "160,1,1", "160,2,10", "160,3,100", "160,4,400", "160,5,400",
    "24,1,1", "24,3,60", "24,4,60"
  })
  void retriesComeAfterOneTenAHundredMinutesThenDailyScaled(
      long lifetime, int failures, long minutes) {
    Validity validity = hours(lifetime);
    Instant now = at(validity, BEGIN).due().plusSeconds(60);
    Attempts attempts = new Attempts(failures, Optional.of(now), Optional.empty());
    RenewalPlan plan = decision.decide(validity, Optional.empty(), attempts, 0, now);
    assertEquals(RenewalPlan.Action.BACK_OFF, plan.action());
    assertEquals(now.plus(Duration.ofMinutes(minutes)), plan.next());
    Instant jittered = decision.decide(validity, Optional.empty(), attempts, 0.999, now).next();
    assertTrue(jittered.isAfter(plan.next()));
    assertTrue(jittered.isBefore(now.plusSeconds(minutes * 66 + 1)));
  }

  @Test
  void authoritysRetryAfterIsHonoured() {
    Validity validity = hours(2160);
    Instant now = at(validity, BEGIN).due();
    Instant later = now.plus(Duration.ofHours(30));
    Attempts attempts = Attempts.NONE.failed(now, Optional.of(later));
    RenewalPlan plan =
        decision.decide(validity, Optional.empty(), attempts, 0, now.plusSeconds(120));
    assertEquals(later, plan.next());
    assertEquals(RenewalPlan.Action.BACK_OFF, plan.action());
  }

  @Test
  void secondPathIsTakenAtASixthAndOnlyAfterAFailure() {
    Validity validity = hours(2160);
    Instant now = BEGIN.plus(Duration.ofDays(75));
    Attempts failed =
        new Attempts(20, Optional.of(now.minus(Duration.ofDays(2))), Optional.empty());
    assertEquals(RenewalPlan.Route.FIRST, at(validity, now).route());
    assertEquals(
        RenewalPlan.Route.SECOND,
        decision.decide(validity, Optional.empty(), failed, 0, now).route());
    assertEquals(
        RenewalPlan.Route.FIRST,
        decision.decide(validity, Optional.empty(), failed, 0, now.minusSeconds(1)).route());
  }

  @Test
  void peopleArePagedAtTenDaysOrASixth() {
    assertFalse(at(hours(2160), BEGIN.plus(Duration.ofDays(80)).minusSeconds(1)).paging());
    assertTrue(at(hours(2160), BEGIN.plus(Duration.ofDays(80))).paging());
    assertFalse(at(hours(1080), BEGIN.plus(Duration.ofHours(900)).minusSeconds(1)).paging());
    assertTrue(at(hours(1080), BEGIN.plus(Duration.ofHours(900))).paging());
  }

  @Test
  void windowsAreRespectedUnlessItGetsLate() {
    Cron nightly = ((Cron.Parsed.Sound) Cron.parse("0 3 * * *", ZoneOffset.UTC)).cron();
    RenewalDecision windowed =
        new RenewalDecision(TIMING, List.of(new CronWindow(nightly, Duration.ofHours(2))));
    Validity validity = hours(2160);
    Instant day = BEGIN.plus(Duration.ofDays(61));
    RenewalPlan noon = decide(windowed, validity, day.plus(Duration.ofHours(12)));
    assertEquals(RenewalPlan.Action.AWAIT_WINDOW, noon.action());
    assertEquals(day.plus(Duration.ofHours(27)), noon.next());
    assertEquals(
        RenewalPlan.Action.RENEW,
        decide(windowed, validity, day.plus(Duration.ofHours(4))).action());
    Instant late = BEGIN.plus(Duration.ofHours(2160 - 100));
    assertEquals(RenewalPlan.Action.RENEW, decide(windowed, validity, late).action());
  }

  private static RenewalPlan decide(RenewalDecision decision, Validity validity, Instant now) {
    return decision.decide(validity, Optional.empty(), Attempts.NONE, 0, now);
  }

  /** The pair that others renewed, or the first of a dialer that had one from elsewhere. */
  @Test
  void whatHasToComeAtOnceWaitsForAWindowUnlessWhatIsInstalledEndsSoon() {
    Cron sundays = ((Cron.Parsed.Sound) Cron.parse("0 3 * * SUN", ZoneOffset.UTC)).cron();
    RenewalDecision windowed =
        new RenewalDecision(TIMING, List.of(new CronWindow(sundays, Duration.ofHours(2))));
    Instant monday = Instant.parse("2026-06-08T00:00:00Z");
    Validity long90 =
        new Validity(monday.minus(Duration.ofDays(60)), monday.plus(Duration.ofDays(30)));
    RenewalPlan plan = windowed.atOnce(Optional.of(long90), Attempts.NONE, 0, monday);
    assertEquals(RenewalPlan.Action.AWAIT_WINDOW, plan.action());
    assertEquals(Instant.parse("2026-06-14T03:00:00Z"), plan.next());
    Validity ending =
        new Validity(monday.minus(Duration.ofDays(86)), monday.plus(Duration.ofDays(4)));
    assertEquals(
        RenewalPlan.Action.RENEW,
        windowed.atOnce(Optional.of(ending), Attempts.NONE, 0, monday).action());
    assertEquals(
        RenewalPlan.Action.RENEW,
        windowed.atOnce(Optional.empty(), Attempts.NONE, 0, monday).action(),
        "nothing is installed that an installation could disturb");
  }

  @Test
  void theFirstCertificateIsDueAtOnceAndPagedAfterFourFailures() {
    RenewalPlan plan = decision.atOnce(Optional.empty(), Attempts.NONE, 0, BEGIN);
    assertEquals(RenewalPlan.Action.RENEW, plan.action());
    assertFalse(plan.paging());
    Attempts failed = new Attempts(4, Optional.of(BEGIN), Optional.empty());
    RenewalPlan later = decision.atOnce(Optional.empty(), failed, 0, BEGIN);
    assertEquals(RenewalPlan.Action.BACK_OFF, later.action());
    assertTrue(later.paging());
  }

  @Test
  void attemptsLeftAreCounted() {
    Validity validity = hours(2160);
    assertEquals(
        13, RenewalDecision.attemptsLeft(validity, Attempts.NONE, BEGIN.plus(Duration.ofDays(80))));
  }

  @Test
  void theDrawStaysForAsLongAsTheWindowDoes() {
    Instant end = BEGIN.plus(Duration.ofDays(2));
    RenewalWindow window = RenewalWindow.drawn(BEGIN, end, 0.7, "");
    assertTrue(window.sameAs(BEGIN, end));
    assertFalse(window.sameAs(BEGIN, end.plusSeconds(1)));
    assertEquals(BEGIN.plusSeconds(60), RenewalWindow.poll(BEGIN, BEGIN));
    assertEquals(BEGIN.plusSeconds(86400), RenewalWindow.poll(BEGIN, BEGIN.plusSeconds(1_000_000)));
  }
}
