package io.linecheck.probe.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.DialerPlan;
import io.linecheck.config.Profiles;
import io.linecheck.config.ServiceOverride;
import io.linecheck.model.Dialer;
import io.linecheck.model.Fault;
import io.linecheck.model.Service;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.http.PageVisit.End;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PageDoorTest {
  private static final String SHORT = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static Vertx vertx;

  private final AtomicInteger connections = new AtomicInteger();

  @BeforeAll
  static void open() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void close() {
    vertx.close().await();
  }

  @Test
  void allPagesComeOverOneConnectionWhereTheServerKeepsIt() throws Exception {
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 10, SHORT))) {
      assertEquals(List.of(200, 200, 200), statuses(visits(peer, "/a", "/b", "/c")));
    }
    assertEquals(1, connections.get());
  }

  @Test
  void longBodyIsReadAwayBeforeTheNextPage() throws Exception {
    String body = "x".repeat(100_000);
    String page = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 10, page))) {
      assertEquals(List.of(200, 200), statuses(visits(peer, "/a", "/b")));
    }
    assertEquals(1, connections.get());
  }

  @Test
  void endlessBodyCostsAConnectionButNoAnswer() throws Exception {
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> {
          connections.incrementAndGet();
          FaultyPeer.swallow(socket);
          FaultyPeer.send(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          while (true) {
            FaultyPeer.send(socket, "2710\r\n" + "y".repeat(10_000) + "\r\n");
          }
        })) {
      assertEquals(List.of(200, 200), statuses(visits(peer, "/a", "/b")));
    }
    assertEquals(2, connections.get());
  }

  @Test
  void serverThatSaysCloseGetsAConnectionForEachPage() throws Exception {
    String page = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 10, page))) {
      assertEquals(List.of(200, 200), statuses(visits(peer, "/a", "/b")));
    }
    assertEquals(2, connections.get());
  }

  @Test
  void keptConnectionThatTheServerClosesIsNoFinding() throws Exception {
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 1, SHORT))) {
      List<PageVisit> visits = visits(peer, "/a", "/b");
      assertEquals(List.of(200, 200), statuses(visits));
      assertTrue(visits.stream().allMatch(visit -> visit.emptyCloses() == 0), visits.toString());
    }
    assertEquals(2, connections.get());
  }

  @Test
  void closeWithoutAByteIsToldAfterThreeConnections() throws Exception {
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 0, SHORT))) {
      PageVisit visit = visits(peer, "/a").getFirst();
      assertEquals(End.CLOSED_EMPTY, visit.end());
      assertEquals(3, visit.emptyCloses());
    }
    assertEquals(3, connections.get());
  }

  @Test
  void factsAreOfTheAnswerAtTheEndOfTheRedirects() throws Exception {
    String login = "HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\n\r\n";
    String page = "HTTP/1.0 200 OK\r\nServer: old\r\n\r\nhello";
    try (FaultyPeer peer =
        FaultyPeer.tcp(socket -> answer(socket, 1, connections.get() == 0 ? login : page))) {
      StageLog log = walk(peer);
      assertEquals("200", log.facts().get("http.status"));
      assertEquals("1.0", log.facts().get("http.version"));
      assertEquals("old", log.facts().get("http.server"));
      assertEquals("1", log.facts().get("http.redirects"));
    }
  }

  @Test
  void redirectToAHostThatNobodyKnowsIsNoPage() throws Exception {
    String away =
        "HTTP/1.1 302 Found\r\nLocation: https://gone.example/agc/\r\nContent-Length: 0\r\n\r\n";
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 1, away))) {
      StageLog log = walk(peer);
      Fault fault = log.stages().getFirst().faults().getFirst();
      assertEquals("http-status-unexpected", fault.code().word());
      assertEquals(
          "https://localhost:"
              + peer.port()
              + "/: answers 302 Found to https://gone.example/agc/: nobody knows gone.example;"
              + " expected a page",
          fault.evidence());
    }
  }

  @Test
  void whatTheAnswerTellsOfItsContentIsAFact() throws Exception {
    String page =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nLast-Modified: Sat, 21 Nov 2026 00:00:01 GMT\r\n"
            + "\r\nok";
    try (FaultyPeer peer = FaultyPeer.tcp(socket -> answer(socket, 1, page))) {
      StageLog log = walk(peer);
      assertEquals("2", log.facts().get("http.contentLength"));
      assertEquals("2", log.facts().get("http.bodyLength"));
      assertEquals("2026-11-21T00:00:01Z", log.facts().get("http.lastModified"));
    }
  }

  /** Answers so many requests of one connection, then takes one more and closes. */
  private void answer(Socket socket, int requests, String page) throws IOException {
    connections.incrementAndGet();
    for (int i = 0; i < requests; i++) {
      FaultyPeer.swallow(socket);
      FaultyPeer.send(socket, page);
      if (page.contains("Connection: close")) {
        return;
      }
    }
    FaultyPeer.swallow(socket);
  }

  private static List<Integer> statuses(List<PageVisit> visits) {
    return visits.stream().map(PageVisit::status).toList();
  }

  private static List<PageVisit> visits(FaultyPeer peer, String... pages) throws Exception {
    List<PageVisit> visits = new ArrayList<>();
    try (PageDoor door = new PageDoor(path(peer))) {
      for (int i = 0; i < pages.length; i++) {
        boolean more = i < pages.length - 1;
        visits.add(door.insist(pages[i], seen -> more));
      }
    }
    return visits;
  }

  private static StageLog walk(FaultyPeer peer) throws Exception {
    Path path = path(peer);
    new HttpConversation((context, host) -> Optional.of("nobody knows " + host)).converse(path);
    return path.log();
  }

  private static Path path(FaultyPeer peer) throws Exception {
    Deadline deadline = Deadline.in(Duration.ofSeconds(10));
    Dialer dialer =
        DialerPlan.of("localhost", Profiles.load().get("kamailio"))
            .with(List.of(ServiceOverride.parse("https=localhost:" + peer.port() + "/")))
            .dialer();
    Service service =
        dialer.services().stream()
            .filter(it -> it.name().equals("https"))
            .findFirst()
            .orElseThrow();
    CheckContext context =
        new CheckContext(
            dialer,
            service,
            "local",
            deadline,
            new Transcript(List.of()),
            InstantSource.system(),
            (seen, stage) -> {});
    TcpDoor tcp = new TcpDoor(vertx);
    Path.Opener opener =
        () ->
            Optional.of(
                assertInstanceOf(TcpOutcome.Connected.class, tcp.connect(peer.address(), deadline))
                    .connection());
    Optional<Connection> first = opener.open();
    return new Path(context, peer.address(), first, opener, new StageLog(context));
  }
}
