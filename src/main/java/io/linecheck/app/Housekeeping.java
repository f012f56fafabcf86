package io.linecheck.app;

import io.linecheck.history.Retention;
import io.linecheck.history.Rollups;
import io.linecheck.incident.IncidentStore;
import io.linecheck.intake.Intake;
import io.linecheck.live.LiveFeed;
import io.linecheck.live.SelfCheck;
import io.linecheck.notify.Courier;
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
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final Database database;
  private final Intake intake;
  private final LiveFeed feed;
  private final Courier courier;
  private final FleetBook book;
  private final ProbeLoop loop;
  private final WallMemory wall;
  private final InstantSource clock;
  private final Drills drills;
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
      Drills drills) {
    this.database = database;
    this.intake = intake;
    this.feed = feed;
    this.courier = courier;
    this.book = book;
    this.loop = loop;
    this.wall = wall;
    this.clock = clock;
    this.drills = drills;
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
    every(rhythm(), "incidents", now -> intake.tick());
    every(Duration.ofSeconds(3), "wall", now -> refresh(web, timeline, now));
    every(Duration.ofMinutes(1), "sums", now -> new Rollups(database).run(now));
    every(
        Duration.ofHours(1),
        "retention",
        now -> new Retention(database, book.plan().ages()).run(now));
    every(Duration.ofHours(1), "agent reports", now -> agents.forget());
    every(Duration.ofSeconds(30), "agents", agents::look);
    every(Duration.ofSeconds(2), "drill", drills::look);
    every(Duration.ofMinutes(1), "count", now -> perMinute = results.getAndSet(0));
  }

  /** As often as the shortest grouping of notices needs it, between one and five seconds. */
  private Duration rhythm() {
    return book.plan().watched().stream()
        .map(watched -> watched.rules().groupWithin())
        .filter(within -> within.compareTo(LONGEST) < 0)
        .min(Duration::compareTo)
        .map(within -> within.compareTo(SHORTEST) < 0 ? SHORTEST : within)
        .orElse(LONGEST);
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
    Optional<Instant> proven = drills.proven();
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
            drills.maxAge(now),
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
