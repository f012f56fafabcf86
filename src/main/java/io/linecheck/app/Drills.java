package io.linecheck.app;

import io.linecheck.config.Cron;
import io.linecheck.incident.Ids;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Notice;
import io.linecheck.notify.Outbox;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The notices that prove that notices arrive: sent at their times through the outbox to every
 * channel, as an incident's would be. One that came due while Linecheck was down is made up for
 * after the start, once even if there were several. Safe for use by any thread.
 */
final class Drills {
  /** Where no times are configured. */
  private static final Duration MAX_AGE = Duration.ofDays(8);

  private final Database database;
  private final Courier courier;
  private final FleetBook book;
  private final Ids ids;
  private final Outbox outbox = new Outbox();
  private Instant looked;

  /** Drills of a server that starts now. */
  Drills(Database database, Courier courier, FleetBook book, Ids ids, Instant now) {
    this.database = database;
    this.courier = courier;
    this.book = book;
    this.ids = ids;
    this.looked = database.read(outbox::lastDrill).filter(last -> last.isBefore(now)).orElse(now);
  }

  /** Sends one when its time has come since the last look. */
  synchronized void look(Instant now) {
    Optional<Cron> times = book.plan().drill();
    if (times.flatMap(known -> known.last(now)).filter(due -> due.isAfter(looked)).isPresent()) {
      send(now);
    }
    looked = now;
  }

  /** Sends one to every channel there is. */
  void send(Instant now) {
    if (courier.channels().isEmpty()) {
      return;
    }
    database.write(handle -> {
      outbox.put(handle, Notice.drill(ids.next("msg", now), now), courier.channels());
      return true;
    });
    courier.wake();
  }

  /** When a drill last arrived at each channel that is configured; none where none has. */
  Map<String, Instant> arrived() {
    Map<String, Instant> arrived = new HashMap<>(database.read(outbox::drills));
    arrived.keySet().retainAll(names());
    return arrived;
  }

  /** Since when every channel there is has been proved. */
  Optional<Instant> proven() {
    Map<String, Instant> arrived = arrived();
    return arrived.keySet().containsAll(names())
        ? arrived.values().stream().min(Instant::compareTo)
        : Optional.empty();
  }

  private List<String> names() {
    return courier.channels().stream().map(ChannelSettings::name).toList();
  }

  /** A day more than there is between two drills. */
  Duration maxAge(Instant now) {
    return book.plan()
        .drill()
        .flatMap(times ->
            times
                .last(now)
                .flatMap(last ->
                    times.last(last.minusSeconds(1)).map(before -> Duration.between(before, last))))
        .map(between -> between.plusDays(1))
        .orElse(MAX_AGE);
  }
}
