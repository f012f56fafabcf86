package io.linecheck.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One viewer's place in the stream, read by a virtual thread of its own. Holds at most {@value
 * #LIMIT} events: a viewer that falls further behind gets a snapshot in their place.
 */
public final class Subscription implements AutoCloseable {
  static final int LIMIT = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Deque<LiveEvent> events = new ArrayDeque<>();
  private final View view;
  private boolean behind;

  Subscription(View view) {
    this.view = view;
  }

  void offer(LiveEvent event) {
    lock.lock();
    try {
      if (events.size() >= LIMIT) {
        events.clear();
        behind = true;
      }
      if (!behind) {
        events.add(event);
      }
      arrived.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next event, waiting for one; empty when none came in time, which is the moment to send a
   * comment that keeps the connection open.
   */
  public Optional<LiveEvent> take(Duration patience) throws InterruptedException {
    boolean resync;
    lock.lockInterruptibly();
    try {
      long nanos = patience.toNanos();
      while (events.isEmpty() && !behind && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
      resync = behind;
      behind = false;
      if (!resync) {
        return Optional.ofNullable(events.poll());
      }
      events.clear();
    } finally {
      lock.unlock();
    }
    return Optional.of(view.resync());
  }

  /** Leaves the stream. */
  @Override
  public void close() {
    view.leave(this);
  }
}
