package io.linecheck.probe.sip;

import gov.nist.javax.sip.message.SIPRequest;
import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.sip.DigestAnswer.Credentials;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The requests of one user on one line: answers challenges (RFC 3261 section 22), reuses a nonce
 * for the next request as RFC 7616 section 3.4 allows, and never answers the same realm twice with
 * the same credentials unless the nonce was stale. Runs on the check's virtual thread.
 */
final class Login {
  private static final int MAX_ROUNDS = 6;

  /** A server that names a new realm each time would else be sent failed logins without end. */
  private static final int MAX_REALMS = 2;

  private final SipClient client;
  private final SipWriter writer;
  private final Transcript transcript;
  private final Optional<Credentials> credentials;
  private final Map<Boolean, Challenge> answered = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private long sequence;

  /**
   * A login.
   *
   * @param credentials empty for a stranger, who answers no challenge
   */
  Login(
      SipClient client,
      SipWriter writer,
      Transcript transcript,
      Optional<Credentials> credentials) {
    this.client = client;
    this.writer = writer;
    this.transcript = transcript;
    this.credentials = credentials;
  }

  /**
   * Sends a request, once for each challenge that may be answered.
   *
   * @param make builds the request for a CSeq number
   */
  Exchange exchange(LongFunction<SIPRequest> make, Deadline deadline) throws InterruptedException {
    long started = System.nanoTime();
    List<SipAnswer> answers = new ArrayList<>();
    Set<String> tried = new HashSet<>();
    int digests = 0;
    String method = "";
    boolean more = true;
    while (more && answers.size() < MAX_ROUNDS) {
      SIPRequest request = make.apply(++sequence);
      method = request.getMethod();
      digests += authorize(request);
      SipAnswer answer = client.ask(request, deadline);
      answers.add(answer);
      more = credentials.isPresent() && answer.challenges401() && learn(answer, tried);
    }
    return new Exchange(method, answers, digests, (System.nanoTime() - started) / 1e9);
  }

  /** Takes up the challenges of a 401 or 407; whether another round makes sense. */
  private boolean learn(SipAnswer answer, Set<String> tried) {
    boolean again = false;
    for (boolean proxy : new boolean[] {false, true}) {
      Optional<Challenge> challenge = answer.answerable(proxy);
      if (challenge.isPresent()) {
        Challenge now = challenge.get();
        answered.put(proxy, now);
        boolean fresh = tried.add(proxy + " " + now.realm());
        boolean few =
            tried.stream().filter(one -> one.startsWith(proxy + " ")).count() <= MAX_REALMS;
        again |= now.stale() || (fresh && few);
      }
    }
    return again;
  }

  private int authorize(SIPRequest request) {
    if (credentials.isEmpty()) {
      return 0;
    }
    answered.forEach((proxy, challenge) -> {
      int count = uses.merge(challenge.nonce(), 1, Integer::sum);
      DigestAnswer answer =
          DigestAnswer.to(
              challenge,
              credentials.get(),
              request.getMethod(),
              request.getRequestURI().toString(),
              count,
              writer.cnonce());
      transcript.hide(answer.response());
      writer.add(request, AnswerReader.authorizationName(proxy), answer.header());
    });
    if (!answered.isEmpty()) {
      transcript.note(Stage.SIP, "with digest");
    }
    return answered.isEmpty() ? 0 : 1;
  }
}
