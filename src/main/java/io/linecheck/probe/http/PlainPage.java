package io.linecheck.probe.http;

import io.linecheck.model.Service;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.TcpConnection;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TcpOutcome;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Asks for the agent's page over plain http, where it should redirect. */
public final class PlainPage {
  private PlainPage() {}

  /**
   * How a call on a plain port went.
   *
   * @param connection how TCP went
   * @param answer what came; empty where there was no connection
   */
  public record Call(TcpOutcome connection, Optional<HttpAnswer> answer) {}

  /** Asks for the root page in the clear. */
  public static Call call(TcpDoor door, String host, InetSocketAddress address, Deadline deadline)
      throws InterruptedException {
    TcpOutcome outcome = door.connect(address, deadline);
    if (!(outcome instanceof TcpOutcome.Connected(TcpConnection open))) {
      return new Call(outcome, Optional.empty());
    }
    try (open) {
      return new Call(
          outcome,
          Optional.of(new HttpExchange(open).ask(PageDoor.request(host, "/"), 0, deadline)));
    }
  }

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
          new HttpExchange(open).ask(PageDoor.request(service.host(), service.path()), 0, deadline);
      return List.of(
          PageVisit.of(
              "http://" + service.host() + service.path(),
              answer,
              (System.nanoTime() - started) / 1_000_000,
              0));
    }
  }
}
