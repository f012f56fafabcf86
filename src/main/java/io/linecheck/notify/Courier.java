package io.linecheck.notify;

import io.linecheck.sql.Database;
import io.linecheck.sql.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Empties the outbox: looks for due deliveries when woken and every few seconds, claims each, tries
 * it on a virtual thread of its own, and says how it ended. A slow channel delays only itself. Safe
 * for use by any thread.
 */
public final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
  private static final int AT_ONCE = 64;
  private static final int AT_ONCE_PER_CHANNEL = 8;

  private final Database database;
  private final Sender sender;
  private final DeliveryListener listener;
  private final InstantSource clock;
  private final Settings settings;
  private final String name;
  private final Outbox outbox = new Outbox();
  private final StandingAlerts standing;
  private final Semaphore wake = new Semaphore(0);
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, Semaphore> channelPlaces = new ConcurrentHashMap<>();
  private final ExecutorService tries =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("notice-", 0).factory());
  private volatile Map<String, ChannelSettings> channels = Map.of();
  private volatile List<Thread> loops = List.of();

  /**
   * How it works.
   *
   * @param retries after failed tries
   * @param poll how often it looks even when nobody wakes it
   * @param lease how long a claim holds: longer than the longest try
   */
  public record Settings(Retries retries, Duration poll, Duration lease) {
    /** Standard retries, a look every two seconds, claims of a minute. */
    public static Settings standard() {
      return new Settings(Retries.standard(), Duration.ofSeconds(2), Duration.ofMinutes(1));
    }
  }

  /**
   * A courier that is not yet at work.
   *
   * @param name under which it claims, unlike that of any other courier
   */
  public Courier(
      Database database,
      Sender sender,
      DeliveryListener listener,
      InstantSource clock,
      Settings settings,
      String name) {
    this.database = database;
    this.sender = sender;
    this.standing = new StandingAlerts(database, outbox, sender);
    this.listener = listener;
    this.clock = clock;
    this.settings = settings;
    this.name = name;
  }

  /** Replaces the channels; deliveries to others fail and stay visible. */
  public void channels(List<ChannelSettings> configured) {
    Map<String, ChannelSettings> byName = new ConcurrentHashMap<>();
    configured.forEach(channel -> byName.put(channel.name(), channel));
    channels = Map.copyOf(byName);
    wake();
  }

  /** The channels there are. */
  public List<ChannelSettings> channels() {
    return List.copyOf(channels.values());
  }

  /** Goes to work. */
  public synchronized void start() {
    if (loops.isEmpty()) {
      loops =
          List.of(
              Thread.ofVirtual().name("linecheck-courier").start(this::loop),
              Thread.ofVirtual().name("linecheck-standing").start(this::repeat));
    }
  }

  /** There may be something to deliver. */
  public void wake() {
    wake.release();
  }

  /**
   * Tries a channel at once, beside the outbox, and says how it went. One that arrived is proof of
   * the channel as a drill on schedule is; one that did not is told to the caller alone.
   */
  public Outcome test(ChannelSettings channel, Notice drill) throws InterruptedException {
    Instant start = clock.instant();
    Outcome outcome = attempt(channel, drill, start);
    listener.tried(channel.name(), outcome.word());
    if (outcome instanceof Outcome.Delivered) {
      Instant now = clock.instant();
      Delivery.Attempt attempt =
          new Delivery.Attempt(
              now, Duration.between(start, now).toMillis(), outcome.word(), outcome.detail());
      database.write(handle -> {
        outbox.proved(handle, drill, channel.name(), attempt);
        return true;
      });
    }
    return outcome;
  }

  /**
   * Tries a finished delivery again; a disabled channel is enabled by it. False if there is none.
   */
  public boolean replay(long delivery) {
    boolean replayed =
        database.write(handle -> {
          outbox
              .findDelivery(handle, delivery)
              .ifPresent(found -> ChannelStates.enable(handle, found.channel()));
          return outbox.replay(handle, delivery, clock.instant());
        });
    wake();
    return replayed;
  }

  private void loop() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        boolean more = round();
        if (!more && wake.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
          wake.drainPermits();
        }
      } catch (InterruptedException stopped) {
        return;
      } catch (StorageException failure) {
        LOG.warn("the outbox cannot be read now: {}", failure.getMessage());
        if (!pause()) {
          return;
        }
      }
    }
  }

  /** Repeats what stands to channels that forget. */
  private void repeat() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        standing.repeat(channels.values(), clock.instant());
        Thread.sleep(StandingAlerts.RHYTHM);
      } catch (InterruptedException stopped) {
        return;
      } catch (StorageException failure) {
        LOG.warn("what stands cannot be read now: {}", failure.getMessage());
        if (!pause()) {
          return;
        }
      }
    }
  }

  private boolean pause() {
    try {
      Thread.sleep(settings.poll());
      return true;
    } catch (InterruptedException stopped) {
      return false;
    }
  }

  /** Sets off what is due, claimed in one write; true when there was any and there may be more. */
  private boolean round() throws InterruptedException {
    Instant now = clock.instant();
    List<Delivery> due = database.read(handle -> outbox.due(handle, now, AT_ONCE));
    Map<Delivery, Semaphore> taken = new LinkedHashMap<>();
    for (Delivery delivery : due) {
      Semaphore place =
          channelPlaces.computeIfAbsent(
              delivery.channel(), channel -> new Semaphore(AT_ONCE_PER_CHANNEL));
      if (place.tryAcquire()) {
        places.acquire();
        taken.put(delivery, place);
      }
    }
    return !taken.isEmpty() && setOff(taken);
  }

  private boolean setOff(Map<Delivery, Semaphore> taken) {
    Instant now = clock.instant();
    Instant until = now.plus(settings.lease());
    Set<Delivery> mine = new HashSet<>();
    try {
      mine.addAll(
          database.write(handle ->
              taken.keySet().stream()
                  .filter(delivery -> outbox.claim(handle, delivery.id(), name, now, until))
                  .toList()));
      mine.forEach(delivery ->
          tries.execute(() -> deliver(delivery, Objects.requireNonNull(taken.get(delivery)))));
      return !mine.isEmpty();
    } finally {
      taken.forEach((delivery, place) -> {
        if (!mine.contains(delivery)) {
          places.release();
          place.release();
        }
      });
    }
  }

  private void deliver(Delivery delivery, Semaphore place) {
    try {
      deliver(delivery);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (StorageException failure) {
      LOG.warn("the end of a delivery could not be recorded; it will be repeated", failure);
    } finally {
      places.release();
      place.release();
      wake();
    }
  }

  private void deliver(Delivery delivery) throws InterruptedException {
    Instant start = clock.instant();
    Optional<Notice> notice =
        database.read(handle -> outbox.findNotice(handle, delivery.noticeId()));
    Optional<ChannelSettings> channel = Optional.ofNullable(channels.get(delivery.channel()));
    if (notice.isEmpty() || channel.isEmpty()) {
      giveUp(delivery, start, "the channel is no longer configured");
      return;
    }
    Optional<String> disabled =
        database.read(handle -> ChannelStates.disabled(handle, channel.get()));
    if (disabled.isPresent()) {
      giveUp(delivery, start, "the channel is disabled: " + disabled.get());
      return;
    }
    Outcome outcome = attempt(channel.get(), notice.get(), start);
    listener.tried(delivery.channel(), outcome.word());
    record(delivery, channel.get(), start, outcome);
  }

  private Outcome attempt(ChannelSettings channel, Notice notice, Instant now)
      throws InterruptedException {
    try {
      return sender.send(channel, notice, now);
    } catch (RuntimeException ours) {
      LOG.error("sending to {} failed by our own fault", channel.name(), ours);
      return new Outcome.Failed(
          "failed inside Linecheck: " + ours.getClass().getSimpleName(), Optional.empty());
    }
  }

  private void giveUp(Delivery delivery, Instant start, String why) {
    Delivery.Attempt attempt = new Delivery.Attempt(start, 0, "failed", why);
    database.write(handle -> {
      outbox.ended(handle, delivery, name, attempt, Optional.empty());
      return true;
    });
  }

  private void record(Delivery delivery, ChannelSettings channel, Instant start, Outcome outcome) {
    Instant now = clock.instant();
    long took = Duration.between(start, now).toMillis();
    Delivery.Attempt attempt = new Delivery.Attempt(now, took, outcome.word(), outcome.detail());
    database.write(handle -> {
      switch (outcome) {
        case Outcome.Delivered _ -> outbox.ended(handle, delivery, name, attempt, Optional.empty());
        case Outcome.Gone gone -> {
          ChannelStates.disable(handle, channel, gone.detail(), now);
          outbox.ended(handle, delivery, name, attempt, Optional.empty());
        }
        case Outcome.Failed failed -> {
          failed
              .retryAfter()
              .ifPresent(rest -> ChannelStates.pause(handle, channel, now.plus(rest)));
          outbox.ended(handle, delivery, name, attempt, next(delivery, failed, now));
        }
      }
      return true;
    });
    if (!(outcome instanceof Outcome.Delivered)) {
      LOG.warn(
          "notice {} to {}: try {}: {}",
          delivery.noticeId(),
          delivery.channel(),
          delivery.attempts() + 1,
          outcome.detail());
    }
  }

  private Optional<Instant> next(Delivery delivery, Outcome.Failed failed, Instant now) {
    Duration pause = failed.retryAfter().orElse(Duration.ZERO);
    return settings
        .retries()
        .after(delivery.attempts() + 1, RandomGenerator.getDefault())
        .map(delay -> now.plus(delay.compareTo(pause) > 0 ? delay : pause));
  }

  /** Interrupts what is under way and gives back its claims: it will be repeated. */
  @Override
  public void close() {
    loops.forEach(Thread::interrupt);
    tries.shutdownNow();
    try {
      if (!tries.awaitTermination(2, TimeUnit.SECONDS)) {
        LOG.warn("a delivery did not end when interrupted; its claim lapses by itself");
      }
      database.write(handle -> {
        outbox.release(handle, name);
        return true;
      });
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
