package io.linecheck.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * One way of looking at the fleet, shared by everyone who looks that way: its viewers, what they
 * have been told, and the last {@value #RING} events for those who come back. Locked by itself and
 * only for moments.
 */
final class View {
  static final int RING = 256;

  /** How long events are kept up after the last viewer has left, for one that comes back. */
  static final Duration LINGERING = Duration.ofMinutes(2);

  private final Map<String, String> labels;
  private final Supplier<ObjectNode> rendered;
  private final String boot;
  private final InstantSource clock;
  private final LongSupplier sequence;
  private final List<Subscription> viewers = new CopyOnWriteArrayList<>();
  private final Deque<LiveEvent> ring = new ArrayDeque<>();
  private Optional<ObjectNode> told = Optional.empty();
  private Instant left = Instant.EPOCH;
  private long knownFrom = Long.MAX_VALUE;

  /**
   * A view nobody looks at yet.
   *
   * @param rendered the snapshot of this moment, without its sequence
   */
  View(
      Map<String, String> labels,
      Supplier<ObjectNode> rendered,
      String boot,
      LongSupplier sequence,
      InstantSource clock) {
    this.labels = Map.copyOf(labels);
    this.rendered = rendered;
    this.boot = boot;
    this.sequence = sequence;
    this.clock = clock;
  }

  Map<String, String> labels() {
    return labels;
  }

  /** Tells the viewers what has changed since they were last told. */
  synchronized void flush() {
    if (viewers.isEmpty() && !clock.instant().isBefore(left.plus(LINGERING))) {
      told = Optional.empty();
      ring.clear();
      return;
    }
    ObjectNode now = rendered.get();
    Optional<ObjectNode> before = told;
    if (before.isEmpty() || isSame(before.get(), now)) {
      return;
    }
    LiveEvent event = event("change", SnapshotDiff.between(before.get(), now));
    told = Optional.of(now);
    ring.add(event);
    if (ring.size() > RING) {
      knownFrom = number(ring.removeFirst().id()).orElse(Long.MAX_VALUE);
    }
    viewers.forEach(viewer -> viewer.offer(event));
  }

  private static boolean isSame(ObjectNode before, ObjectNode now) {
    ObjectNode stamped = before.deepCopy();
    stamped.set("serverTime", now.get("serverTime"));
    return stamped.equals(now);
  }

  /** Joins after the event with this id if it is still remembered, else with a snapshot. */
  synchronized Subscription join(String lastEventId) {
    Subscription viewer = new Subscription(this);
    flush();
    after(lastEventId).orElseGet(() -> List.of(snapshot())).forEach(viewer::offer);
    viewers.add(viewer);
    return viewer;
  }

  /**
   * A snapshot that joins on what the others have been told, so that the next change fits it too.
   */
  private LiveEvent snapshot() {
    flush();
    boolean first = told.isEmpty();
    ObjectNode now = told.orElseGet(rendered);
    told = Optional.of(now);
    LiveEvent event = event("snapshot", now.deepCopy());
    if (first) {
      knownFrom = number(event.id()).orElse(Long.MAX_VALUE);
    }
    return event;
  }

  private LiveEvent event(String name, ObjectNode data) {
    long number = sequence.getAsLong();
    data.put("sequence", number);
    return new LiveEvent(boot + "-" + number, name, data.toString());
  }

  /** Everything that was told after an event, whatever kind it was of. */
  private Optional<List<LiveEvent>> after(String lastEventId) {
    OptionalLong last = number(lastEventId);
    if (told.isEmpty() || last.isEmpty() || last.getAsLong() < knownFrom) {
      return Optional.empty();
    }
    List<LiveEvent> missed =
        ring.stream().filter(event -> number(event.id()).orElse(0) > last.getAsLong()).toList();
    return missed.size() < Subscription.LIMIT ? Optional.of(missed) : Optional.empty();
  }

  /** The number of an event of this process; empty for those of others. */
  private OptionalLong number(String id) {
    String own = boot + "-";
    return id.startsWith(own) && id.substring(own.length()).matches("\\d{1,15}")
        ? OptionalLong.of(Long.parseLong(id.substring(own.length())))
        : OptionalLong.empty();
  }

  synchronized LiveEvent resync() {
    return snapshot();
  }

  synchronized void leave(Subscription viewer) {
    viewers.remove(viewer);
    left = clock.instant();
  }

  boolean idle() {
    return viewers.isEmpty();
  }

  int viewers() {
    return viewers.size();
  }
}
