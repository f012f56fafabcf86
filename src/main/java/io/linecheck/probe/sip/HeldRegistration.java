package io.linecheck.probe.sip;

import io.linecheck.model.SipAccount;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.sip.DigestAnswer.Credentials;
import io.linecheck.probe.sip.SipAnswer.Binding;
import io.linecheck.probe.sip.SipLine.Incoming;
import io.linecheck.probe.sip.SipWriter.Dialogue;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A registration of the test phone that is held, quiet, over one line, and taken back at the end.
 * Requests of the server's meanwhile are answered. Runs on the check's virtual thread.
 */
public final class HeldRegistration {
  private final SipClient client;
  private final SipWriter writer;
  private final Login login;
  private final Dialogue dialogue;

  private HeldRegistration(SipClient client, SipWriter writer, Login login, Dialogue dialogue) {
    this.client = client;
    this.writer = writer;
    this.login = login;
    this.dialogue = dialogue;
  }

  /**
   * Registers, unless somebody else holds the phone; empty where that did not succeed.
   *
   * @param lasting how long the registration must last without refreshing
   */
  public static Optional<HeldRegistration> open(
      CheckContext context,
      SipLine line,
      RandomGenerator random,
      Duration lasting,
      Deadline deadline)
      throws InterruptedException {
    Optional<SipAccount> account = context.dialer().sip();
    if (account.isEmpty() || account.get().password().isEmpty()) {
      return Optional.empty();
    }
    SipWriter writer = new SipWriter(context.dialer().host(), random);
    SipClient client = new SipClient(line, writer, context.transcript());
    Credentials credentials = new Credentials(account.get().user(), account.get().password().get());
    Login login = new Login(client, writer, context.transcript(), Optional.of(credentials));
    Dialogue dialogue = writer.dialogue(account.get().user());
    Exchange query = login.exchange(sequence -> writer.query(dialogue, sequence), deadline);
    boolean foreign =
        query.last().bindings().stream()
            .map(Binding::uri)
            .anyMatch(uri -> !uri.contains(":" + SipWriter.CONTACT_PREFIX));
    if (foreign || !(query.last().succeeded() || query.last().status() == 400)) {
      return Optional.empty();
    }
    int seconds = (int) Math.max(60, lasting.toSeconds() + 30);
    Exchange register =
        login.exchange(sequence -> writer.register(dialogue, sequence, seconds), deadline);
    return register.last().succeeded()
        ? Optional.of(new HeldRegistration(client, writer, login, dialogue))
        : Optional.empty();
  }

  /** Waits without a word of our own; how the line ended, where it did before the deadline. */
  public Optional<Incoming> quiet(Deadline until) throws InterruptedException {
    return client.idle(until);
  }

  /** Takes the registration back. */
  public void release(Deadline deadline) throws InterruptedException {
    login.exchange(sequence -> writer.register(dialogue, sequence, 0), deadline);
  }
}
