package io.linecheck.probe.turn;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.turn.CredentialTrial.Verdict;
import java.util.OptionalLong;

/**
 * After a 401 to a REST user name: one Allocate with a time stamp ten years ahead tells a wrong
 * secret from a wrong clock, and only for a wrong clock further ones measure it.
 */
final class ClockTrial {
  /** One signed Allocate with a time stamp so many seconds ahead of our clock. */
  @FunctionalInterface
  interface Attempt {
    Answer allocate(long offsetSeconds) throws InterruptedException;
  }

  private final Attempt attempt;
  private final long refusedSeconds;

  ClockTrial(Attempt attempt, long refusedSeconds) {
    this.attempt = attempt;
    this.refusedSeconds = Math.max(1, refusedSeconds);
  }

  CredentialTrial run(Deadline deadline) throws InterruptedException {
    Reply proof = Reply.of(attempt.allocate(ClockBisection.PROOF_SECONDS));
    if (proof.refusedWith(401)) {
      return new CredentialTrial(Verdict.NEVER_ACCEPTED, 1, 0, 0);
    }
    if (!proof.granted()) {
      return new CredentialTrial(Verdict.UNCLEAR, 1, 0, 0);
    }
    ClockBisection bisection = new ClockBisection(refusedSeconds);
    for (OptionalLong offset = bisection.next();
        offset.isPresent() && !deadline.passed();
        offset = bisection.next()) {
      Reply reply = Reply.of(attempt.allocate(offset.getAsLong()));
      if (!reply.granted() && !reply.refusedWith(401)) {
        break;
      }
      bisection.answered(offset.getAsLong(), reply.granted());
    }
    return bisection.result();
  }
}
