package io.linecheck.probe.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import io.linecheck.probe.sip.SipWriter.Dialogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.sip.message.Request;

/**
 * A phone that holds its registration and may call (RFC 3261 section 13). One call at a time; used
 * by the check's virtual thread only.
 */
public final class RegisteredPhone {
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final SipClient client;
  private final SipWriter writer;
  private final Login login;
  private final String user;

  RegisteredPhone(SipClient client, SipWriter writer, Login login, String user) {
    this.client = client;
    this.writer = writer;
    this.login = login;
    this.user = user;
  }

  /**
   * Offers a call and waits for its final answer; a 2xx is acknowledged at once. An offer that
   * stays unanswered is cancelled (RFC 3261 section 9.1).
   *
   * @param extension whom to call
   * @param offer the SDP (RFC 3264)
   */
  public Call invite(String extension, String offer, Deadline deadline)
      throws InterruptedException {
    Dialogue dialogue = writer.dialogue(user);
    AtomicReference<SIPRequest> sent = new AtomicReference<>();
    Exchange exchange =
        login.exchange(
            sequence -> {
              SIPRequest invite = writer.invite(dialogue, sequence, extension, offer);
              sent.set(invite);
              return invite;
            },
            deadline);
    SIPRequest invite = Objects.requireNonNull(sent.get());
    if (exchange.last().outcome() == Outcome.SILENT) {
      client.cancel(invite, Deadline.in(FAREWELL));
    }
    Optional<SIPResponse> accepted =
        client.answered().filter(response -> exchange.last().succeeded());
    if (accepted.isPresent()) {
      client.tell(writer.within(invite, accepted.get(), Request.ACK, sequence(invite)), deadline);
    }
    return new Call(exchange, invite, accepted);
  }

  private static long sequence(SIPRequest invite) {
    return invite.getCSeq().getSeqNumber();
  }

  /** A call that was offered. */
  public final class Call {
    private final Exchange exchange;
    private final SIPRequest invite;
    private final Optional<SIPResponse> accepted;

    private Call(Exchange exchange, SIPRequest invite, Optional<SIPResponse> accepted) {
      this.exchange = exchange;
      this.invite = invite;
      this.accepted = accepted;
    }

    /** The INVITE with all its rounds. */
    public Exchange exchange() {
      return exchange;
    }

    /** The answer's SDP; empty where the call is not up or came without one. */
    public String answer() {
      return accepted
          .map(SIPResponse::getRawContent)
          .map(body -> new String(body, StandardCharsets.UTF_8))
          .orElse("");
    }

    /** Answers what the server asks meanwhile; whether the call still stands at the deadline. */
    public boolean hold(Deadline deadline) throws InterruptedException {
      while (!client.hungUp(invite) && client.ending().isEmpty() && !deadline.passed()) {
        client.idle(deadline.atMost(Duration.ofMillis(200)));
      }
      return !client.hungUp(invite) && client.ending().isEmpty();
    }

    /** Ends the call where it is up (RFC 3261 section 15.1.1). */
    public void hangUp() throws InterruptedException {
      if (accepted.isEmpty() || client.hungUp(invite) || client.ending().isPresent()) {
        return;
      }
      login.exchange(
          sequence -> writer.within(invite, accepted.get(), Request.BYE, sequence),
          Deadline.in(FAREWELL));
    }
  }
}
