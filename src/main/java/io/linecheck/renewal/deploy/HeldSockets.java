package io.linecheck.renewal.deploy;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.linecheck.probe.wire.TlsOffer;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * WebSockets (RFC 6455) held open at the doors of agents' phones while their server takes a new
 * certificate: what happens to them happens to connected agents. Runs on the renewal's virtual
 * thread.
 */
final class HeldSockets implements AutoCloseable {
  private static final Duration OPENING = Duration.ofSeconds(5);
  private static final Duration LISTENING = Duration.ofMillis(700);
  private static final int LONGEST_HEAD = 32 * 1024;

  private final List<Held> held = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();

  private record Held(Door door, Connection connection) {}

  /** Opens one at each door that has a path; a door that takes none is reported. */
  static HeldSockets open(TcpDoor doors, Iterable<Door> wanted) throws InterruptedException {
    HeldSockets sockets = new HeldSockets();
    for (Door door : wanted) {
      if (door.socketPath().isPresent()) {
        sockets.hold(doors, door, door.socketPath().get());
      }
    }
    return sockets;
  }

  private void hold(TcpDoor doors, Door door, String path) throws InterruptedException {
    Deadline deadline = Deadline.in(OPENING);
    if (!(doors.connect(door.address(), deadline)
        instanceof TcpOutcome.Connected(TcpConnection connection))) {
      closed.add(door.text());
      return;
    }
    boolean open = false;
    try {
      open =
          connection.startTls(TlsOffer.plain(door.host()), deadline).completed()
              && upgrade(connection, door, path, deadline);
    } finally {
      if (!open) {
        connection.close();
      }
    }
    if (open) {
      held.add(new Held(door, connection));
    } else {
      closed.add(door.text());
    }
  }

  /** The opening handshake of RFC 6455 section 4.1, with SIP as its sub-protocol (RFC 7118). */
  private static boolean upgrade(Connection connection, Door door, String path, Deadline deadline)
      throws InterruptedException {
    byte[] nonce = new byte[16];
    new SecureRandom().nextBytes(nonce);
    connection.write(
        Buffer.buffer(
            "GET "
                + path
                + " HTTP/1.1\r\nHost: "
                + door.host()
                + ":"
                + door.address().getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
                + Base64.getEncoder().encodeToString(nonce)
                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\nOrigin: https://"
                + door.host()
                + "\r\n\r\n"),
        deadline);
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0 && head.length() < LONGEST_HEAD) {
      if (!(connection.read(deadline) instanceof Read.Bytes(Buffer bytes))) {
        return false;
      }
      head.append(new String(bytes.getBytes(), StandardCharsets.ISO_8859_1));
    }
    return head.toString().startsWith("HTTP/1.1 101");
  }

  int opened() {
    return held.size();
  }

  /** How many are still there: one that was lost says so, one that is silent is held. */
  int alive() throws InterruptedException {
    int alive = 0;
    for (Held one : held) {
      alive += isAlive(one.connection()) ? 1 : 0;
    }
    return alive;
  }

  private static boolean isAlive(Connection connection) throws InterruptedException {
    Deadline deadline = Deadline.in(LISTENING);
    byte[] ping = {(byte) 0x89, (byte) 0x80, 0, 0, 0, 0};
    if (!connection.write(Buffer.buffer(ping), deadline)) {
      return false;
    }
    return switch (connection.read(deadline)) {
      case Read.Bytes(Buffer frame) -> frame.length() > 0 && (frame.getByte(0) & 0x0f) != 8;
      case Read.Silence() -> true;
      case Read.Closed(), Read.Broken(String _) -> false;
    };
  }

  /** The number before and after; empty where no door has any. */
  Optional<String> report() throws InterruptedException {
    if (held.isEmpty() && closed.isEmpty()) {
      return Optional.empty();
    }
    int before = opened();
    int after = alive();
    return Optional.of(
        "WebSockets held through the reload: "
            + before
            + " before, "
            + after
            + " after"
            + (after == before ? "" : "; connected agents were cut off")
            + (closed.isEmpty() ? "" : "; none could be opened at " + String.join(", ", closed)));
  }

  @Override
  public void close() {
    held.forEach(one -> one.connection().close());
  }
}
