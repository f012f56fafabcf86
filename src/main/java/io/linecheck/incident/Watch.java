package io.linecheck.incident;

import io.linecheck.model.Finding;
import java.time.Instant;
import java.util.List;
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
 * @param turns when it last went from good to failing or back, oldest first, at most 64
 */
public record Watch(
    WatchKey key,
    Finding finding,
    String origin,
    long recent,
    int results,
    Instant since,
    Optional<String> incident,
    boolean flapping,
    List<Instant> turns) {
  public Watch {
    turns = List.copyOf(turns);
  }

  /** A watch before its first result. */
  public static Watch fresh(WatchKey key, Finding finding, String origin, Instant now) {
    return new Watch(key, finding, origin, 0, 0, now, Optional.empty(), false, List.of());
  }

  /** How many of the last results failed. */
  public int failures(int of) {
    return Long.bitCount(recent & mask(Math.min(of, results)));
  }

  /** How many successes there are since the last failure. */
  public int successes() {
    return recent == 0 ? results : Math.min(results, Long.numberOfTrailingZeros(recent));
  }

  /** Whether it is over for so long that nothing of it need be remembered. */
  public boolean forgotten(IncidentRules rules) {
    int of = Math.max(rules.critical().of(), rules.warning().of());
    return incident.isEmpty() && !flapping && turns.isEmpty() && failures(of) == 0;
  }

  /** This watch after its incident is over; what was seen counts on for flapping. */
  public Watch closed() {
    return new Watch(
        key, finding, origin, recent, results, since, Optional.empty(), flapping, turns);
  }

  /** This watch as a part of an incident. */
  public Watch in(String id) {
    return new Watch(
        key, finding, origin, recent, results, since, Optional.of(id), flapping, turns);
  }

  private static long mask(int bits) {
    return bits >= 64 ? -1L : (1L << bits) - 1;
  }
}
