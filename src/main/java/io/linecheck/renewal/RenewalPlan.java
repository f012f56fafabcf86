package io.linecheck.renewal;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done about a certificate, and when.
 *
 * @param action what is to be done now
 * @param reason why, for people
 * @param due when the renewal became or becomes due
 * @param next when to look again, or to act
 * @param route the way to the authority
 * @param secondPath when the second way is taken
 * @param page when people are paged, if it is not renewed by then
 * @param paging whether that time has come
 */
public record RenewalPlan(
    Action action,
    String reason,
    Instant due,
    Instant next,
    Route route,
    Instant secondPath,
    Instant page,
    boolean paging) {
  /** What is to be done. */
  public enum Action {
    /** Nothing yet. */
    WAIT,
    /** It is due, but the last attempt was too short ago. */
    BACK_OFF,
    /** It is due, but no window is open. */
    AWAIT_WINDOW,
    /** Renew now. */
    RENEW
  }

  /** The way to the authority. */
  public enum Route {
    /** The account that is set. */
    FIRST,
    /** The staging directory before, the second account where there is one. */
    SECOND
  }

  /** Nothing is to be done until then. */
  static RenewalPlan waiting(String reason, Instant next) {
    return new RenewalPlan(
        Action.WAIT, reason, next, next, Route.FIRST, Instant.MAX, Instant.MAX, false);
  }

  /** The same, looked at again by then at the latest. */
  RenewalPlan notLaterThan(Instant latest) {
    return next.isAfter(latest)
        ? new RenewalPlan(action, reason, due, latest, route, secondPath, page, paging)
        : this;
  }

  /** When the next attempt is made or comes due. */
  public Optional<Instant> nextAttempt() {
    return switch (action) {
      case WAIT -> due.isAfter(next) ? Optional.of(due) : Optional.of(next);
      case BACK_OFF, AWAIT_WINDOW, RENEW -> Optional.of(next);
    };
  }
}
