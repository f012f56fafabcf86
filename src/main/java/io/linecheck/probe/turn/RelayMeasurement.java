package io.linecheck.probe.turn;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Numbers of the packets that went through a relay and back.
 *
 * @param sent how many went out
 * @param received how many came back
 * @param roundTrip the median time from us through the relay to us again, of the slower direction
 * @param jitter the interarrival jitter (RFC 3550 section 6.4.1)
 */
public record RelayMeasurement(int sent, int received, Duration roundTrip, Duration jitter) {
  /** The part that was lost, 0 to 1. */
  public double lossRatio() {
    return sent == 0 ? 0 : (sent - received) / (double) sent;
  }

  /**
   * From times on the scale of {@link System#nanoTime()}, by packet number.
   *
   * @param sent when each left
   * @param there when it reached the far end, which is us as well
   * @param back when it was with us again
   */
  static RelayMeasurement of(
      Map<Integer, Long> sent, Map<Integer, Long> there, Map<Integer, Long> back) {
    Map<Integer, Long> forward = new TreeMap<>();
    Map<Integer, Long> backward = new TreeMap<>();
    back.forEach((number, home) -> {
      Long left = sent.get(number);
      Long turned = there.get(number);
      if (left != null && turned != null) {
        forward.put(number, turned - left);
        backward.put(number, home - turned);
      }
    });
    long slower = Math.max(median(forward), median(backward));
    long jitter = Math.max(jitter(forward), jitter(backward));
    return new RelayMeasurement(
        sent.size(), forward.size(), Duration.ofNanos(slower), Duration.ofNanos(jitter));
  }

  private static long median(Map<Integer, Long> transit) {
    List<Long> sorted = transit.values().stream().sorted().toList();
    return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
  }

  // J(i) = J(i-1) + (|D(i-1,i)| - J(i-1)) / 16, where D is the difference of two transit times.
  private static long jitter(Map<Integer, Long> transit) {
    double jitter = 0;
    Long previous = null;
    for (long current : transit.values()) {
      if (previous != null) {
        jitter += (Math.abs(current - previous) - jitter) / 16;
      }
      previous = current;
    }
    return Math.round(jitter);
  }
}
