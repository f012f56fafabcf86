package io.linecheck.probe.sip;

import io.linecheck.model.Secret;
import io.linecheck.model.SipAccount;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.sip.DigestAnswer.Credentials;
import io.linecheck.probe.sip.FailedLoginBudget.Permission;
import io.linecheck.probe.sip.SipAnswer.Binding;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import io.linecheck.probe.sip.SipWriter.Dialogue;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Asks over an open line what a phone would: OPTIONS, then the bindings of the test phone, then, if
 * nobody else holds it, a registration of our own that is taken back at once. Only a refusal is
 * followed by a control user, and within the budget of failed logins. Runs on the check's virtual
 * thread.
 */
public final class SipProbe {
  /** Who asks where no phone is configured; surely nobody's. */
  private static final String STRANGER = "linecheck";

  private static final Duration RESERVE = Duration.ofMillis(700);

  private final SipSettings settings;
  private final FailedLoginBudget budget;
  private final RandomGenerator random;

  /** A probe; the budget is the process's. */
  public SipProbe(SipSettings settings, FailedLoginBudget budget, RandomGenerator random) {
    this.settings = settings;
    this.budget = budget;
    this.random = random;
  }

  /** Asks; what goes wrong is in the observation. */
  public SipObservation observe(CheckContext context, SipLine line) throws InterruptedException {
    return observe(context, line, Errand.NONE);
  }

  /**
   * Asks, and once registered goes on an errand.
   *
   * @param errand only where the registration was granted, and the echo extension is not known to
   *     be missing
   */
  public SipObservation observe(CheckContext context, SipLine line, Errand errand)
      throws InterruptedException {
    SipWriter writer = new SipWriter(context.dialer().host(), random);
    SipClient client = new SipClient(line, writer, context.transcript());
    SipSeen seen = new SipSeen(settings.expiresSeconds());
    Deadline deadline = new Deadline(context.deadline().nanos() - RESERVE.toNanos());
    Optional<SipAccount> account = context.dialer().sip();
    Optional<Secret> password = account.flatMap(SipAccount::password);
    Optional<Permission.HeldBack> tooEarly = tooEarly(context.dialer().id(), account, password);
    if (tooEarly.isPresent() && SipDriver.of(tooEarly.get().last()).logsStrangers()) {
      // Even OPTIONS would be one more line there.
      return seen.standing(tooEarly.get());
    }
    String user = account.map(SipAccount::user).orElse(STRANGER);

    Login stranger = new Login(client, writer, context.transcript(), Optional.empty());
    Dialogue asking = writer.dialogue(user);
    Duration half = deadline.remaining().dividedBy(2);
    Duration patience = half.compareTo(settings.options()) < 0 ? half : settings.options();
    seen.options =
        Optional.of(
            stranger.exchange(
                sequence -> writer.options(asking, sequence, Optional.empty()),
                deadline.atMost(patience)));
    if (seen.options.get().last().outcome() == Outcome.LOST
        || seen.options.get().last().outcome() == Outcome.MALFORMED) {
      return seen.observation();
    }

    if (account.isEmpty() || password.isEmpty()) {
      seen.stranger =
          Optional.of(stranger.exchange(sequence -> writer.query(asking, sequence), deadline));
      budget.strangerSeen(context.dialer().id(), seen.observation());
      return seen.observation();
    }
    if (tooEarly.isPresent()) {
      return seen.standing(tooEarly.get());
    }
    Credentials credentials = new Credentials(user, password.get());
    Login login = new Login(client, writer, context.transcript(), Optional.of(credentials));
    register(context, account.get(), client, writer, login, seen, errand, deadline);
    return seen.observation();
  }

  private Optional<Permission.HeldBack> tooEarly(
      String dialer, Optional<SipAccount> account, Optional<Secret> password) {
    if (account.isEmpty() || password.isEmpty()) {
      return budget.stranger(dialer);
    }
    return budget.ask(dialer, account.get()) instanceof Permission.HeldBack held
        ? Optional.of(held)
        : Optional.empty();
  }

  private static String words(Permission.HeldBack held) {
    Instant until = held.until().truncatedTo(ChronoUnit.SECONDS);
    return held.last().stranger().isPresent()
        ? "seen earlier; each request without a password is a line in the dialer's log that fail2ban counts, so the next is sent after "
            + until
        : "%d failed logins within the hour; not tried again before %s, to keep clear of fail2ban"
            .formatted(held.used(), until);
  }

  private void register(
      CheckContext context,
      SipAccount account,
      SipClient client,
      SipWriter writer,
      Login login,
      SipSeen seen,
      Errand errand,
      Deadline deadline)
      throws InterruptedException {
    Dialogue dialogue = writer.dialogue(account.user());
    Exchange query = login.exchange(sequence -> writer.query(dialogue, sequence), deadline);
    seen.query = Optional.of(query);
    // FreeSWITCH has no query: it answers a REGISTER without Contact with 400.
    boolean cannotAsk = query.last().status() == 400;
    if (!query.last().succeeded() && !cannotAsk) {
      refused(context, account, client, writer, seen, query, deadline);
      return;
    }
    seen.foreign =
        query.last().bindings().stream()
            .map(Binding::uri)
            .filter(uri -> !uri.contains(":" + SipWriter.CONTACT_PREFIX))
            .toList();
    if (!seen.foreign.isEmpty()) {
      budget.succeeded(context.dialer().id());
      return;
    }
    Exchange register = add(login, writer, dialogue, seen, deadline);
    seen.register = Optional.of(register);
    if (!register.last().succeeded()) {
      refused(context, account, client, writer, seen, register, deadline);
      return;
    }
    budget.succeeded(context.dialer().id());
    seen.granted = granted(register.last(), writer.contactUri());
    askEcho(account, writer, login, seen, deadline);
    if (!seen.observation().echoMissing()) {
      errand.run(new RegisteredPhone(client, writer, login, account.user()), deadline);
    }
    Deadline farewell = Deadline.in(settings.farewell().plus(deadline.remaining()));
    seen.removal =
        Optional.of(login.exchange(sequence -> writer.register(dialogue, sequence, 0), farewell));
  }

  /** RFC 3261 section 10.3: 423 names the shortest interval that is granted. */
  private Exchange add(
      Login login, SipWriter writer, Dialogue dialogue, SipSeen seen, Deadline deadline)
      throws InterruptedException {
    Exchange register =
        login.exchange(
            sequence -> writer.register(dialogue, sequence, settings.expiresSeconds()), deadline);
    Optional<Integer> shortest = number(register.last().header("min-expires"));
    if (register.last().status() == 423 && shortest.isPresent() && shortest.get() <= 86_400) {
      seen.asked = shortest.get();
      return login.exchange(
          sequence -> writer.register(dialogue, sequence, shortest.get()), deadline);
    }
    return register;
  }

  private static void askEcho(
      SipAccount account, SipWriter writer, Login login, SipSeen seen, Deadline deadline)
      throws InterruptedException {
    if (account.echo().isPresent()) {
      Dialogue asking = writer.dialogue(account.user());
      seen.echoExtension = account.echo().get();
      seen.echo =
          Optional.of(
              login.exchange(
                  sequence -> writer.options(asking, sequence, account.echo()), deadline));
    }
  }

  private void refused(
      CheckContext context,
      SipAccount account,
      SipClient client,
      SipWriter writer,
      SipSeen seen,
      Exchange refused,
      Deadline deadline)
      throws InterruptedException {
    if (refused.last().outcome() != Outcome.ANSWERED) {
      return;
    }
    String dialer = context.dialer().id();
    String nobody = "linecheck-nobody-" + token();
    Dialogue asking = writer.dialogue(nobody);
    switch (new RefusalDecision(seen.observation(), refused).control()) {
      case NONE -> {}
      case STRANGER ->
          seen.control =
              Optional.of(
                  new Login(client, writer, context.transcript(), Optional.empty())
                      .exchange(sequence -> writer.query(asking, sequence), deadline));
      case LOGIN -> {
        seen.control = budget.control(dialer);
        if (seen.control.isEmpty() && budget.takeControl(dialer)) {
          Credentials madeUp = new Credentials(nobody, new Secret(token()));
          Exchange control =
              new Login(client, writer, context.transcript(), Optional.of(madeUp))
                  .exchange(sequence -> writer.query(asking, sequence), deadline);
          budget.controlSeen(dialer, control);
          seen.control = Optional.of(control);
        }
      }
    }
    budget.refused(dialer, account, seen.observation(), refused.failedLogins());
  }

  /** What our own contact was granted: its parameter, else the Expires header. */
  static Optional<Integer> granted(SipAnswer answer, String contact) {
    String host = contact.substring(contact.indexOf('@') + 1, contact.indexOf(';'));
    return answer.bindings().stream()
        .filter(binding -> binding.uri().contains(host) && binding.expiresSeconds() >= 0)
        .map(Binding::expiresSeconds)
        .findFirst()
        .or(() ->
            answer.bindings().size() == 1 && answer.bindings().getFirst().expiresSeconds() >= 0
                ? Optional.of(answer.bindings().getFirst().expiresSeconds())
                : Optional.empty())
        .or(() -> number(answer.header("expires")));
  }

  private static Optional<Integer> number(String text) {
    return text.matches("\\d{1,7}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private String token() {
    byte[] bytes = new byte[8];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
  }

  /** The growing observation of one run. */
  private static final class SipSeen {
    private Optional<Exchange> options = Optional.empty();
    private Optional<Exchange> stranger = Optional.empty();
    private Optional<Exchange> query = Optional.empty();
    private Optional<Exchange> register = Optional.empty();
    private Optional<Exchange> control = Optional.empty();
    private Optional<Exchange> removal = Optional.empty();
    private Optional<Exchange> echo = Optional.empty();
    private Optional<Integer> granted = Optional.empty();
    private List<String> foreign = List.of();
    private String echoExtension = "";
    private int asked;

    SipSeen(int asked) {
      this.asked = asked;
    }

    SipObservation observation() {
      return new SipObservation(
          options,
          stranger,
          query,
          register,
          control,
          removal,
          echo,
          foreign,
          asked,
          granted,
          echoExtension,
          "");
    }

    /** The earlier refusal, with what OPTIONS got now. */
    SipObservation standing(Permission.HeldBack held) {
      SipObservation last = held.last();
      return new SipObservation(
          options.or(last::options),
          last.stranger(),
          last.query(),
          last.register(),
          last.control(),
          last.removal(),
          last.echo(),
          last.foreign(),
          asked,
          last.grantedExpiresSeconds(),
          echoExtension,
          words(held));
    }
  }
}
