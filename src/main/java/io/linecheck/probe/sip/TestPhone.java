package io.linecheck.probe.sip;

import io.linecheck.model.SipAccount;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.sip.DigestAnswer.Credentials;
import io.linecheck.probe.sip.FailedLoginBudget.Permission;
import io.linecheck.probe.sip.SipAnswer.Binding;
import io.linecheck.probe.sip.SipWriter.Dialogue;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The test phone of a dialer, with one contact of its own for all lines it registers over, so that
 * what a cut line left behind is refreshed or taken back over the next. Used by one virtual thread
 * at a time.
 */
public final class TestPhone {
  /** What JsSIP and SIP.js ask for unless told otherwise. */
  private static final int EXPIRES_SECONDS = 600;

  private final CheckContext context;
  private final SipAccount account;
  private final Credentials credentials;
  private final SipWriter writer;
  private final FailedLoginBudget budget;

  private TestPhone(
      CheckContext context,
      SipAccount account,
      Credentials credentials,
      SipWriter writer,
      FailedLoginBudget budget) {
    this.context = context;
    this.account = account;
    this.credentials = credentials;
    this.writer = writer;
    this.budget = budget;
  }

  /** What came of a registration. */
  public sealed interface Attempt {
    /** It is held. */
    record Held(HeldRegistration registration) implements Attempt {}

    /**
     * It is not.
     *
     * @param why in words for a person
     */
    record Failed(String why) implements Attempt {}
  }

  /** The phone of a run; empty where none with a password is configured. */
  public static Optional<TestPhone> find(
      CheckContext context, RandomGenerator random, FailedLoginBudget budget) {
    return context
        .dialer()
        .sip()
        .flatMap(account ->
            account
                .password()
                .map(password ->
                    new TestPhone(
                        context,
                        account,
                        new Credentials(account.user(), password),
                        new SipWriter(context.dialer().host(), random),
                        budget)));
  }

  /** Registers over a line, unless somebody else holds the phone or the budget forbids to try. */
  public Attempt register(SipLine line, Deadline deadline) throws InterruptedException {
    String dialer = context.dialer().id();
    if (budget.ask(dialer, account) instanceof Permission.HeldBack held) {
      return new Attempt.Failed(
          held.used() + " failed logins within the hour; not tried before " + held.until());
    }
    SipClient client = new SipClient(line, writer, context.transcript());
    Login login = new Login(client, writer, context.transcript(), Optional.of(credentials));
    Dialogue dialogue = writer.dialogue(account.user());
    Exchange query = login.exchange(sequence -> writer.query(dialogue, sequence), deadline);
    Optional<String> foreign =
        query.last().bindings().stream()
            .map(Binding::uri)
            .filter(uri -> !uri.contains(":" + SipWriter.CONTACT_PREFIX))
            .findFirst();
    if (foreign.isPresent()) {
      return new Attempt.Failed(
          "another phone is registered as this user (" + foreign.get() + "); it is not displaced");
    }
    // FreeSWITCH has no query: it answers a REGISTER without Contact with 400.
    if (!query.last().succeeded() && query.last().status() != 400) {
      return refused(query);
    }
    Exchange register =
        login.exchange(sequence -> writer.register(dialogue, sequence, EXPIRES_SECONDS), deadline);
    if (!register.last().succeeded()) {
      return refused(register);
    }
    budget.succeeded(dialer);
    Duration granted = Duration.ofSeconds(granted(register.last()));
    return new Attempt.Held(new HeldRegistration(line, client, writer, login, dialogue, granted));
  }

  /** Takes back what a line that was cut left behind. */
  public void forget(SipLine line, Deadline deadline) throws InterruptedException {
    SipClient client = new SipClient(line, writer, context.transcript());
    Login login = new Login(client, writer, context.transcript(), Optional.of(credentials));
    Dialogue dialogue = writer.dialogue(account.user());
    login.exchange(sequence -> writer.register(dialogue, sequence, 0), deadline);
  }

  private int granted(SipAnswer answer) {
    return SipProbe.granted(answer, writer.contactUri()).orElse(EXPIRES_SECONDS);
  }

  private Attempt refused(Exchange exchange) {
    budget.refused(
        context.dialer().id(), account, SipObservation.ofLogin(exchange), exchange.failedLogins());
    return new Attempt.Failed(exchange.method() + " got " + exchange.last().words());
  }
}
