package io.linecheck.probe.websocket;

import io.linecheck.model.Fault;
import io.linecheck.model.SipAccount;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Path;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.Subject;
import io.linecheck.probe.call.CallSettings;
import io.linecheck.probe.call.EchoCall;
import io.linecheck.probe.sip.Errand;
import io.linecheck.probe.sip.Exchange;
import io.linecheck.probe.sip.FailedLoginBudget;
import io.linecheck.probe.sip.SipAnswer;
import io.linecheck.probe.sip.SipAnswer.Outcome;
import io.linecheck.probe.sip.SipDecision;
import io.linecheck.probe.sip.SipFacts;
import io.linecheck.probe.sip.SipObservation;
import io.linecheck.probe.sip.SipProbe;
import io.linecheck.probe.sip.SipSettings;
import io.linecheck.probe.websocket.WebSocketProbe.Opened;
import io.linecheck.probe.wire.Connection;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is spoken at a {@code wss} door: the upgrade to a SIP WebSocket, then OPTIONS and REGISTER
 * over it, a call to the echo extension where one is asked for, then a polite end. One connection
 * unless something fails. Stateless but for the budget of failed logins; safe for any number of
 * runs at once.
 */
public final class WebSocketConversation implements Conversation {
  private final WebSocketProbe webSocket;
  private final SipProbe sip;
  private final FailedLoginBudget budget;
  private final Optional<CallSettings> calls;
  private final SecureRandom random = new SecureRandom();

  /**
   * The conversation with standard patience; the budget is the process's.
   *
   * @param calls how to call the echo extension once registered; empty for no call
   */
  public WebSocketConversation(FailedLoginBudget budget, Optional<CallSettings> calls) {
    this(WebSocketSettings.standard(), SipSettings.standard(), budget, calls);
  }

  /** The conversation with given patience. */
  public WebSocketConversation(
      WebSocketSettings webSocketSettings,
      SipSettings sipSettings,
      FailedLoginBudget budget,
      Optional<CallSettings> calls) {
    this.webSocket = new WebSocketProbe(webSocketSettings, random);
    this.sip = new SipProbe(sipSettings, budget, random);
    this.budget = budget;
    this.calls = calls;
  }

  @Override
  public void converse(Path path) throws InterruptedException {
    if (path.connection().isEmpty()) {
      path.log().skip(Stage.WEBSOCKET, "no connection");
      path.log().skip(Stage.SIP, "no connection");
      return;
    }
    long started = System.nanoTime();
    Connection connection = path.connection().get();
    Opened opened = webSocket.open(path, connection);
    WebSocketObservation seen = opened.seen();
    facts(seen.upgrade(), path.log());
    if (opened.socket().isEmpty() || !seen.upgrade().agreed("sip")) {
      // The first connection is ended before a further one: the server may be short of them.
      opened.socket().ifPresentOrElse(WebSocket::close, connection::close);
      end(path, webSocket.narrow(path, seen), started);
      path.log().skip(Stage.SIP, "no WebSocket with sub-protocol sip");
      return;
    }
    speakSip(path, opened.socket().get(), seen, started);
  }

  /**
   * The websocket stage ends with the first answer of SIP, because until then it is open whether
   * the server meant its 101; its time is that of the upgrade.
   */
  private void speakSip(Path path, WebSocket socket, WebSocketObservation seen, long started)
      throws InterruptedException {
    long upgraded = System.nanoTime();
    SipObservation spoken;
    Optional<EchoCall> call = call(path);
    try (socket) {
      spoken =
          sip.observe(
              path.context(), socket, call.<Errand>map(Function.identity()).orElse(Errand.NONE));
    }
    WebSocketObservation more = seen;
    if (neverAnswered(spoken)) {
      more = socket.brokenFrames().map(seen::withEnding).orElse(seen);
      if (more.ending().isEmpty() && lost(spoken)) {
        more = webSocket.watchQuiet(path, seen);
      }
    }
    long took = upgraded - started;
    if (end(path, more, System.nanoTime() - took)) {
      path.log().skip(Stage.SIP, "the WebSocket ended right after its 101");
      return;
    }
    Subject subject = path.context().subject();
    List<Fault> faults = new ArrayList<>(new SipDecision().decide(subject, spoken));
    call.map(EchoCall::signalling).ifPresent(faults::addAll);
    SipFacts.record(spoken, LocalDate.ofInstant(subject.now(), ZoneOffset.UTC), path.log());
    path.log()
        .fact(
            "sip.failedLoginsThisHour",
            Integer.toString(budget.used(path.context().dialer().id())));
    long called = call.map(EchoCall::took).orElse(Duration.ZERO).toNanos();
    path.log().end(Stage.SIP, upgraded + called, faults);
    call.ifPresent(made -> made.record(path.log()));
  }

  private Optional<EchoCall> call(Path path) {
    CheckContext context = path.context();
    return context
        .dialer()
        .sip()
        .flatMap(SipAccount::echo)
        .flatMap(extension ->
            calls.map(
                settings -> new EchoCall(context, extension, path.address(), settings, random)));
  }

  /** Ends the websocket stage; whether it has a fault. */
  private static boolean end(Path path, WebSocketObservation seen, long started) {
    List<Fault> faults = new WebSocketDecision().decide(path.context().subject(), seen);
    path.log().end(Stage.WEBSOCKET, started, faults);
    return !faults.isEmpty();
  }

  private static boolean neverAnswered(SipObservation spoken) {
    return spoken.anyAnswer().isEmpty();
  }

  private static boolean lost(SipObservation spoken) {
    return Optional.of(spoken)
        .flatMap(seen -> seen.query().or(seen::stranger).or(seen::options))
        .map(Exchange::last)
        .map(SipAnswer::outcome)
        .filter(outcome -> outcome == Outcome.LOST)
        .isPresent();
  }

  private static void facts(UpgradeAnswer answer, StageLog log) {
    String protocol = answer.header("sec-websocket-protocol");
    if (!protocol.isEmpty()) {
      log.fact("websocket.subprotocol", protocol);
    }
    if (answer.status() != 0) {
      log.fact("websocket.status", Integer.toString(answer.status()));
    }
    if (!answer.header("server").isEmpty()) {
      log.fact("http.server", answer.header("server"));
    }
  }
}
