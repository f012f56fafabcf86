package io.linecheck.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * One way of looking at the fleet, shared by everyone who looks that way: its viewers and the last
 * {@value #RING} events for those who come back. Locked by itself and only for moments.
 */
final class View {
  static final int RING = 256;

  private final Predicate<Tile> filter;
  private final Supplier<Optional<LiveEvent>> snapshot;
  private final List<Subscription> viewers = new CopyOnWriteArrayList<>();
  private final Deque<LiveEvent> ring = new ArrayDeque<>();
  private final Map<String, Optional<Tile>> dirty = new LinkedHashMap<>();
  private boolean selfChanged;

  View(Predicate<Tile> filter, Supplier<Optional<LiveEvent>> snapshot) {
    this.filter = filter;
    this.snapshot = snapshot;
  }

  boolean shows(Tile tile) {
    return filter.test(tile);
  }

  synchronized void mark(String dialer, Optional<Tile> tile) {
    dirty.put(dialer, tile.filter(filter));
  }

  synchronized void markSelf() {
    selfChanged = true;
  }

  /** What has gathered since the last call: tiles to draw, or nothing for one to take away. */
  synchronized Optional<Map<String, Optional<Tile>>> gathered() {
    if (dirty.isEmpty() && !selfChanged) {
      return Optional.empty();
    }
    Map<String, Optional<Tile>> gathered = new LinkedHashMap<>(dirty);
    dirty.clear();
    selfChanged = false;
    return Optional.of(gathered);
  }

  synchronized void send(LiveEvent event) {
    ring.add(event);
    if (ring.size() > RING) {
      ring.removeFirst();
    }
    viewers.forEach(viewer -> viewer.offer(event));
  }

  /** Joins after the event with this id if it is still remembered, else with a snapshot. */
  synchronized Subscription join(String lastEventId) {
    Subscription viewer = new Subscription(this);
    after(lastEventId)
        .or(() -> snapshot.get().map(List::of))
        .ifPresent(events -> events.forEach(viewer::offer));
    viewers.add(viewer);
    return viewer;
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

  Optional<LiveEvent> resync() {
    return snapshot.get();
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
