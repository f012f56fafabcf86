package io.linecheck.probe.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.TestAuthority;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Handshake.End;
import io.linecheck.probe.wire.TlsOffer.TlsEngine;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TcpDoorTest {
  private static final TestAuthority AUTHORITY = TestAuthority.today();
  private static final TestAuthority.Issued LEAF = AUTHORITY.leaf("pbx.example.com");
  private static Vertx vertx;
  private static TcpDoor door;

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
    door = new TcpDoor(vertx);
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @Test
  void closedPortIsRefused() throws InterruptedException {
    InetSocketAddress closed =
        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FreePorts.closed());
    assertInstanceOf(TcpOutcome.Refused.class, door.connect(closed, soon()));
  }

  @Test
  void fullBacklogIsFiltered() throws Exception {
    try (var listener = new java.net.ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var address = (InetSocketAddress) listener.getLocalSocketAddress();
      TcpOutcome last = door.connect(address, soon());
      for (int i = 0; i < 8 && last instanceof TcpOutcome.Connected; i++) {
        last = door.connect(address, Deadline.in(Duration.ofMillis(300)));
      }
      assertInstanceOf(TcpOutcome.Filtered.class, last);
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void handshakeTellsWhatWasAgreedAndTheWholeChain(TlsEngine engine) throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.tls(AUTHORITY, LEAF, TcpDoorTest::echo);
        TcpConnection connection = connect(peer)) {
      Handshake handshake =
          connection.startTls(TlsOffer.browser("pbx.example.com").withEngine(engine), soon());
      assertEquals(End.COMPLETED, handshake.end(), handshake.toString());
      assertEquals("TLSv1.3", handshake.version());
      assertEquals("x25519", handshake.group());
      assertEquals(2, connection.chain().size());
      assertTrue(connection.write(Buffer.buffer("ping"), soon()));
      assertEquals(
          "ping", assertInstanceOf(Read.Bytes.class, connection.read(soon())).bytes().toString());
      assertInstanceOf(Read.Closed.class, connection.read(soon()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "NATIVE, pbx.example.com, pbx.example.com", "JDK, pbx.example.com, pbx.example.com",
    "NATIVE, pbx, pbx", "JDK, pbx, pbx",
    "NATIVE, pbx.example.com., pbx.example.com", "JDK, pbx., pbx",
    "NATIVE, my_pbx, ''", "JDK, my_pbx.example.com, ''",
    "NATIVE, 127.0.0.1, ''", "JDK, ::1, ''"
  })
  void everyNameIsSentToTheServerButNoAddress(TlsEngine engine, String host, String sent)
      throws InterruptedException {
    BlockingQueue<String> named = new LinkedBlockingQueue<>();
    FaultyPeer.Manner tellsTheName =
        socket -> {
          ((SSLSocket) socket).startHandshake();
          var session = (ExtendedSSLSession) ((SSLSocket) socket).getSession();
          named.add(
              session.getRequestedServerNames().stream()
                  .map(name -> ((SNIHostName) name).getAsciiName())
                  .collect(Collectors.joining(" ")));
        };
    try (FaultyPeer peer = FaultyPeer.tls(AUTHORITY, LEAF, tellsTheName);
        TcpConnection connection = connect(peer)) {
      assertTrue(
          connection.startTls(TlsOffer.browser(host).withEngine(engine), soon()).completed());
      assertEquals(sent, named.poll(5, TimeUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void chainComesEachTimeAndIsNeverResumedAway(TlsEngine engine) throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.tls(AUTHORITY, LEAF, TcpDoorTest::echo)) {
      for (int i = 0; i < 10; i++) {
        try (TcpConnection connection = connect(peer)) {
          Handshake handshake =
              connection.startTls(TlsOffer.browser("pbx.example.com").withEngine(engine), soon());
          assertTrue(handshake.completed());
          assertEquals(2, connection.chain().size(), "connection " + i);
          connection.write(Buffer.buffer("ping"), soon());
          connection.read(soon());
        }
      }
    }
  }

  @Test
  void silentServerIsSilence() throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.silent()) {
      Handshake handshake = shake(peer, Deadline.in(Duration.ofMillis(300)));
      assertEquals(End.SILENCE, handshake.end());
      assertEquals(false, handshake.serverHello());
    }
  }

  @Test
  void closeBeforeServerHelloIsClosed() throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.closing()) {
      assertEquals(End.CLOSED, shake(peer, soon()).end());
    }
  }

  @Test
  void resetInTheHandshakeIsReset() throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.resetting()) {
      assertEquals(End.RESET, shake(peer, soon()).end());
    }
  }

  @Test
  void plainHttpIsToldByItsFirstLine() throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.saying("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      Handshake handshake = shake(peer, soon());
      assertEquals(End.PLAINTEXT, handshake.end());
      assertEquals("HTTP/1.1 400 Bad Request", handshake.detail());
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void alertIsNamed(TlsEngine engine) throws InterruptedException {
    try (FaultyPeer peer = FaultyPeer.saying("\u0015\u0003\u0003\u0000\u0002\u0002\u0070");
        TcpConnection connection = connect(peer)) {
      Handshake handshake =
          connection.startTls(TlsOffer.browser("pbx.example.com").withEngine(engine), soon());
      assertEquals(End.ALERT, handshake.end());
      assertEquals("unrecognized_name", handshake.alert());
    }
  }

  @ParameterizedTest
  @EnumSource(TlsEngine.class)
  void requestForAClientCertificateIsNoticed(TlsEngine engine) throws InterruptedException {
    try (FaultyPeer peer =
            FaultyPeer.tls(
                AUTHORITY, LEAF, listener -> listener.setWantClientAuth(true), TcpDoorTest::echo);
        TcpConnection connection = connect(peer)) {
      Handshake handshake =
          connection.startTls(TlsOffer.browser("pbx.example.com").withEngine(engine), soon());
      assertTrue(handshake.completed(), handshake.toString());
      assertTrue(handshake.clientCertificateRequested());
    }
  }

  @Test
  void floodWaitsInTheKernelUntilItIsRead() throws Exception {
    AtomicLong sent = new AtomicLong();
    try (FaultyPeer peer =
            FaultyPeer.tcp(socket -> {
              byte[] block = new byte[64 * 1024];
              while (sent.get() < 200_000_000) {
                socket.getOutputStream().write(block);
                sent.addAndGet(block.length);
              }
            });
        TcpConnection connection = connect(peer)) {
      assertInstanceOf(Read.Bytes.class, connection.read(soon()));
      long before;
      do {
        before = sent.get();
        Thread.sleep(100);
      } while (sent.get() != before);
      assertTrue(before < 50_000_000, "the peer could send " + before + " bytes unread");
    }
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(5));
  }

  private static TcpConnection connect(FaultyPeer peer) throws InterruptedException {
    return assertInstanceOf(TcpOutcome.Connected.class, door.connect(peer.address(), soon()))
        .connection();
  }

  private static Handshake shake(FaultyPeer peer, Deadline deadline) throws InterruptedException {
    try (TcpConnection connection = connect(peer)) {
      return connection.startTls(TlsOffer.browser("pbx.example.com"), deadline);
    }
  }

  private static void echo(java.net.Socket socket) throws java.io.IOException {
    byte[] four = new byte[4];
    new DataInputStream(socket.getInputStream()).readFully(four);
    socket.getOutputStream().write(four);
  }
}
