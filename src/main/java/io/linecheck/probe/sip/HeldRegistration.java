package io.linecheck.probe.sip;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.sip.SipLine.Incoming;
import io.linecheck.probe.sip.SipWriter.Dialogue;
import java.time.Duration;
import java.util.Optional;

/**
 * A registration of the test phone that is held, quiet, over one line, and taken back at the end.
 * Requests of the server's meanwhile are answered. Runs on the check's virtual thread.
 */
public final class HeldRegistration {
  private final SipLine line;
  private final SipClient client;
  private final SipWriter writer;
  private final Login login;
  private final Dialogue dialogue;
  private final Duration granted;

  HeldRegistration(
      SipLine line,
      SipClient client,
      SipWriter writer,
      Login login,
      Dialogue dialogue,
      Duration granted) {
    this.line = line;
    this.client = client;
    this.writer = writer;
    this.login = login;
    this.dialogue = dialogue;
    this.granted = granted;
  }

  /** For how long the server keeps the registration. */
  public Duration granted() {
    return granted;
  }

  /** Waits without a word of our own; how the line ended, where it did before the deadline. */
  public Optional<Incoming> quiet(Deadline until) throws InterruptedException {
    return client.idle(until);
  }

  /** Sends the keep-alive a web phone can send: a double CRLF (RFC 7118 section 6). */
  public void keepAlive(Deadline deadline) throws InterruptedException {
    line.send("\r\n\r\n", deadline);
  }

  /** Takes the registration back. */
  public void release(Deadline deadline) throws InterruptedException {
    login.exchange(sequence -> writer.register(dialogue, sequence, 0), deadline);
  }
}
