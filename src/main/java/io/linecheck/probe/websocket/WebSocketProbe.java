package io.linecheck.probe.websocket;

import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.sip.SipLine.Incoming;
import io.linecheck.probe.websocket.UpgradeAnswer.Outcome;
import io.linecheck.probe.websocket.WebSocketObservation.Ending;
import io.linecheck.probe.wire.Connection;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Opens a SIP WebSocket as a browser phone does and, only where that failed, asks the least that
 * tells the causes apart, each over a connection of its own. Runs on the check's virtual thread.
 */
final class WebSocketProbe {
  private final WebSocketSettings settings;
  private final RandomGenerator random;

  WebSocketProbe(WebSocketSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /**
   * What came of the upgrade.
   *
   * @param socket open, where the 101 kept the rules
   */
  record Opened(WebSocketObservation seen, Optional<WebSocket> socket) {}

  /** Upgrades the connection of the path. */
  Opened open(Path path, Connection connection) throws InterruptedException {
    UpgradeRequest request = request(path.context());
    UpgradeExchange exchange = new UpgradeExchange(connection, request);
    UpgradeAnswer answer = exchange.run(patience(path), transcript(path));
    String origin = request.origin().orElse("");
    return new Opened(
        WebSocketObservation.of(origin, answer), socket(connection, answer, exchange.behind()));
  }

  /** Adds to a failed upgrade what decides its cause. */
  WebSocketObservation narrow(Path path, WebSocketObservation seen) throws InterruptedException {
    UpgradeRequest request = request(path.context());
    UpgradeAnswer upgrade = seen.upgrade();
    return switch (upgrade.outcome()) {
      case CLOSED_EMPTY, BROKEN_EMPTY -> seen.withRepeats(repeat(path, request));
      case STATUS ->
          switch (upgrade.status()) {
            case 403 -> seen.withoutOrigin(ask(path, request.withoutOrigin()));
            case 404, 503 -> seen.withPlainGet(ask(path, request.asPlainGet()));
            case 200, 426, 502 -> seen;
            default -> upgrade.status() < 400 ? seen : otherProtocols(path, request, seen);
          };
      case SWITCHED, CUT_SHORT, MALFORMED, SILENT, NOT_CONNECTED -> seen;
    };
  }

  /**
   * Whether a WebSocket over which nothing is sent ends by itself right after its 101: asked once
   * the first one was lost before any answer, to tell a server that closes at once from one that
   * dies of a request.
   */
  WebSocketObservation watchQuiet(Path path, WebSocketObservation seen)
      throws InterruptedException {
    Optional<Connection> further = path.opener().open();
    if (further.isEmpty()) {
      return seen;
    }
    try (Connection connection = further.get()) {
      UpgradeExchange exchange = new UpgradeExchange(connection, request(path.context()));
      UpgradeAnswer answer = exchange.run(patience(path), transcript(path));
      Optional<WebSocket> socket = socket(connection, answer, exchange.behind());
      if (socket.isEmpty()) {
        return seen;
      }
      try (WebSocket quiet = socket.get()) {
        Deadline until = path.context().deadline().atMost(settings.quiet());
        return ending(quiet.receive(until)).map(seen::withEnding).orElse(seen);
      }
    }
  }

  /** How a wait ended, where it ended the WebSocket. */
  static Optional<Ending> ending(Incoming incoming) {
    return switch (incoming) {
      case Incoming.Closed(int code, String reason) ->
          Optional.of(
              new Ending(
                  false,
                  "closed with code " + code + (reason.isEmpty() ? "" : " '" + reason + "'")));
      case Incoming.Lost(String why) -> Optional.of(new Ending(false, why));
      case Incoming.Malformed(String why) -> Optional.of(new Ending(true, why));
      case Incoming.Message ignored -> Optional.empty();
      case Incoming.Silence() -> Optional.empty();
    };
  }

  private WebSocketObservation otherProtocols(
      Path path, UpgradeRequest request, WebSocketObservation seen) throws InterruptedException {
    UpgradeAnswer echo = ask(path, request.withProtocol(Optional.of("echo")));
    WebSocketObservation more = seen.withEcho(echo);
    boolean decided = echo.agreed("echo") || echo.outcome() != Outcome.STATUS;
    return decided ? more : more.withoutProtocol(ask(path, request.withProtocol(Optional.empty())));
  }

  private List<UpgradeAnswer> repeat(Path path, UpgradeRequest request)
      throws InterruptedException {
    List<UpgradeAnswer> answers = new ArrayList<>();
    for (int i = 0; i < settings.repeats(); i++) {
      Duration left = path.context().deadline().remaining();
      if (left.compareTo(settings.repeatAfter()) <= 0) {
        break;
      }
      Thread.sleep(settings.repeatAfter());
      UpgradeAnswer answer = ask(path, request);
      answers.add(answer);
      if (!answer.isEmpty()) {
        break;
      }
    }
    return answers;
  }

  private UpgradeAnswer ask(Path path, UpgradeRequest request) throws InterruptedException {
    Optional<Connection> further = path.opener().open();
    if (further.isEmpty()) {
      return new UpgradeAnswer(Outcome.NOT_CONNECTED, 0, "", Map.of(), "", "", 0);
    }
    Connection connection = further.get();
    UpgradeExchange exchange = new UpgradeExchange(connection, request);
    try {
      UpgradeAnswer answer = exchange.run(patience(path), transcript(path));
      Optional<WebSocket> socket = socket(connection, answer, exchange.behind());
      socket.ifPresent(WebSocket::close);
      return answer;
    } finally {
      connection.close();
    }
  }

  private static Optional<WebSocket> socket(
      Connection connection, UpgradeAnswer answer, Buffer behind) {
    return answer.outcome() == Outcome.SWITCHED
        ? Optional.of(new WebSocket(connection, behind))
        : Optional.empty();
  }

  private UpgradeRequest request(CheckContext context) {
    Service service = context.service();
    String host = service.host().indexOf(':') >= 0 ? "[" + service.host() + "]" : service.host();
    String authority = service.port() == 443 ? host : host + ":" + service.port();
    String dialer = context.dialer().host();
    String origin = "https://" + (dialer.indexOf(':') >= 0 ? "[" + dialer + "]" : dialer);
    return UpgradeRequest.ofPhone(authority, service.path(), origin, random);
  }

  private Deadline patience(Path path) {
    return path.context().deadline().atMost(settings.answer());
  }

  private static Transcript transcript(Path path) {
    path.context().transcript().note(Stage.WEBSOCKET, "upgrade at " + path.address());
    return path.context().transcript();
  }
}
