package io.linecheck.renewal;

import io.linecheck.config.CronWindow;
import io.linecheck.config.RenewalSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When a certificate is renewed. Everything is computed from its own dates: 90 days, 45 days and
 * 160 hours obey the same rules.
 */
public final class RenewalDecision {
  private static final Duration SHORT = Duration.ofDays(10);
  private static final Duration LONGEST_BACKOFF = Duration.ofDays(1);
  private static final Duration LONGEST_SLEEP = Duration.ofHours(6);
  private static final double BACKOFF_PART = 1.0 / 24;

  /** A certificate that does not exist yet is treated as if it were of this lifetime. */
  private static final Duration ASSUMED = Duration.ofDays(90);

  /** Failures before people are paged about a certificate that never existed. */
  private static final int FIRST_CERTIFICATE_PATIENCE = 4;

  private final RenewalSettings.Timing timing;
  private final List<CronWindow> windows;

  /** A decision by these settings. */
  public RenewalDecision(RenewalSettings.Timing timing, List<CronWindow> windows) {
    this.timing = timing;
    this.windows = List.copyOf(windows);
  }

  /** Whether there are windows, so that it matters how long what is installed holds. */
  boolean awaitsWindows() {
    return !windows.isEmpty();
  }

  /**
   * Decides about a certificate that has to come at once: the first of a dialer, or one that others
   * renewed.
   *
   * @param installed what is on the targets until then; absent: nothing, so that no window counts
   * @param attempts those that failed since the last success
   * @param jitter from 0 to 1, drawn once per attempt
   */
  public RenewalPlan atOnce(
      Optional<Validity> installed, Attempts attempts, double jitter, Instant now) {
    Instant begun = attempts.last().orElse(now);
    Due due = new Due(begun, "there is no certificate yet");
    Optional<Instant> retry = backoff(ASSUMED, attempts, jitter);
    Instant urgent = installed.map(validity -> validity.when(timing.urgentAt())).orElse(now);
    Step step = step(due, retry, urgent, now);
    RenewalPlan.Route route =
        attempts.failures() > FIRST_CERTIFICATE_PATIENCE
            ? RenewalPlan.Route.SECOND
            : RenewalPlan.Route.FIRST;
    boolean paging = attempts.failures() >= FIRST_CERTIFICATE_PATIENCE;
    return new RenewalPlan(
        step.action(), step.reason(), begun, step.next(), route, begun, begun, paging);
  }

  /**
   * Decides.
   *
   * @param validity of the certificate that is there
   * @param advice of the authority, where it gives any
   * @param attempts those that failed since the last success
   * @param jitter from 0 to 1, drawn once per attempt: spreads the retries of many certificates
   */
  public RenewalPlan decide(
      Validity validity,
      Optional<RenewalWindow> advice,
      Attempts attempts,
      double jitter,
      Instant now) {
    Instant urgent = validity.when(timing.urgentAt());
    Due due = due(validity, advice, urgent);
    Instant second = validity.when(timing.secondPathAt());
    Instant page = page(validity);
    RenewalPlan.Route route =
        attempts.failures() > 0 && !now.isBefore(second)
            ? RenewalPlan.Route.SECOND
            : RenewalPlan.Route.FIRST;
    boolean paging = !now.isBefore(page) && now.isAfter(due.at());
    Step step = step(due, backoff(validity.lifetime(), attempts, jitter), urgent, now);
    Instant sleep = now.plus(sleep(validity));
    Instant next =
        step.action() == RenewalPlan.Action.WAIT && sleep.isBefore(step.next())
            ? sleep
            : step.next();
    return new RenewalPlan(
        step.action(), step.reason(), due.at(), next, route, second, page, paging);
  }

  private record Due(Instant at, String reason) {}

  private record Step(RenewalPlan.Action action, String reason, Instant next) {}

  private Due due(Validity validity, Optional<RenewalWindow> advice, Instant urgent) {
    if (advice.isEmpty()) {
      boolean isShort = validity.lifetime().compareTo(SHORT) < 0;
      double part = isShort ? timing.renewShortAt() : timing.renewAt();
      Instant at = validity.when(part);
      return new Due(at, Texts.left(Duration.between(at, validity.notAfter())) + " are left");
    }
    RenewalWindow window = advice.get();
    String why = window.explanation().isEmpty() ? "" : ", see " + window.explanation();
    if (window.selected().isAfter(urgent)) {
      return new Due(
          urgent,
          "the authority suggests "
              + window.selected()
              + why
              + ", which is too late and overridden");
    }
    return new Due(
        window.selected(),
        "the authority suggests " + window.start() + " to " + window.end() + why);
  }

  private Instant page(Validity validity) {
    Duration part = validity.part(timing.secondPathAt());
    Duration left = timing.page().compareTo(part) < 0 ? timing.page() : part;
    return validity.notAfter().minus(left);
  }

  private Step step(Due due, Optional<Instant> retry, Instant urgent, Instant now) {
    if (now.isBefore(due.at())) {
      return new Step(RenewalPlan.Action.WAIT, "due " + due.at() + ": " + due.reason(), due.at());
    }
    if (retry.isPresent() && now.isBefore(retry.get())) {
      return new Step(
          RenewalPlan.Action.BACK_OFF, "the next attempt is at " + retry.get(), retry.get());
    }
    Optional<Instant> opening = opening(now);
    if (opening.isPresent() && now.isBefore(urgent)) {
      Instant next = opening.get().isBefore(urgent) ? opening.get() : urgent;
      return new Step(RenewalPlan.Action.AWAIT_WINDOW, "installations wait until " + next, next);
    }
    return new Step(RenewalPlan.Action.RENEW, due.reason(), now);
  }

  /** When the next window opens; empty where one is open or none is set. */
  private Optional<Instant> opening(Instant now) {
    if (windows.isEmpty() || windows.stream().anyMatch(window -> window.contains(now))) {
      return Optional.empty();
    }
    return windows.stream()
        .flatMap(window -> window.next(now).stream())
        .min(Instant::compareTo)
        .or(() -> Optional.of(Instant.MAX));
  }

  /**
   * 1, 10, 100 minutes, then daily, none longer than a 24th of the lifetime; up to a tenth more.
   */
  private static Optional<Instant> backoff(Duration lifetime, Attempts attempts, double jitter) {
    if (attempts.failures() == 0 || attempts.last().isEmpty()) {
      return Optional.empty();
    }
    Duration most = lifetime.dividedBy(Math.round(1 / BACKOFF_PART));
    if (most.compareTo(LONGEST_BACKOFF) > 0) {
      most = LONGEST_BACKOFF;
    }
    Duration step =
        switch (attempts.failures()) {
          case 1 -> Duration.ofMinutes(1);
          case 2 -> Duration.ofMinutes(10);
          case 3 -> Duration.ofMinutes(100);
          default -> most;
        };
    Duration wait = step.compareTo(most) < 0 ? step : most;
    Instant own =
        attempts.last().get().plus(wait).plusMillis((long) (wait.toMillis() * 0.1 * jitter));
    return attempts.notBefore().filter(own::isBefore).or(() -> Optional.of(own));
  }

  private static Duration sleep(Validity validity) {
    Duration part = validity.part(BACKOFF_PART);
    return part.compareTo(LONGEST_SLEEP) < 0 ? part : LONGEST_SLEEP;
  }

  /** How many attempts are possible until the certificate ends. */
  public static int attemptsLeft(Validity validity, Attempts attempts, Instant now) {
    Attempts walked = attempts;
    Instant at = now;
    int left = 0;
    while (at.isBefore(validity.notAfter()) && left < 1000) {
      left++;
      walked = walked.failed(at, Optional.empty());
      at = backoff(validity.lifetime(), walked, 0).orElse(at);
    }
    return left;
  }
}
