package io.linecheck.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  private final Map<String, String> labels;
  private final Supplier<ObjectNode> rendered;
  private final String boot;
  private final LongSupplier sequence;
  private final List<Subscription> viewers = new CopyOnWriteArrayList<>();
  private final Deque<LiveEvent> ring = new ArrayDeque<>();
  private Optional<ObjectNode> told = Optional.empty();

  /**
   * A view nobody looks at yet.
   *
   * @param rendered the snapshot of this moment, without its sequence
   */
  View(
      Map<String, String> labels,
      Supplier<ObjectNode> rendered,
      String boot,
      LongSupplier sequence) {
    this.labels = Map.copyOf(labels);
    this.rendered = rendered;
    this.boot = boot;
    this.sequence = sequence;
  }

  Map<String, String> labels() {
    return labels;
  }

  /** Tells the viewers what has changed since they were last told. */
  synchronized void flush() {
    if (viewers.isEmpty()) {
      told = Optional.empty();
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
      ring.removeFirst();
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
    Optional<List<LiveEvent>> missed = told.isPresent() ? after(lastEventId) : Optional.empty();
    missed.orElseGet(() -> List.of(snapshot())).forEach(viewer::offer);
    viewers.add(viewer);
    return viewer;
  }

  /**
   * A snapshot that joins on what the others have been told, so that the next change fits it too.
   */
  private LiveEvent snapshot() {
    flush();
    ObjectNode now = told.orElseGet(rendered);
    told = Optional.of(now);
    return event("snapshot", now.deepCopy());
  }

  private LiveEvent event(String name, ObjectNode data) {
    long number = sequence.getAsLong();
    data.put("sequence", number);
    return new LiveEvent(boot + "-" + number, name, data.toString());
  }

  private Optional<List<LiveEvent>> after(String lastEventId) {
    List<LiveEvent> missed = new ArrayList<>();
    boolean found = false;
    for (LiveEvent event : ring) {
      if (found) {
        missed.add(event);
      }
      found |= event.id().equals(lastEventId);
    }
    return found && missed.size() < Subscription.LIMIT ? Optional.of(missed) : Optional.empty();
  }

  synchronized LiveEvent resync() {
    return snapshot();
  }

  void leave(Subscription viewer) {
    viewers.remove(viewer);
  }

  boolean idle() {
    return viewers.isEmpty();
  }

  int viewers() {
    return viewers.size();
  }
}
