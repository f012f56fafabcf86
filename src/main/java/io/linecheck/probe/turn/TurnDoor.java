package io.linecheck.probe.turn;

import io.linecheck.model.ServiceKind;
import io.linecheck.probe.Path;
import io.linecheck.probe.stun.StreamTransport;
import io.linecheck.probe.stun.StunTransport;
import io.linecheck.probe.stun.UdpTransport;
import io.linecheck.probe.wire.Connection;
import java.net.InetSocketAddress;
import java.util.Optional;

/** Opens sessions at one TURN service: over UDP a new socket each, else the walked connection. */
final class TurnDoor {
  private final Path path;
  private InetSocketAddress server;
  private Optional<Connection> walked;
  private int opened;

  TurnDoor(Path path) {
    this.path = path;
    this.server = path.address();
    this.walked = path.connection();
  }

  /** The transport's name as a person reads it. */
  String transport() {
    return switch (path.context().service().kind()) {
      case TURN_TCP -> "TCP";
      case TURN_TLS -> "TLS";
      case TURN_UDP, STUN, HTTPS, WSS, SIPS, TLS -> "UDP";
    };
  }

  /** Where sessions go. */
  InetSocketAddress server() {
    return server;
  }

  /** How many sessions were opened beside the first. */
  int extra() {
    return Math.max(0, opened - 1);
  }

  /**
   * Sends further sessions elsewhere (300 Try Alternate, RFC 8489 section 10); whether somebody
   * answers there.
   */
  boolean redirect(InetSocketAddress alternate) throws InterruptedException {
    if (!isUdp()) {
      Optional<Connection> there = path.opener().openAt(alternate);
      if (there.isEmpty()) {
        return false;
      }
      walked.ifPresent(Connection::close);
      walked = there;
    }
    server = alternate;
    return true;
  }

  /** The next session; empty where no further connection could be opened. */
  Optional<TurnSession> open() throws InterruptedException {
    opened++;
    if (isUdp()) {
      return Optional.of(session(UdpTransport.open(server)));
    }
    Optional<Connection> connection =
        walked.isPresent()
            ? walked
            : server.equals(path.address()) ? path.opener().open() : path.opener().openAt(server);
    walked = Optional.empty();
    return connection.map(open -> session(new StreamTransport(open)));
  }

  private boolean isUdp() {
    ServiceKind kind = path.context().service().kind();
    return kind != ServiceKind.TURN_TCP && kind != ServiceKind.TURN_TLS;
  }

  private TurnSession session(StunTransport transport) {
    return new TurnSession(transport, path.context().transcript());
  }
}
