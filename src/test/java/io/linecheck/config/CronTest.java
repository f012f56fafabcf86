package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {
  private static Cron cron(String text, String zone) {
    return Cron.of(text, ZoneId.of(zone));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 3 * * SUN | Asia/Manila | 2026-11-21T00:00:00Z | 2026-11-21T19:00:00Z",
        "0 3 * * 0 | UTC | 2026-11-21T00:00:00Z | 2026-11-22T03:00:00Z",
        "0 3 * * 7 | UTC | 2026-11-21T00:00:00Z | 2026-11-22T03:00:00Z",
        "*/15 9-17 * * MON-FRI | UTC | 2026-11-20T17:46:00Z | 2026-11-23T09:00:00Z",
        "30 2 1,15 JAN * | UTC | 2026-11-21T00:00:00Z | 2027-01-01T02:30:00Z",
        "0 0 29 2 * | UTC | 2026-11-21T00:00:00Z | 2028-02-29T00:00:00Z",
        "0 0 13 * FRI | UTC | 2026-11-21T00:00:00Z | 2026-11-27T00:00:00Z",
        "59 23 31 12 * | UTC | 2026-12-31T23:59:00Z | 2027-12-31T23:59:00Z",
      })
  void nextTimeIsTheFirstAfter(String text, String zone, Instant after, Instant expected) {
    assertEquals(Optional.of(expected), cron(text, zone).next(after));
  }

  @Test
  void lastTimeMayBeNow() {
    Instant now = Instant.parse("2026-11-22T03:00:00Z");
    assertEquals(Optional.of(now), cron("0 3 * * SUN", "UTC").last(now));
    assertEquals(
        Optional.of(now.minus(Duration.ofDays(7))),
        cron("0 3 * * SUN", "UTC").last(now.minusSeconds(1)));
  }

  @Test
  void windowHoldsItsBeginningAndNotItsEnd() {
    CronWindow window = new CronWindow(cron("0 3 * * SUN", "Asia/Manila"), Duration.ofHours(2));
    Instant start = Instant.parse("2026-11-21T19:00:00Z");
    assertFalse(window.contains(start.minusSeconds(1)));
    assertTrue(window.contains(start));
    assertEquals(Optional.of(start.plusSeconds(7200)), window.end(start.plusSeconds(60)));
    assertTrue(window.contains(start.plusSeconds(7199)));
    assertFalse(window.contains(start.plusSeconds(7200)));
  }

  @Test
  void aSkippedHourDoesNotSkipTheWindow() {
    Cron cron = cron("30 2 * * *", "Europe/Berlin");
    Instant next = Instant.parse("2026-03-29T01:30:00Z");
    assertEquals(Optional.of(next), cron.next(Instant.parse("2026-03-28T12:00:00Z")));
    assertEquals(Optional.of(next), cron.last(next.plusSeconds(600)));
  }

  @Test
  void anHourThatComesTwiceHasOneTime() {
    Cron cron = cron("30 2 * * *", "Europe/Berlin");
    Instant first = Instant.parse("2026-10-25T00:30:00Z");
    assertEquals(Optional.of(first), cron.next(Instant.parse("2026-10-24T12:00:00Z")));
    assertEquals(Optional.of(Instant.parse("2026-10-26T01:30:00Z")), cron.next(first));
    assertEquals(Optional.of(first), cron.last(Instant.parse("2026-10-25T01:45:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0 3 * *",
        "60 3 * * *",
        "0 24 * * *",
        "0 3 * * FOO",
        "a b c d e",
        "0 0 31 2 *",
        "0 0 0 * *",
        "@daily",
        "0 3 * * * *"
      })
  void whatIsNoCronIsRefused(String text) {
    assertInstanceOf(Cron.Parsed.Broken.class, Cron.parse(text, ZoneId.of("UTC")), text);
  }
}
