package io.linecheck.probe.http;

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

class HttpExchangeTest {
  private static final Duration SOON = Duration.ofSeconds(5);
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
  void answerIsReadWithHeadersAndChunkedBody() throws InterruptedException {
    var answer =
        assertInstanceOf(
            HttpAnswer.Answer.class,
            ask(
                "HTTP/1.1 200 Fine\r\nServer: Asterisk/20.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
    assertEquals(200, answer.status());
    assertEquals("Fine", answer.reason());
    assertEquals("Asterisk/20.1", answer.header("server").orElseThrow());
    assertEquals("abcde", answer.body().toString());
  }

  @Test
  void whatFollowsASwitchOfProtocolsIsKept() throws InterruptedException {
    var answer =
        assertInstanceOf(
            HttpAnswer.Answer.class,
            ask(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n\u0081\u0002hi"));
    assertEquals(101, answer.status());
    assertEquals(4, answer.rest().length());
  }

  @Test
  void closeWithoutAByteIsClosedEmpty() throws InterruptedException {
    assertInstanceOf(HttpAnswer.ClosedEmpty.class, ask(""));
  }

  @Test
  void closeInTheHeadersIsMalformed() throws InterruptedException {
    var malformed =
        assertInstanceOf(HttpAnswer.Malformed.class, ask("HTTP/1.1 200 OK\r\nServer: x"));
    assertEquals("closed before the end of the headers", malformed.what());
  }

  @Test
  void garbageIsMalformed() throws InterruptedException {
    var malformed = assertInstanceOf(HttpAnswer.Malformed.class, ask("SSH-2.0-OpenSSH_9\r\n"));
    assertEquals("the answer does not begin with HTTP/1.", malformed.what());
    assertEquals("SSH-2.0-OpenSSH_9", malformed.raw());
  }

  @Test
  void oneLengthSaidTwiceIsOneLength() throws InterruptedException {
    String twice = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: %s\r\n\r\nok";
    var answer = assertInstanceOf(HttpAnswer.Answer.class, ask(twice.formatted("2")));
    assertEquals("ok", answer.body().toString());
    assertInstanceOf(HttpAnswer.Malformed.class, ask(twice.formatted("3")));
  }

  @Test
  void twoLocationsAreMalformedAsInBrowsers() throws InterruptedException {
    String two = "HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: %s\r\n\r\n";
    var malformed = assertInstanceOf(HttpAnswer.Malformed.class, ask(two.formatted("/b")));
    assertEquals("several Location headers: /a, /b", malformed.what());
    assertInstanceOf(HttpAnswer.Answer.class, ask(two.formatted("/a")));
  }

  @Test
  void endlessHeadersAreMalformed() throws InterruptedException {
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> {
          FaultyPeer.swallow(socket);
          FaultyPeer.send(socket, "HTTP/1.1 200 OK\r\n");
          while (true) {
            FaultyPeer.send(socket, "X-More: and more\r\n".repeat(100));
          }
        })) {
      assertInstanceOf(HttpAnswer.Malformed.class, ask(peer, SOON));
    }
  }

  @Test
  void endlessLineIsMalformed() throws InterruptedException {
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> {
          FaultyPeer.swallow(socket);
          FaultyPeer.send(socket, "HTTP/1.1 200 OK\r\nX: ");
          while (true) {
            FaultyPeer.send(socket, "y".repeat(1000));
          }
        })) {
      assertInstanceOf(HttpAnswer.Malformed.class, ask(peer, SOON));
    }
  }

  @Test
  void oneByteASecondIsNoAnswerAtTheDeadline() throws InterruptedException {
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> {
          FaultyPeer.swallow(socket);
          for (char c : "HTTP/1.1 200 OK\r\n".toCharArray()) {
            FaultyPeer.send(socket, String.valueOf(c));
            Thread.sleep(100);
          }
        })) {
      var none = assertInstanceOf(HttpAnswer.NoAnswer.class, ask(peer, Duration.ofMillis(450)));
      assertTrue(none.bytes() > 0 && none.bytes() < 10, none.toString());
    }
  }

  @Test
  void resetIsBroken() throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.resetting()) {
      assertEquals(new HttpAnswer.Broken("connection reset"), ask(peer, SOON));
    }
  }

  @Test
  void endlessBodyStopsAtWhatIsWanted() throws InterruptedException {
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> {
          FaultyPeer.swallow(socket);
          FaultyPeer.send(socket, "HTTP/1.1 200 OK\r\n\r\n");
          while (true) {
            FaultyPeer.send(socket, "y".repeat(10000));
          }
        })) {
      var answer = assertInstanceOf(HttpAnswer.Answer.class, ask(peer, SOON));
      assertEquals(1000, answer.body().length());
    }
  }

  private static HttpAnswer ask(String said) throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.saying(said)) {
      return ask(peer, SOON);
    }
  }

  private static HttpAnswer ask(FaultyPeer peer, Duration patience) throws InterruptedException {
    Deadline deadline = Deadline.in(patience);
    var connected =
        assertInstanceOf(
            TcpOutcome.Connected.class, new TcpDoor(vertx).connect(peer.address(), deadline));
    try (var connection = connected.connection()) {
      return new HttpExchange(connection).ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1000, deadline);
    }
  }
}
