package io.linecheck.config;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.Objects;
import java.util.Optional;

/**
 * Repeated times as cron writes them: minute, hour, day of month, month, day of week, in a time
 * zone. Where both days are given, either is enough. A time that a change of clocks skips happens
 * as much later as the clocks jumped; one that comes twice happens the first time. Safe for any
 * thread.
 */
public final class Cron {
  private final String text;
  private final ZoneId zone;
  private final ExecutionTime times;

  private Cron(String text, ZoneId zone, ExecutionTime times) {
    this.text = text;
    this.zone = zone;
    this.times = times;
  }

  /** What reading an expression gave. */
  public sealed interface Parsed {
    /** It can be used. */
    record Sound(Cron cron) implements Parsed {}

    /** It cannot, for this reason. */
    record Broken(String reason) implements Parsed {}
  }

  /** Reads five fields. */
  public static Parsed parse(String text, ZoneId zone) {
    if (text.length() > 200 || text.isBlank()) {
      return new Parsed.Broken("that is not a cron expression");
    }
    int fields = text.strip().split("\\s+").length;
    if (fields != 5) {
      return new Parsed.Broken("there are " + fields + " fields");
    }
    try {
      CronParser parser =
          new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
      Cron cron = new Cron(text, zone, ExecutionTime.forCron(parser.parse(text.strip())));
      return cron.next(Instant.EPOCH).isPresent()
          ? new Parsed.Sound(cron)
          : new Parsed.Broken("that never happens");
    } catch (IllegalArgumentException e) {
      return new Parsed.Broken("one of them is out of its range or unreadable");
    }
  }

  /** Reads five fields that are known to be sound. */
  public static Cron of(String text, ZoneId zone) {
    return switch (parse(text, zone)) {
      case Parsed.Sound(Cron cron) -> cron;
      case Parsed.Broken(String reason) -> throw new IllegalArgumentException(text + ": " + reason);
    };
  }

  /** The five fields. */
  public String text() {
    return text;
  }

  /** The zone in which they are meant. */
  public ZoneId zone() {
    return zone;
  }

  /** The first time after an instant. */
  public Optional<Instant> next(Instant after) {
    Optional<ZonedDateTime> local = clock(after).flatMap(times::nextExecution);
    while (local.isPresent() && !instant(local.get()).isAfter(after)) {
      local = times.nextExecution(local.get());
    }
    return local.map(this::instant);
  }

  /** The last time up to and including an instant. */
  public Optional<Instant> last(Instant upTo) {
    Optional<ZonedDateTime> local =
        clock(upTo.plusSeconds(1))
            .map(clock -> clock.plus(shownBefore(upTo)))
            .flatMap(times::lastExecution);
    while (local.isPresent() && instant(local.get()).isAfter(upTo)) {
      local = times.lastExecution(local.get());
    }
    return local.map(this::instant);
  }

  /** What clocks on the wall show, as if no clock were ever changed. */
  private Optional<ZonedDateTime> clock(Instant instant) {
    return Optional.of(LocalDateTime.ofInstant(instant, zone).atZone(ZoneOffset.UTC));
  }

  /** How much later clocks showed already: not zero in the hour that comes again. */
  private Duration shownBefore(Instant now) {
    return Optional.ofNullable(zone.getRules().previousTransition(now.plusNanos(1)))
        .filter(ZoneOffsetTransition::isOverlap)
        .filter(change -> change.getInstant().minus(change.getDuration()).isAfter(now))
        .map(change -> change.getDuration().negated())
        .orElse(Duration.ZERO);
  }

  private Instant instant(ZonedDateTime clock) {
    return clock.toLocalDateTime().atZone(zone).toInstant();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cron cron && cron.text.equals(text) && cron.zone.equals(zone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text, zone);
  }

  @Override
  public String toString() {
    return text + " " + zone;
  }
}
