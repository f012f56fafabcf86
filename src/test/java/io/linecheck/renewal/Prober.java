package io.linecheck.renewal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Makes twenty handshakes a second with a port, at a fixed rhythm, and keeps what each brought:
 * which leaf, or that it failed, and when.
 */
final class Prober implements AutoCloseable {
  /** In which a service may bind its door anew. */
  static final Duration REBINDING = Duration.ofMillis(100);

  private static final long RHYTHM_NANOS = Duration.ofMillis(50).toNanos();
  private final List<Seen> seen = new ArrayList<>();
  private final Thread thread;

  private record Seen(long at, String leaf) {}

  Prober(int port) {
    this.thread =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                long next = System.nanoTime();
                while (true) {
                  long at = System.nanoTime();
                  String leaf = RenewalWorld.served(port);
                  synchronized (seen) {
                    seen.add(new Seen(at, leaf));
                  }
                  next = Math.max(next + RHYTHM_NANOS, System.nanoTime() + 1_000_000);
                  Thread.sleep(Duration.ofNanos(next - System.nanoTime()));
                }
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private List<Seen> copy() {
    synchronized (seen) {
      return List.copyOf(seen);
    }
  }

  /** How many handshakes were made. */
  int made() {
    return copy().size();
  }

  /** Every leaf that was served, in the order of first sight. */
  Set<String> leaves() {
    Set<String> leaves = new LinkedHashSet<>();
    copy().stream().map(Seen::leaf).filter(leaf -> !leaf.isEmpty()).forEach(leaves::add);
    return leaves;
  }

  /** Handshakes that failed, those left out that a service needed to bind its door anew. */
  long failed() {
    long failed = 0;
    long since = -1;
    long run = 0;
    for (Seen one : copy()) {
      if (one.leaf().isEmpty()) {
        since = since < 0 ? one.at() : since;
        run++;
      } else if (since >= 0) {
        failed += one.at() - since > REBINDING.toNanos() ? run : 0;
        since = -1;
        run = 0;
      }
    }
    return failed + (since >= 0 ? run : 0);
  }

  /** Handshakes that failed while a service bound its door anew. */
  long rebinding() {
    return copy().stream().filter(one -> one.leaf().isEmpty()).count() - failed();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
