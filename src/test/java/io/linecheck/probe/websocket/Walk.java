package io.linecheck.probe.websocket;

import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Platform;
import io.linecheck.model.Secret;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.SipAccount;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.TranscriptLine;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.sip.FailedLoginBudget;
import io.linecheck.probe.sip.SipSettings;
import io.linecheck.probe.wire.Connection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** One run of the conversation against a peer of a test, and what came of it. */
public final class Walk {
  /** A hurried run, so that a test of silence is short. */
  public static final WebSocketSettings HURRIED =
      new WebSocketSettings(
          Duration.ofMillis(700), Duration.ofMillis(30), 2, Duration.ofMillis(300));

  private static final SipSettings HURRIED_SIP =
      new SipSettings(Duration.ofMillis(500), 60, Duration.ofMillis(500));

  private final StageLog log;
  private final CheckContext context;
  private final AtomicInteger further = new AtomicInteger();

  private Walk(CheckContext context) {
    this.context = context;
    this.log = new StageLog(context);
  }

  /** The dialer of a test: its only service is {@code wss} at a port of 127.0.0.1. */
  public static Dialer dialer(
      Platform platform, int port, String path, Optional<SipAccount> account) {
    Service service = new Service("wss", ServiceKind.WSS, "127.0.0.1", port, List.of(path), true);
    return new Dialer(
        "stub",
        "localhost",
        "vicidial",
        platform,
        0,
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        List.of(service),
        account,
        new TurnAccess.None());
  }

  /** The phone of the stub. */
  public static SipAccount phone(String user, String password) {
    return new SipAccount(user, Optional.of(new Secret(password)), Optional.empty());
  }

  /** Runs the conversation in a hurry. */
  public static Walk run(
      Dialer dialer, FailedLoginBudget budget, Supplier<Connection> opener, Duration timeout)
      throws InterruptedException {
    return run(
        new WebSocketConversation(HURRIED, HURRIED_SIP, budget, Optional.empty()),
        dialer,
        opener,
        timeout);
  }

  /** Runs any conversation. */
  public static Walk run(
      Conversation conversation, Dialer dialer, Supplier<Connection> opener, Duration timeout)
      throws InterruptedException {
    CheckContext context =
        new CheckContext(
            dialer,
            dialer.services().getFirst(),
            "local",
            Deadline.in(timeout),
            new Transcript(
                dialer.sip().flatMap(SipAccount::password).map(List::of).orElse(List.of())),
            InstantSource.system(),
            (service, stage) -> {});
    Walk walk = new Walk(context);
    Connection connection = opener.get();
    conversation.converse(
        new Path(
            context,
            new InetSocketAddress("127.0.0.1", dialer.services().getFirst().port()),
            Optional.of(connection),
            () -> {
              walk.further.incrementAndGet();
              return Optional.of(opener.get());
            },
            walk.log));
    return walk;
  }

  /** All faults, in the order of the stages. */
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    log.stages().forEach(stage -> faults.addAll(stage.faults()));
    return faults;
  }

  /** The codes of all faults. */
  public List<String> codes() {
    return faults().stream().map(fault -> fault.code().word()).toList();
  }

  /** The result of a stage. */
  public StageResult stage(Stage stage) {
    return log.stages().stream().filter(s -> s.stage() == stage).findFirst().orElseThrow();
  }

  /** The facts. */
  public SortedMap<String, String> facts() {
    return log.facts();
  }

  /** How many connections were opened beyond the first. */
  public int further() {
    return further.get();
  }

  /** The transcript as text. */
  public String transcript() {
    StringBuilder text = new StringBuilder();
    for (TranscriptLine line : context.transcript().lines()) {
      text.append(line.direction()).append(' ').append(line.text()).append('\n');
    }
    return text.toString();
  }
}
