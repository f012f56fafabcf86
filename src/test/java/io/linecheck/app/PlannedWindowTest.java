package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Maintenance;
import io.linecheck.config.Profiles;
import io.linecheck.model.Dialer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of the configuration where clocks change: Berlin in 2026, on 29 March and 25 October. */
class PlannedWindowTest {
  private static final String YAML =
      """
      dialers: [{id: a, host: a.example.com, labels: {site: berlin}}]
      maintenance:
        - {dialers: {site: berlin}, cron: "%s", for: %s, zone: Europe/Berlin}
      """;

  @ParameterizedTest(name = "{0} for {1}: {2} is within: {3}")
  @CsvSource({
    // an ordinary Sunday in winter and in summer
    "0 3 * * SUN, 2h, 2026-01-04T01:59:59Z, false",
    "0 3 * * SUN, 2h, 2026-01-04T02:00:00Z, true",
    "0 3 * * SUN, 2h, 2026-01-04T03:59:59Z, true",
    "0 3 * * SUN, 2h, 2026-01-04T04:00:00Z, false",
    "0 3 * * SUN, 2h, 2026-07-05T01:00:00Z, true",
    "0 3 * * SUN, 2h, 2026-07-05T03:00:00Z, false",
    // the night in which 02:30 does not exist: it begins at 03:30 summer time
    "30 2 * * SUN, 1h, 2026-03-29T01:29:59Z, false",
    "30 2 * * SUN, 1h, 2026-03-29T01:30:00Z, true",
    "30 2 * * SUN, 1h, 2026-03-29T02:29:59Z, true",
    "30 2 * * SUN, 1h, 2026-03-29T02:30:00Z, false",
    // the night in which 02:30 comes twice: only the first counts, and it lasts as long as said
    "30 2 * * SUN, 1h, 2026-10-25T00:29:59Z, false",
    "30 2 * * SUN, 1h, 2026-10-25T00:30:00Z, true",
    "30 2 * * SUN, 1h, 2026-10-25T01:29:59Z, true",
    "30 2 * * SUN, 1h, 2026-10-25T01:30:00Z, false",
    // a window across the change is as long as said
    "0 1 * * SUN, 4h, 2026-10-25T02:59:59Z, true",
    "0 1 * * SUN, 4h, 2026-10-25T03:00:00Z, false",
  })
  void windowFollowsTheClockOnTheWall(String cron, String length, Instant at, boolean within) {
    Configuration known =
        switch (new ConfigurationFile(Profiles.load(), Map.of())
            .load(YAML.formatted(cron, length), "test.yaml", Path.of("/"))) {
          case Loaded.Valid(var valid, var _) -> valid;
          case Loaded.Invalid(var problems) -> throw new AssertionError(problems.toString());
        };
    Dialer dialer = known.findDialer("a").orElseThrow();
    Maintenance window = known.maintenance().getFirst();
    assertEquals(within, window.covers(dialer, at));
  }
}
