package io.linecheck.app;

import io.linecheck.config.Cron;
import io.linecheck.history.Retention;
import io.linecheck.history.Rollups;
import io.linecheck.incident.Ids;
import io.linecheck.incident.IncidentStore;
import io.linecheck.intake.Intake;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.SelfCheck;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Notice;
import io.linecheck.notify.Outbox;
import io.linecheck.schedule.ProbeLoop;
import io.linecheck.sql.Database;
import io.linecheck.web.ChannelView;
import io.linecheck.web.NextToBreak;
import io.linecheck.web.RenewalBook;
import io.linecheck.web.WebServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens because time passes: incidents escalate, walls are refreshed, results are summed up
 * and forgotten, drills are sent. One virtual thread for each rhythm; a failure is logged and the
 * next round comes all the same.
 */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration DRILL_MAX_AGE = Duration.ofDays(8);

  private final Database database;
  private final Intake intake;
  private final LiveFeed feed;
  private final Courier courier;
  private final FleetBook book;
  private final ProbeLoop loop;
  private final WallMemory wall;
  private final InstantSource clock;
  private final Ids ids;
  private final Outbox outbox = new Outbox();
  private final IncidentStore incidents = new IncidentStore();
  private final Instant startedAt;
  private final AtomicLong results = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean reloadSuccessful = true;
  private volatile Optional<Instant> reloadedAt;
  private volatile long perMinute;

  Housekeeping(
      Database database,
      Intake intake,
      LiveFeed feed,
      Courier courier,
      FleetBook book,
      ProbeLoop loop,
      WallMemory wall,
      InstantSource clock,
      Ids ids) {
    this.database = database;
    this.intake = intake;
    this.feed = feed;
    this.courier = courier;
    this.book = book;
    this.loop = loop;
    this.wall = wall;
    this.clock = clock;
    this.ids = ids;
    this.startedAt = clock.instant();
    this.reloadedAt = Optional.of(startedAt);
  }

  static SelfCheck nothingKnown(Instant now) {
    return new SelfCheck(
        "",
        now,
        Duration.ZERO,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  @FunctionalInterface
  interface Chore {
    void run(Instant now) throws InterruptedException;
  }

  void start(WebServer web, RenewalBook renewals, AgentDesk agents) {
    NextToBreak timeline = new NextToBreak(book, renewals, database);
    every(Duration.ofSeconds(5), "incidents", now -> intake.tick());
    every(Duration.ofSeconds(3), "wall", now -> refresh(web, timeline, now));
    every(Duration.ofMinutes(1), "sums", now -> new Rollups(database).run(now));
    every(
        Duration.ofHours(1),
        "retention",
        now -> new Retention(database, book.plan().ages()).run(now));
    every(Duration.ofHours(1), "agent reports", now -> agents.forget());
    every(Duration.ofSeconds(30), "agents", agents::look);
    every(Duration.ofSeconds(20), "drill", this::drill);
    every(Duration.ofMinutes(1), "count", now -> perMinute = results.getAndSet(0));
  }

  /** Runs a chore now and then once in this rhythm. */
  void every(Duration rhythm, String name, Chore chore) {
    threads.add(
        Thread.ofVirtual()
            .name("linecheck-" + name)
            .start(() -> {
              try {
                while (!Thread.interrupted()) {
                  attempt(name, chore);
                  Thread.sleep(rhythm);
                }
              } catch (InterruptedException stopping) {
                LOG.debug("{} has stopped", name);
              }
            }));
  }

  private void attempt(String name, Chore chore) throws InterruptedException {
    try {
      chore.run(clock.instant());
    } catch (RuntimeException failure) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.error("{}: this round failed, the next one comes", name, failure);
      }
    }
  }

  private void refresh(WebServer web, NextToBreak timeline, Instant now) {
    Map<String, String> failing = database.read(handle -> outbox.failing(handle, now));
    Map<String, Instant> drills = database.read(outbox::drills);
    Optional<Instant> proven = proven(drills);
    Optional<Duration> lag =
        loop.lag().count() == 0 ? none() : Optional.of(loop.lag().quantile(0.99));
    wall.refresh(
        database,
        feed,
        timeline,
        book,
        new SelfStrip.Known(
            lag,
            (int) (perMinute == 0 ? results.get() : perMinute),
            proven,
            drillMaxAge(now),
            new ChannelView(courier, database).json(),
            web.certificateEndsAt(),
            reloadSuccessful,
            reloadedAt,
            database.read(handle -> incidents.openOf(handle, Intake.SELF))),
        now);
    feed.publish(
        new SelfCheck(
            "",
            startedAt,
            lag.orElse(Duration.ZERO),
            proven,
            List.copyOf(failing.keySet()),
            intake.networkDownSince(),
            reloadSuccessful ? "" : "refused",
            web.certificateEndsAt()));
  }

  private static Optional<Duration> none() {
    return Optional.empty();
  }

  /** When every channel there is had got a drill. */
  private Optional<Instant> proven(Map<String, Instant> drills) {
    List<String> channels = courier.channels().stream().map(ChannelSettings::name).toList();
    return channels.isEmpty() || !drills.keySet().containsAll(channels)
        ? Optional.empty()
        : channels.stream().map(drills::get).min(Instant::compareTo);
  }

  /** A day more than there is between two drills. */
  private Duration drillMaxAge(Instant now) {
    return book.plan()
        .drill()
        .flatMap(times ->
            times
                .last(now)
                .flatMap(last ->
                    times.last(last.minusSeconds(1)).map(before -> Duration.between(before, last))))
        .map(between -> between.plusDays(1))
        .orElse(DRILL_MAX_AGE);
  }

  /** Sends a drill when one has come due since the last round; once even if several were missed. */
  private void drill(Instant now) {
    Optional<Cron> times = book.plan().drill();
    if (times.isEmpty() || courier.channels().isEmpty()) {
      return;
    }
    boolean due =
        times
            .get()
            .last(now)
            .filter(last -> last.isAfter(now.minus(Duration.ofSeconds(20))))
            .isPresent();
    if (due) {
      database.write(handle -> {
        outbox.put(handle, Notice.drill(ids.next("msg", now), now), courier.channels());
        return true;
      });
      courier.wake();
    }
  }

  void counted() {
    results.incrementAndGet();
  }

  void reloaded(boolean successful, Instant at) {
    reloadSuccessful = successful;
    reloadedAt = successful ? Optional.of(at) : reloadedAt;
  }

  @Override
  public void close() {
    threads.forEach(Thread::interrupt);
  }
}
