package io.linecheck.renewal;

import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Pages people, once for each trouble: when time runs out, and when what was issued lies idle. */
final class Pager {
  /** A certificate that was issued is served within this time, or a 24th of its lifetime. */
  private static final Duration LONGEST_UNSERVED = Duration.ofDays(3);

  private static final int UNSERVED_PART = 24;

  private final RenewalStore store;
  private final InstantSource clock;

  Pager(RenewalStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Pages if it is time to. */
  void look(Candidate candidate) {
    String dialer = candidate.task().dialer().id();
    Standing standing = store.standing(dialer);
    boolean waiting = candidate.plan().action() == RenewalPlan.Action.AWAIT_WINDOW;
    if (standing.attempts().failures() == 0 && !waiting) {
      return;
    }
    if (candidate.plan().paging() && standing.escalatedAt().isEmpty()) {
      late(candidate, standing);
    }
    Renewal.Purpose purpose =
        candidate.task().source().isPresent()
            ? Renewal.Purpose.DEPLOYMENT
            : Renewal.Purpose.RENEWAL;
    store
        .findOpen(dialer, purpose)
        .filter(Renewal::hasCertificate)
        .ifPresent(open -> unserved(candidate, open));
  }

  private void late(Candidate candidate, Standing standing) {
    Instant now = clock.instant();
    String end =
        candidate
            .certificate()
            .map(Validity::of)
            .map(validity ->
                "the certificate ends "
                    + validity.notAfter()
                    + ", until then about "
                    + RenewalDecision.attemptsLeft(validity, standing.attempts(), now)
                    + " attempts are left")
            .orElse("there is no certificate yet");
    String text =
        (standing.problem().isEmpty() ? candidate.plan().reason() : standing.problem())
            + "; "
            + standing.attempts().failures()
            + " attempts have failed; "
            + end
            + ", the next "
            + next(candidate, now);
    page(candidate, standing.escalated(now), FindingCode.RENEWAL_FAILING, text);
  }

  private static String next(Candidate candidate, Instant now) {
    Instant next = candidate.plan().next();
    return next.isAfter(now) ? "is at " + next : "comes within minutes";
  }

  private void unserved(Candidate candidate, Renewal open) {
    Instant now = clock.instant();
    Standing standing = store.standing(open.dialer());
    Optional<Instant> issued = store.issuedAt(open);
    if (issued.isEmpty() || standing.unservedAt().isPresent()) {
      return;
    }
    Duration idle = Duration.between(issued.get(), now);
    if (idle.compareTo(patience(candidate)) < 0) {
      return;
    }
    page(
        candidate,
        standing.unserved(now),
        FindingCode.RENEWAL_NOT_SERVED,
        "the certificate with serial "
            + open.serial()
            + " was issued "
            + Texts.left(idle)
            + " ago and is not served: "
            + standing.problem());
  }

  private static Duration patience(Candidate candidate) {
    Duration part =
        candidate
            .certificate()
            .map(leaf -> Validity.of(leaf).lifetime().dividedBy(UNSERVED_PART))
            .orElse(LONGEST_UNSERVED);
    return part.compareTo(LONGEST_UNSERVED) < 0 ? part : LONGEST_UNSERVED;
  }

  private void page(Candidate candidate, Standing standing, FindingCode code, String text) {
    String dialer = candidate.task().dialer().id();
    Instant now = clock.instant();
    store.escalate(
        dialer,
        standing,
        new RenewalEvent(
            RenewalEvent.Type.ESCALATED,
            store.findOpen(dialer, Renewal.Purpose.RENEWAL).map(Renewal::id).orElse(dialer),
            dialer,
            now,
            candidate.plan().due(),
            Optional.of(Fault.of(code, Severity.CRITICAL, text)),
            standing.attempts().failures(),
            text));
  }
}
