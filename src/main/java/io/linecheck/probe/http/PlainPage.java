package io.linecheck.probe.http;

import io.linecheck.model.Service;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import java.net.InetSocketAddress;
import java.util.List;

/** Asks for the agent's page over plain http, where it should redirect. */
public final class PlainPage {
  private PlainPage() {}

  /** The visit; empty where nothing listens, which is no fault. */
  public static List<PageVisit> visit(
      TcpDoor door, Service service, InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    if (!(door.connect(address, deadline) instanceof TcpOutcome.Connected(TcpConnection open))) {
      return List.of();
    }
    long started = System.nanoTime();
    try (open) {
      HttpAnswer answer =
          new HttpExchange(open)
              .ask(HttpConversation.request(service.host(), service.path()), 0, deadline);
      return List.of(
          PageVisit.of(
              "http://" + service.host() + service.path(),
              answer,
              (System.nanoTime() - started) / 1_000_000,
              0));
    }
  }
}
