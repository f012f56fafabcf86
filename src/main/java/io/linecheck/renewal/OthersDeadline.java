package io.linecheck.renewal;

import io.linecheck.config.CertificatePlan;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Holds those who renew elsewhere (certbot, 3CX, a person) to the deadlines that hold here: people
 * are paged, once, when a served certificate has ten days or a sixth of its lifetime left, and told
 * when it was renewed after all. Never orders anything.
 */
public final class OthersDeadline {
  private final RenewalStore store;
  private final RenewalDecision decision;
  private final InstantSource clock;

  /** Deadlines by this decision. */
  public OthersDeadline(RenewalStore store, RenewalDecision decision, InstantSource clock) {
    this.store = store;
    this.decision = decision;
    this.clock = clock;
  }

  /** Looks at what a door of a dialer serves now. Reads the database: blocks. */
  public void look(Dialer dialer, CertificatePlan plan, ServedCertificate served) {
    if (!served.notAfter().isAfter(served.notBefore())) {
      return;
    }
    Instant now = clock.instant();
    Validity validity = new Validity(served.notBefore(), served.notAfter());
    Standing standing = store.standing(dialer.id());
    boolean late = decision.decide(validity, Optional.empty(), Attempts.NONE, 0, now).paging();
    if (late && standing.escalatedAt().isEmpty()) {
      store.escalate(
          dialer.id(),
          standing.escalated(now),
          event(
              RenewalEvent.Type.ESCALATED, dialer, validity, text(dialer, plan, served, now), now));
    } else if (!late && standing.escalatedAt().isPresent()) {
      store.escalate(
          dialer.id(),
          Standing.NEW,
          event(
              RenewalEvent.Type.SUCCEEDED,
              dialer,
              validity,
              plan.renewedBy().word()
                  + " has renewed the certificate of "
                  + dialer.host()
                  + ": serial "
                  + served.serial()
                  + ", valid to "
                  + served.notAfter(),
              now));
    }
  }

  private static String text(
      Dialer dialer, CertificatePlan plan, ServedCertificate served, Instant now) {
    Duration left = Duration.between(now, served.notAfter());
    return plan.renewedBy().word()
        + " has not renewed the certificate of "
        + dialer.host()
        + " (serial "
        + served.serial()
        + "), which "
        + (left.isNegative()
            ? "ended at " + served.notAfter()
            : "ends at " + served.notAfter() + ", " + Texts.left(left) + " from now")
        + plan.stated().renewalLog().map(log -> "; look at " + log).orElse("");
  }

  private static RenewalEvent event(
      RenewalEvent.Type type, Dialer dialer, Validity validity, String text, Instant now) {
    Optional<Fault> fault =
        type == RenewalEvent.Type.ESCALATED
            ? Optional.of(Fault.of(FindingCode.RENEWAL_FAILING, Severity.CRITICAL, text))
            : Optional.empty();
    return new RenewalEvent(
        type, "others-" + dialer.id(), dialer.id(), now, validity.notBefore(), fault, 0, text);
  }
}
