package io.linecheck.renewal;

import io.linecheck.renewal.deploy.InstalledLeaves;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Looks at one certificate after the other and decides what is to be done about it. */
final class Lookout {
  /** How often files that others renew are looked at: on this machine, and on another. */
  private static final Duration LOOK_HERE = Duration.ofMinutes(1);

  private static final Duration LOOK_THERE = Duration.ofMinutes(10);

  /** A certificate that is not there yet goes before those with a sixth of their lifetime left. */
  private static final double FIRST = 1.0 / 6;

  private final RenewalStore store;
  private final CurrentCertificate current;
  private final Advisor advisor;
  private final InstantSource clock;
  private final Map<String, OthersPair.Seen> incomplete = new ConcurrentHashMap<>();

  Lookout(
      RenewalStore store, CurrentCertificate current, InstantSource clock, RandomGenerator random) {
    this.store = store;
    this.current = current;
    this.advisor = new Advisor(store, clock, random);
    this.clock = clock;
  }

  /** Asks the authority for its advice where it is time to. */
  Candidate look(RenewalTask task, RenewalDecision decision) {
    if (task.source().isPresent()) {
      return lookAtOthers(task, decision);
    }
    Optional<X509Certificate> certificate = current.find(task);
    Standing standing = advisor.advised(task, certificate);
    Instant at = clock.instant();
    if (certificate.isEmpty()) {
      return new Candidate(task, atOnce(task, decision, standing, at), certificate, FIRST, false);
    }
    Validity validity = Validity.of(certificate.get());
    RenewalPlan plan =
        decision.decide(validity, standing.window(), standing.attempts(), standing.jitter(), at);
    return new Candidate(
        task, plan, certificate, validity.partLeft(at), standing.window().isPresent());
  }

  /** A pair that others renewed is due as soon as it is there, whole and not yet installed. */
  private Candidate lookAtOthers(RenewalTask task, RenewalDecision decision) {
    String dialer = task.dialer().id();
    OthersPair.Seen seen = OthersPair.look(task);
    Instant at = clock.instant();
    boolean here = task.source().orElseThrow().where().isEmpty();
    Instant again = at.plus(here ? LOOK_HERE : LOOK_THERE);
    boolean known =
        seen.whole()
            && current
                .findCommitted(task, Renewal.Purpose.DEPLOYMENT)
                .filter(renewal -> renewal.fingerprint().equals(seen.leaf()))
                .isPresent();
    boolean torn = !seen.whole() && !seen.equals(incomplete.put(dialer, seen));
    RenewalPlan plan =
        known || torn
            ? RenewalPlan.waiting("installed when others renew it", again)
            : atOnce(task, decision, store.standing(dialer), at).notLaterThan(again);
    return new Candidate(task, plan, Optional.empty(), 0, false);
  }

  private static RenewalPlan atOnce(
      RenewalTask task, RenewalDecision decision, Standing standing, Instant at) {
    Optional<Validity> installed =
        decision.awaitsWindows()
            ? InstalledLeaves.firstToEnd(task.targets(), task.dialer().host()).map(Validity::of)
            : Optional.empty();
    return decision.atOnce(installed, standing.attempts(), standing.jitter(), at);
  }
}
