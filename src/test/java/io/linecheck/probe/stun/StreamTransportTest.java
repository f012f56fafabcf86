package io.linecheck.probe.stun;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.peer.FaultyPeer;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StreamTransportTest {
  private static final String HEAD = "\u0001\u0013%s\u0021\u0012\u00a4\u0042abcdefghijkl";
  private static Vertx vertx;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @Test
  void aMessageThatPromisesTooMuchIsNotWaitedFor() throws InterruptedException {
    var garbage =
        assertInstanceOf(Received.Garbage.class, first(HEAD.formatted("\u00ff\u00fc") + "abcd"));
    assertTrue(garbage.glimpse().startsWith("a message of 65532 octets: "), garbage.glimpse());
  }

  @Test
  void aMessageEndsWhereItsLengthSays() throws InterruptedException {
    String message = HEAD.formatted("\u0000\u0000");
    assertEquals(
        20, assertInstanceOf(Received.Packet.class, first(message + message)).bytes().length());
  }

  private static Received first(String said) throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> {
          FaultyPeer.send(socket, said);
          FaultyPeer.hold();
        })) {
      var connected =
          assertInstanceOf(
              TcpOutcome.Connected.class, new TcpDoor(vertx).connect(peer.address(), deadline));
      try (StreamTransport transport = new StreamTransport(connected.connection())) {
        return transport.receive(deadline);
      }
    }
  }
}
