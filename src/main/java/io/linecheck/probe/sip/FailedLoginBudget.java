package io.linecheck.probe.sip;

import io.linecheck.model.SipAccount;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many refused logins Linecheck may cause on a dialer within an hour: each one is a line in the
 * dialer's log that fail2ban counts (its default bans after five within ten minutes). After each
 * refusal the next try waits longer (1, 4, 9, 16 minutes), and meanwhile the last refusal stands. A
 * changed password is tried at once. Where each request of somebody unknown is such a line, as with
 * chan_pjsip, a refusal and a look without credentials stand for longer than fail2ban remembers.
 * Thread-safe; one for the process.
 */
public final class FailedLoginBudget {
  /** Refused logins a dialer and hour that fail2ban's defaults never punish. */
  public static final int STANDARD = 5;

  private static final Duration HOUR = Duration.ofHours(1);

  /** Longer than the ten minutes in which fail2ban adds up, unless told otherwise. */
  private static final Duration FORGOTTEN = Duration.ofMinutes(12);

  private final InstantSource clock;
  private final int perHour;
  private final Map<String, Account> accounts = new HashMap<>();

  /** A budget of so many refused logins for each dialer and hour. */
  public FailedLoginBudget(InstantSource clock, int perHour) {
    this.clock = clock;
    this.perHour = perHour;
  }

  /** Whether a login may be tried now. */
  public sealed interface Permission {
    /** It may. */
    record Granted() implements Permission {}

    /**
     * Not before an instant.
     *
     * @param last what was seen when it was last tried
     */
    record HeldBack(Instant until, int used, SipObservation last) implements Permission {}
  }

  /** Asks before a login. */
  public synchronized Permission ask(String dialer, SipAccount phone) {
    Account account = account(dialer);
    Optional<Refusal> refusal = account.refusal.filter(last -> last.phone().equals(phone));
    if (refusal.isEmpty() || account.failures.isEmpty()) {
      return new Permission.Granted();
    }
    int used = account.failures.size();
    Instant until =
        used >= perHour
            ? account.failures.getFirst().plus(HOUR)
            : account.failures.getLast().plus(pause(used, refusal.get().seen()));
    return clock.instant().isBefore(until)
        ? new Permission.HeldBack(until, used, refusal.get().seen())
        : new Permission.Granted();
  }

  private static Duration pause(int used, SipObservation seen) {
    Duration growing = Duration.ofMinutes((long) used * used);
    return SipDriver.of(seen).logsStrangers() && growing.compareTo(FORGOTTEN) < 0
        ? FORGOTTEN
        : growing;
  }

  /** What was seen without credentials, where it is too early to ask a dialer again. */
  public synchronized Optional<Permission.HeldBack> stranger(String dialer) {
    Account account = account(dialer);
    Instant now = clock.instant();
    return account
        .stranger
        .filter(look -> look.until().isAfter(now))
        .map(look -> new Permission.HeldBack(look.until(), account.failures.size(), look.seen()));
  }

  /** Remembers what was seen without credentials, where each such look is a line in the log. */
  public synchronized void strangerSeen(String dialer, SipObservation seen) {
    account(dialer).stranger =
        SipDriver.of(seen).logsStrangers()
            ? Optional.of(new Look(clock.instant().plus(FORGOTTEN), seen))
            : Optional.empty();
  }

  /**
   * A login was refused.
   *
   * @param digests how many digests the server refused; where none was, nothing is counted
   */
  public synchronized void refused(
      String dialer, SipAccount phone, SipObservation seen, int digests) {
    Account account = account(dialer);
    for (int i = 0; i < digests; i++) {
      account.failures.addLast(clock.instant());
    }
    if (digests > 0) {
      account.refusal = Optional.of(new Refusal(phone, seen));
    }
  }

  /** A login succeeded: an earlier refusal no longer stands. */
  public synchronized void succeeded(String dialer) {
    account(dialer).refusal = Optional.empty();
  }

  /**
   * Whether the control user may be tried, at most once an hour; takes it from the budget when so.
   */
  public synchronized boolean takeControl(String dialer) {
    Account account = account(dialer);
    Instant now = clock.instant();
    boolean recent = account.controlled.filter(at -> at.plus(HOUR).isAfter(now)).isPresent();
    if (recent || account.failures.size() >= perHour) {
      return false;
    }
    account.controlled = Optional.of(now);
    account.failures.addLast(now);
    return true;
  }

  /** Remembers how the control user was answered. */
  public synchronized void controlSeen(String dialer, Exchange control) {
    account(dialer).control = Optional.of(control);
  }

  /** How the control user was answered within the last hour. */
  public synchronized Optional<Exchange> control(String dialer) {
    return account(dialer).control;
  }

  /** Refused logins of the last hour. */
  public synchronized int used(String dialer) {
    return account(dialer).failures.size();
  }

  private Account account(String dialer) {
    Account account = accounts.computeIfAbsent(dialer, unknown -> new Account());
    Instant anHourAgo = clock.instant().minus(HOUR);
    while (!account.failures.isEmpty() && !account.failures.getFirst().isAfter(anHourAgo)) {
      account.failures.removeFirst();
    }
    if (account.controlled.filter(at -> at.isAfter(anHourAgo)).isEmpty()) {
      account.control = Optional.empty();
    }
    return account;
  }

  private record Refusal(SipAccount phone, SipObservation seen) {}

  private record Look(Instant until, SipObservation seen) {}

  private static final class Account {
    private final Deque<Instant> failures = new ArrayDeque<>();
    private Optional<Refusal> refusal = Optional.empty();
    private Optional<Look> stranger = Optional.empty();
    private Optional<Instant> controlled = Optional.empty();
    private Optional<Exchange> control = Optional.empty();
  }
}
