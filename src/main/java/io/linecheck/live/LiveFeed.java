package io.linecheck.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.Readiness;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes tiles of dialers to whoever watches. Publishing never waits: what changes within a
 * tenth of a second leaves as one event, serialised once for all viewers of a view; that results
 * came which changed nothing leaves once a second. Safe for use by any thread.
 *
 * <p>A viewer gets {@code snapshot} and then {@code change}, both as the {@link LiveRendering} and
 * {@link SnapshotDiff} make them; a snapshot may come again at any time and replaces everything.
 */
public final class LiveFeed implements AutoCloseable {
  /** The most dialers a snapshot or change holds. */
  public static final int SHOWN = 200;

  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final int VIEWS = 256;
  private static final Duration GATHERING = Duration.ofMillis(100);
  private static final Duration UNCHANGED = Duration.ofSeconds(1);
  private static final Comparator<Tile> URGENT_FIRST =
      Comparator.comparing((Tile tile) -> tile.maintenance().isPresent())
          .thenComparing(Tile::readiness, Comparator.comparingInt(LiveFeed::urgency))
          .thenComparing(Tile::since)
          .thenComparing(Tile::id);

  private final InstantSource clock;
  private final LiveRendering rendering;
  private final Map<String, Tile> tiles = new ConcurrentHashMap<>();
  private final Map<String, View> views = new ConcurrentHashMap<>();
  private final AtomicLong sequence = new AtomicLong();
  private final Semaphore changes = new Semaphore(0);
  private final AtomicBoolean seen = new AtomicBoolean();
  private final ReentrantLock opening = new ReentrantLock();
  private final String boot;
  private final Thread publisher;
  private volatile SelfCheck self;

  /** A feed with no dialers yet. */
  public LiveFeed(InstantSource clock, SelfCheck self, LiveRendering rendering) {
    this.clock = clock;
    this.rendering = rendering;
    this.self = self;
    this.boot = Long.toString(clock.millis(), 36);
    this.publisher = Thread.ofVirtual().name("linecheck-live").start(this::publish);
  }

  /** Replaces a dialer's tile. */
  public void publish(Tile tile) {
    Tile before = tiles.put(tile.id(), tile);
    if (tile.equals(before)) {
      return;
    }
    if (before != null && tile.equals(before.seen(tile.seenAt()))) {
      seen.set(true);
    } else {
      changes.release();
    }
  }

  /** Takes away a dialer that is no longer configured. */
  public void remove(String dialer) {
    if (tiles.remove(dialer) != null) {
      changes.release();
    }
  }

  /** Replaces what is said of Linecheck itself. */
  public void publish(SelfCheck newest) {
    SelfCheck before = self;
    self = newest;
    if (!newest.equals(before)) {
      changes.release();
    }
  }

  /** Something that pages show beside the tiles has changed. */
  public void refresh() {
    changes.release();
  }

  /** The newest tile of a dialer. */
  public Optional<Tile> findTile(String dialer) {
    return Optional.ofNullable(tiles.get(dialer));
  }

  /** The newest tiles of all dialers, in no order. */
  public Collection<Tile> tiles() {
    return List.copyOf(tiles.values());
  }

  /** The snapshot of all dialers that carry these labels, in this moment. */
  public Snapshot snapshot(Map<String, String> labels) {
    return snapshot(carrying(labels));
  }

  /**
   * Watches all dialers that carry these labels (an empty map means all).
   *
   * @param lastEventId of the {@code Last-Event-ID} header; empty for a fresh start
   */
  public Subscription subscribe(Map<String, String> labels, String lastEventId) {
    opening.lock();
    try {
      String name = new TreeMap<>(labels).toString();
      if (!views.containsKey(name) && views.size() >= VIEWS) {
        views.values().removeIf(View::idle);
      }
      return views
          .computeIfAbsent(
              name,
              key -> new View(labels, () -> render(labels), boot, sequence::incrementAndGet, clock))
          .join(lastEventId);
    } finally {
      opening.unlock();
    }
  }

  /** The snapshot of the dialers that carry these labels as pages get it, by itself. */
  public ObjectNode rendered(Map<String, String> labels) {
    return render(labels).put("sequence", sequence.get());
  }

  private ObjectNode render(Map<String, String> labels) {
    return rendering.snapshot(snapshot(carrying(labels)), labels);
  }

  /** How many viewers there are. */
  public int viewers() {
    return views.values().stream().mapToInt(View::viewers).sum();
  }

  private static Predicate<Tile> carrying(Map<String, String> labels) {
    Map<String, String> wanted = Map.copyOf(labels);
    return tile -> tile.labels().entrySet().containsAll(wanted.entrySet());
  }

  private void publish() {
    try {
      while (true) {
        if (changes.tryAcquire(UNCHANGED.toMillis(), TimeUnit.MILLISECONDS)) {
          Thread.sleep(GATHERING);
        } else if (!seen.get()) {
          continue;
        }
        seen.set(false);
        changes.drainPermits();
        views.values().forEach(View::flush);
      }
    } catch (InterruptedException closed) {
      LOG.debug("the live feed has closed");
    }
  }

  private Snapshot snapshot(Predicate<Tile> filter) {
    List<Tile> all = tiles.values().stream().filter(filter).toList();
    List<Tile> shown = all.stream().filter(Tile::shown).sorted(URGENT_FIRST).toList();
    int kept = Math.min(SHOWN, shown.size());
    return new Snapshot(
        clock.instant(), self, Summary.of(all), shown.subList(0, kept), shown.size() - kept);
  }

  private static int urgency(Readiness readiness) {
    return switch (readiness) {
      case NOT_READY -> 0;
      case AT_RISK -> 1;
      case UNKNOWN -> 2;
      case READY -> 3;
    };
  }

  /** Stops publishing. */
  @Override
  public void close() {
    publisher.interrupt();
  }
}
