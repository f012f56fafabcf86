package io.linecheck.probe.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The packets of one call that came, as RFC 3550 counts them (appendix A): expected by sequence
 * number, interarrival jitter by timestamp. The first source counts; a change of source begins
 * anew.
 */
final class Reception {
  private final int clockRate;
  private final TreeSet<Integer> sequences = new TreeSet<>();
  private final List<Long> trips = new ArrayList<>();
  private int received;
  private int expectedBefore;
  private int source;
  private int cycles;
  private int highest = -1;
  private long last;
  private long lastTransit;
  private double jitter;

  /**
   * Nothing yet.
   *
   * @param clockRate timestamp units a second
   */
  Reception(int clockRate) {
    this.clockRate = clockRate;
  }

  /** A packet came. */
  void came(int ssrc, int sequence, int timestamp, long nanos, Optional<Long> trip) {
    if (highest >= 0 && ssrc != source) {
      expectedBefore = expected();
      sequences.clear();
      highest = -1;
      cycles = 0;
    }
    source = ssrc;
    if (highest >= 0 && sequence < highest - 0x8000) {
      cycles += 0x1_0000;
    }
    highest = sequence;
    if (!sequences.add(cycles + sequence)) {
      return;
    }
    received++;
    trip.ifPresent(trips::add);
    // Appendix A.8: D(i-1,i) in timestamp units, here in nanoseconds.
    long transit = nanos - timestamp * (1_000_000_000L / clockRate);
    if (sequences.size() > 1) {
      jitter += (Math.abs(transit - lastTransit) - jitter) / 16;
    }
    lastTransit = transit;
    last = nanos;
  }

  /** Different packets that came. */
  int received() {
    return received;
  }

  /** How many the sequence numbers say were sent between the first and the last that came. */
  int expected() {
    return expectedBefore + (sequences.isEmpty() ? 0 : sequences.last() - sequences.first() + 1);
  }

  /** When the last came; the given moment where none did. */
  long lastNanos(long otherwise) {
    return received == 0 ? otherwise : last;
  }

  /** Interarrival jitter, in seconds. */
  double jitterSeconds() {
    return jitter / 1e9;
  }

  /** The median round trip of what came back as it went, in seconds. */
  Optional<Double> roundTripSeconds() {
    List<Long> sorted = trips.stream().sorted().toList();
    return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2) / 1e9);
  }

  /** Mean length of the bursts of loss over that of random loss (G.107 section 3.5); at least 1. */
  double burstRatio() {
    int lost = 0;
    int bursts = 0;
    Integer before = null;
    for (int each : sequences) {
      if (before != null && each > before + 1) {
        lost += each - before - 1;
        bursts++;
      }
      before = each;
    }
    double ratio = lost / (double) Math.max(1, lost + sequences.size());
    return bursts == 0 ? 1 : Math.max(1, lost / (double) bursts * (1 - ratio));
  }
}
