package io.linecheck.incident;

import io.linecheck.model.Finding;
import java.time.Instant;
import java.util.Optional;

/**
 * What is remembered of one finding between results.
 *
 * @param key what is watched
 * @param finding as it was seen last
 * @param origin which kind of check saw it ({@code walk}, {@code survey}): only that kind can say
 *     that it is over
 * @param recent the last results, newest in the lowest bit, 1 for failed
 * @param results how many results {@code recent} holds, at most 64
 * @param since when the present run of failures began
 * @param incident the incident it belongs to while it is open
 * @param flapping whether it comes and goes
 */
public record Watch(
    WatchKey key,
    Finding finding,
    String origin,
    long recent,
    int results,
    Instant since,
    Optional<String> incident,
    boolean flapping) {

  /** A watch before its first result. */
  public static Watch fresh(WatchKey key, Finding finding, String origin, Instant now) {
    return new Watch(key, finding, origin, 0, 0, now, Optional.empty(), false);
  }

  /** How many of the last results failed. */
  public int failures(int of) {
    return Long.bitCount(recent & mask(Math.min(of, results)));
  }

  /** How many successes there are since the last failure. */
  public int successes() {
    return recent == 0 ? results : Math.min(results, Long.numberOfTrailingZeros(recent));
  }

  /** How often failure and success changed among the last results. */
  public int changes(int of) {
    int seen = Math.min(of, results);
    return seen < 2 ? 0 : Long.bitCount((recent ^ (recent >>> 1)) & mask(seen - 1));
  }

  /** Whether it is over for so long that nothing of it need be remembered. */
  public boolean forgotten(IncidentRules rules) {
    return incident.isEmpty() && !flapping && failures(rules.flapping().of()) == 0;
  }

  /** This watch after its incident is over; what was seen counts on for flapping. */
  public Watch closed() {
    return new Watch(key, finding, origin, recent, results, since, Optional.empty(), flapping);
  }

  /** This watch as a part of an incident. */
  public Watch in(String id) {
    return new Watch(key, finding, origin, recent, results, since, Optional.of(id), flapping);
  }

  private static long mask(int bits) {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }
}
