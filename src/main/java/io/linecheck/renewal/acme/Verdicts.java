package io.linecheck.renewal.acme;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Status;

/**
 * Waits for what an authority decides in its own time (RFC 8555 section 7.5.1): asks again when it
 * wants to be asked, else soon at first and then less often. acme4j's own wait sleeps three seconds
 * where most authorities have decided after one.
 */
final class Verdicts {
  private static final Duration MOST = Duration.ofMinutes(3);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final InstantSource clock;

  Verdicts(InstantSource clock) {
    this.clock = clock;
  }

  /** The first of these statuses that a resource comes to. */
  Status await(String what, PollableResource resource, Set<Status> ends)
      throws InterruptedException {
    long end = System.nanoTime() + MOST.toNanos();
    Duration pause = FIRST_PAUSE;
    Status known = Calls.of(what, clock, resource::getStatus);
    while (!ends.contains(known)) {
      Optional<Instant> wish = Calls.of(what, clock, resource::fetch);
      known = Calls.of(what, clock, resource::getStatus);
      if (ends.contains(known)) {
        return known;
      }
      if (System.nanoTime() > end) {
        throw new AcmeFailure(
            AcmeFailure.Kind.UNREACHABLE,
            what + ": still " + known + " after " + MOST.toSeconds() + " s",
            Optional.empty());
      }
      Thread.sleep(pause(wish, pause));
      pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
    }
    return known;
  }

  /** The authority's wish, within reason; acme4j counts it from the time of this machine. */
  private static Duration pause(Optional<Instant> wish, Duration own) {
    return wish.map(at -> Duration.between(InstantSource.system().instant(), at))
        .map(asked -> shorter(asked, MOST.dividedBy(3)))
        .filter(asked -> asked.compareTo(own) > 0)
        .orElse(own);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
