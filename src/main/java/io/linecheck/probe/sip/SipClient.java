package io.linecheck.probe.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import io.linecheck.probe.sip.SipLine.Incoming;
import io.linecheck.probe.sip.SipReader.Parsed;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.sip.message.Request;

/**
 * Sends one request at a time over a line and waits for its final answer (RFC 3261 section 17.1.2,
 * without retransmission: the line is reliable). Requests of the server's own, such as Asterisk's
 * qualify, are answered meanwhile. Runs on the check's virtual thread.
 */
final class SipClient {
  private static final int MAX_IGNORED = 100;
  private static final Duration AFTER_NONSENSE = Duration.ofSeconds(1);

  private final SipLine line;
  private final SipWriter writer;
  private final Transcript transcript;
  private final SipReader reader = new SipReader();
  private final AnswerReader answers = new AnswerReader();
  private Optional<Incoming> ending = Optional.empty();
  private Optional<SIPResponse> answered = Optional.empty();
  private final Set<String> hungUp = new HashSet<>();

  SipClient(SipLine line, SipWriter writer, Transcript transcript) {
    this.line = line;
    this.writer = writer;
    this.transcript = transcript;
  }

  /** How the line ended, where it did. */
  Optional<Incoming> ending() {
    return ending;
  }

  /** The whole final answer to the last request; empty where none came. */
  Optional<SIPResponse> answered() {
    return answered;
  }

  /** Whether the server has ended the call of this INVITE. */
  boolean hungUp(SIPRequest invite) {
    return hungUp.contains(invite.getCallId().getCallId());
  }

  /** Sends a request that has no answer: ACK. */
  void tell(SIPRequest request, Deadline deadline) throws InterruptedException {
    String text = request.encode();
    transcript.sent(Stage.SIP, text);
    line.send(text, deadline);
  }

  /**
   * Gives up an INVITE (RFC 3261 section 9.1); where it is accepted all the same, the call is
   * acknowledged and ended.
   */
  void cancel(SIPRequest invite, Deadline deadline) throws InterruptedException {
    SIPRequest cancel = writer.cancel(invite);
    ask(cancel, deadline);
    // The INVITE is answered beside the CANCEL: with 487, or with a 2xx that crossed it.
    SipAnswer late = await(invite, deadline, System.nanoTime());
    Optional<SIPResponse> accepted = answered;
    if (late.succeeded() && accepted.isPresent()) {
      long sequence = invite.getCSeq().getSeqNumber();
      tell(writer.within(invite, accepted.get(), Request.ACK, sequence), deadline);
      ask(writer.within(invite, accepted.get(), Request.BYE, sequence + 1), deadline);
    }
  }

  /** Sends a request and waits. */
  SipAnswer ask(SIPRequest request, Deadline deadline) throws InterruptedException {
    long started = System.nanoTime();
    String text = request.encode();
    transcript.sent(Stage.SIP, text);
    line.send(text, deadline);
    return await(request, deadline, started);
  }

  private SipAnswer await(SIPRequest request, Deadline deadline, long started)
      throws InterruptedException {
    answered = Optional.empty();
    Deadline until = deadline;
    Optional<String> nonsense = Optional.empty();
    for (int ignored = 0; ignored < MAX_IGNORED; ignored++) {
      switch (line.receive(until)) {
        case Incoming.Message(String message) -> {
          transcript.received(Stage.SIP, message);
          Sorted sorted = sort(message, request, deadline);
          if (sorted.answer().isPresent()) {
            return sorted.answer().get();
          }
          if (sorted.nonsense().isPresent() && nonsense.isEmpty()) {
            nonsense = sorted.nonsense();
            until = deadline.atMost(AFTER_NONSENSE);
          }
        }
        case Incoming.Silence() -> {
          return nonsense
              .map(why -> SipAnswer.bare(Outcome.MALFORMED, why))
              .orElseGet(() -> SipAnswer.bare(Outcome.SILENT, silence(started)));
        }
        case Incoming.Malformed broken -> {
          ending = Optional.of(broken);
          return SipAnswer.bare(Outcome.MALFORMED, broken.reason());
        }
        case Incoming.Closed closed -> {
          ending = Optional.of(closed);
          return SipAnswer.bare(Outcome.LOST, closedWords(closed));
        }
        case Incoming.Lost lost -> {
          ending = Optional.of(lost);
          return SipAnswer.bare(Outcome.LOST, lost.reason());
        }
      }
    }
    return SipAnswer.bare(
        Outcome.MALFORMED,
        MAX_IGNORED
            + " messages came, none of them the answer"
            + nonsense.map(w -> "; " + w).orElse(""));
  }

  /** Answers the server's requests until the deadline; how the line ended, where it did. */
  Optional<Incoming> idle(Deadline deadline) throws InterruptedException {
    while (ending.isEmpty() && !deadline.passed()) {
      switch (line.receive(deadline)) {
        case Incoming.Message(String message) -> {
          transcript.received(Stage.SIP, message);
          if (reader.read(message) instanceof Parsed.Request(SIPRequest theirs)) {
            reply(theirs, Deadline.in(AFTER_NONSENSE));
          }
        }
        case Incoming.Silence() -> {}
        case Incoming.Closed closed -> ending = Optional.of(closed);
        case Incoming.Lost lost -> ending = Optional.of(lost);
        case Incoming.Malformed broken -> ending = Optional.of(broken);
      }
    }
    return ending;
  }

  private static String closedWords(Incoming.Closed closed) {
    return "closed with code "
        + closed.code()
        + (closed.reason().isEmpty() ? "" : " '" + closed.reason() + "'");
  }

  private static String silence(long started) {
    return String.format(Locale.ROOT, "no answer in %.1f s", (System.nanoTime() - started) / 1e9);
  }

  /** What a message is to the request that waits; both empty where it may be ignored. */
  private record Sorted(Optional<SipAnswer> answer, Optional<String> nonsense) {
    static Sorted ignored() {
      return new Sorted(Optional.empty(), Optional.empty());
    }

    static Sorted nonsense(String why) {
      return new Sorted(Optional.empty(), Optional.of(why));
    }
  }

  private Sorted sort(String text, SIPRequest request, Deadline deadline)
      throws InterruptedException {
    return switch (reader.read(text)) {
      case Parsed.KeepAlive() -> {
        // RFC 5626 section 3.5.1: a double CRLF is answered with a single one.
        if (text.equals("\r\n\r\n")) {
          line.send("\r\n", deadline);
        }
        yield Sorted.ignored();
      }
      case Parsed.Broken(String why) -> Sorted.nonsense(why);
      case Parsed.Request(SIPRequest theirs) -> {
        if (theirs.getCallId().getCallId().equals(request.getCallId().getCallId())
            && request.getFrom().getTag().equals(theirs.getFrom().getTag())) {
          yield Sorted.nonsense("our own request came back");
        }
        reply(theirs, deadline);
        yield Sorted.ignored();
      }
      case Parsed.Response(SIPResponse response) -> {
        Optional<String> mismatch = mismatch(response, request);
        if (mismatch.isPresent()) {
          yield isLate(response, request) ? Sorted.ignored() : Sorted.nonsense(mismatch.get());
        }
        if (response.getStatusCode() / 100 == 1) {
          yield Sorted.ignored();
        }
        answered = Optional.of(response);
        if (request.getMethod().equals(Request.INVITE) && response.getStatusCode() >= 300) {
          tell(writer.refusalHeard(request, response), deadline);
        }
        yield new Sorted(Optional.of(answers.read(response, text)), Optional.empty());
      }
    };
  }

  /** RFC 3261 sections 8.1.3.3 and 17.1.3. */
  private static Optional<String> mismatch(SIPResponse response, SIPRequest request) {
    String callId = request.getCallId().getCallId();
    if (!callId.equals(response.getCallId().getCallId())) {
      return differs(response, "Call-ID", response.getCallId().getCallId(), callId);
    }
    String sequence = request.getCSeq().getSeqNumber() + " " + request.getMethod();
    String theirs = response.getCSeq().getSeqNumber() + " " + response.getCSeq().getMethod();
    if (!sequence.equals(theirs)) {
      return differs(response, "CSeq", theirs, sequence);
    }
    String branch = String.valueOf(request.getTopmostVia().getBranch());
    String theirBranch = String.valueOf(response.getTopmostVia().getBranch());
    if (!branch.equals(theirBranch)) {
      return differs(response, "Via branch", theirBranch, branch);
    }
    if (response.getStatusCode() < 100 || response.getStatusCode() > 699) {
      return Optional.of("status " + response.getStatusCode() + ", which is none of RFC 3261");
    }
    return Optional.empty();
  }

  private static Optional<String> differs(
      SIPResponse response, String what, String came, String expected) {
    return Optional.of(
        "a %d answer with %s '%s', expected '%s'"
            .formatted(response.getStatusCode(), what, came, expected));
  }

  /** An answer to an earlier request of the same series that was given up on. */
  private static boolean isLate(SIPResponse response, SIPRequest request) {
    boolean sameSeries =
        response.getFrom() != null
            && request.getFrom().getTag() != null
            && request.getFrom().getTag().equals(response.getFrom().getTag());
    return sameSeries && response.getCSeq().getSeqNumber() < request.getCSeq().getSeqNumber();
  }

  private void reply(SIPRequest theirs, Deadline deadline) throws InterruptedException {
    if (theirs.getMethod().equals(Request.ACK)) {
      return;
    }
    if (theirs.getMethod().equals(Request.BYE) && hungUp.size() < MAX_IGNORED) {
      hungUp.add(theirs.getCallId().getCallId());
    }
    try {
      String answer = writer.answer(theirs).encode();
      transcript.sent(Stage.SIP, answer);
      line.send(answer, deadline);
    } catch (ParseException | RuntimeException unanswerable) {
      // A request so broken that no answer can be made from it needs none.
      transcript.note(Stage.SIP, "left unanswered: " + unanswerable.getMessage());
    }
  }
}
