package io.linecheck.probe.turn;

import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.linecheck.model.Secret;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.StageResult;
import io.linecheck.model.Status;
import io.linecheck.model.TurnAccess;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.wire.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs one conversation against one address and keeps what it logged. */
public final class TurnRun {
  private final ServiceKind kind;
  private final InetSocketAddress address;
  private TurnAccess access = new TurnAccess.None();
  private List<InetAddress> media = List.of();
  private Duration timeout = Duration.ofSeconds(12);
  private InstantSource clock = InstantSource.system();
  private TurnSettings settings = TurnSettings.STANDARD;
  private Opening opening = address -> new Socket(address.getAddress(), address.getPort());

  /** How a stream is opened. */
  public interface Opening {
    /** Opens one. */
    Socket open(InetSocketAddress address) throws IOException;
  }

  /** What a run left behind. */
  public record Outcome(StageLog log, Transcript transcript, Duration took, int furtherOpened) {
    /** The words of all codes, in the order of the stages. */
    public List<String> codes() {
      return log.stages().stream()
          .flatMap(stage -> stage.faults().stream())
          .map(Fault::code)
          .map(FindingCode::word)
          .toList();
    }

    /** The evidence of the first fault. */
    public String evidence() {
      return log.stages().stream()
          .flatMap(stage -> stage.faults().stream())
          .map(Fault::evidence)
          .findFirst()
          .orElse("");
    }

    /** The status of a stage. */
    public Optional<Status> status(Stage stage) {
      return log.stages().stream()
          .filter(result -> result.stage() == stage)
          .map(StageResult::status)
          .findFirst();
    }

    /** A fact, or the empty string. */
    public String fact(String name) {
      return log.facts().getOrDefault(name, "");
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      log.stages().forEach(stage -> text.append(stage).append('\n'));
      text.append(log.facts()).append(' ').append(took.toMillis()).append(" ms\n");
      transcript.lines().forEach(line -> text.append(line).append('\n'));
      return text.toString();
    }
  }

  private TurnRun(ServiceKind kind, InetSocketAddress address) {
    this.kind = kind;
    this.address = address;
  }

  /** A run against a service. */
  public static TurnRun of(ServiceKind kind, InetSocketAddress address) {
    return new TurnRun(kind, address);
  }

  /** With the shared secret. */
  public TurnRun secret(String secret) {
    access = new TurnAccess.SharedSecret(new Secret(secret));
    return this;
  }

  /** With long-term credentials. */
  public TurnRun user(String user, String password) {
    access = new TurnAccess.LongTerm(user, new Secret(password));
    return this;
  }

  /** With the dialer's media address. */
  public TurnRun media(String ip) throws IOException {
    media = List.of(InetAddress.getByName(ip));
    return this;
  }

  /** With another deadline. */
  public TurnRun timeout(Duration duration) {
    timeout = duration;
    return this;
  }

  /** With other settings. */
  public TurnRun settings(TurnSettings other) {
    settings = other;
    return this;
  }

  /** With another clock. */
  public TurnRun clock(InstantSource other) {
    clock = other;
    return this;
  }

  /** With streams opened another way, through TLS. */
  public TurnRun opening(Opening other) {
    opening = other;
    return this;
  }

  /** Runs the TURN conversation. */
  public Outcome run() throws Exception {
    return run(new TurnConversation(settings, MediaAddresses::known));
  }

  /** Runs any conversation on a virtual thread, as a check does. */
  public Outcome run(Conversation conversation) throws Exception {
    Service service =
        new Service("door", kind, "turn.linecheck.test", address.getPort(), List.of(), true);
    Dialer dialer =
        new Dialer(
            "d",
            "dialer.linecheck.test",
            "vicidial",
            Platform.VICIDIAL,
            0,
            Map.of(),
            media,
            Map.of(),
            Optional.empty(),
            List.of(service),
            Optional.empty(),
            access);
    Transcript transcript = new Transcript(List.of());
    CheckContext context =
        new CheckContext(
            dialer, service, "local", Deadline.in(timeout), transcript, clock, (s, r) -> {});
    StageLog log = new StageLog(context);
    AtomicInteger opened = new AtomicInteger();
    boolean stream = kind == ServiceKind.TURN_TCP || kind == ServiceKind.TURN_TLS;
    Optional<Connection> connection = stream ? Optional.of(connect(address)) : Optional.empty();
    Path path =
        new Path(
            context,
            address,
            connection,
            Path.Opener.at(
                address,
                at -> {
                  opened.incrementAndGet();
                  return stream ? Optional.of(connect(at)) : Optional.empty();
                }),
            log);
    long started = System.nanoTime();
    Throwable[] failure = new Throwable[1];
    Thread thread =
        Thread.ofVirtual()
            .start(() -> {
              try {
                conversation.converse(path);
              } catch (Throwable thrown) {
                failure[0] = thrown;
              }
            });
    if (!thread.join(timeout.plusSeconds(5))) {
      thread.interrupt();
      throw new AssertionError("still running 5 s after its deadline");
    }
    if (failure[0] != null) {
      throw new AssertionError("conversation threw", failure[0]);
    }
    return new Outcome(
        log, transcript, Duration.ofNanos(System.nanoTime() - started), opened.get());
  }

  private Connection connect(InetSocketAddress at) {
    try {
      return new SocketConnection(opening.open(at));
    } catch (IOException refused) {
      throw new IllegalStateException(refused);
    }
  }
}
