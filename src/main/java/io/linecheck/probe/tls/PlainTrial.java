package io.linecheck.probe.tls;

import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.http.HttpAnswer;
import io.linecheck.probe.http.PlainPage;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.StreamTransport;
import io.linecheck.probe.stun.StunClient;
import io.linecheck.probe.stun.StunMethod;
import io.linecheck.probe.wire.Handshake;
import io.linecheck.probe.wire.Handshake.End;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/**
 * Speaks to a door in the clear after it did not answer a ClientHello in words: some servers
 * without TLS wait for more of it, or close without a word. Runs on the check's virtual thread.
 */
final class PlainTrial {
  private final TcpDoor door;

  PlainTrial(TcpDoor door) {
    this.door = door;
  }

  /** What was answered in the clear; empty where nothing was, or nothing is known to ask. */
  Optional<Handshake> ask(Service service, InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    return switch (service.kind()) {
      case HTTPS, WSS -> http(service, address, deadline);
      case TURN_TLS -> stun(address, deadline);
      case STUN, TURN_UDP, TURN_TCP, SIPS, TLS -> Optional.empty();
    };
  }

  private Optional<Handshake> http(Service service, InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    return PlainPage.call(door, service.host(), address, deadline)
        .answer()
        .filter(HttpAnswer.Answer.class::isInstance)
        .map(HttpAnswer.Answer.class::cast)
        .map(answer ->
            inTheClear(("a GET with HTTP " + answer.status() + " " + answer.reason()).strip()));
  }

  private Optional<Handshake> stun(InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    if (!(door.connect(address, deadline) instanceof TcpOutcome.Connected(TcpConnection open))) {
      return Optional.empty();
    }
    Transcript unkept = new Transcript(List.of());
    try (StunClient client = new StunClient(new StreamTransport(open), unkept, Stage.TLS)) {
      return client.exchange(client.request(StunMethod.BINDING), deadline)
              instanceof Answer.Response
          ? Optional.of(inTheClear("a STUN Binding request with a STUN response"))
          : Optional.empty();
    }
  }

  private static Handshake inTheClear(String detail) {
    return new Handshake(End.PLAINTEXT, "", "", "", "", "", detail, false, false);
  }
}
