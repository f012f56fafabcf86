package io.linecheck.probe.http;

import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.http.PageVisit.End;
import io.linecheck.probe.wire.Connection;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The door behind which all pages of a service lie: asks for one after another over one connection
 * while the server keeps it (RFC 9112, 9.3), opens another where it does not, and repeats a
 * connection that was closed without a byte. For one walk, on its virtual thread.
 */
final class PageDoor implements AutoCloseable {
  private static final int REPEATS = 3;
  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final int BODY_WANTED = 2048;

  private final Path path;
  private final CheckContext context;
  private final Cookies cookies = new Cookies();
  private Optional<Connection> ready;
  private boolean used;

  /** A door at the end of this path, with the path's connection still unused. */
  PageDoor(Path path) {
    this.path = path;
    this.context = path.context();
    this.ready = path.connection();
  }

  /**
   * One page; a close without a byte proves nothing until it came three times.
   *
   * @param goesOn whether after such an answer another page is asked for
   */
  PageVisit insist(String page, Predicate<PageVisit> goesOn) throws InterruptedException {
    boolean kept = ready.isPresent() && used;
    PageVisit visit = once(page, 0, goesOn);
    if (kept && (visit.end() == End.CLOSED_EMPTY || visit.end() == End.BROKEN)) {
      // A server may close a kept connection at any time (RFC 9112, 9.3.1): that says nothing.
      visit = once(page, 0, goesOn);
    }
    for (int closes = 1; visit.end() == End.CLOSED_EMPTY && closes < REPEATS; closes++) {
      if (context.deadline().remaining().compareTo(PAUSE) <= 0) {
        break;
      }
      Thread.sleep(PAUSE);
      visit = once(page, closes, goesOn);
    }
    return visit;
  }

  private PageVisit once(String page, int closesBefore, Predicate<PageVisit> goesOn)
      throws InterruptedException {
    String url = "https://" + authority(context.service()) + page;
    Optional<Connection> connection = ready.isPresent() ? ready : path.opener().open();
    if (connection.isEmpty()) {
      return PageVisit.ended(url, End.NOT_ASKED, "", 0, closesBefore);
    }
    ready = connection;
    used = true;
    HttpExchange exchange = new HttpExchange(connection.get());
    try {
      return ask(exchange, url, page, closesBefore, goesOn);
    } finally {
      if (!exchange.isReusable()) {
        close();
      }
    }
  }

  private PageVisit ask(
      HttpExchange exchange, String url, String page, int closesBefore, Predicate<PageVisit> goesOn)
      throws InterruptedException {
    Deadline whole = context.deadline();
    Deadline deadline = whole.atMost(whole.remaining().multipliedBy(9).dividedBy(10));
    long started = System.nanoTime();
    context.transcript().sent(Stage.HTTP, "GET " + url);
    long[] answered = new long[1];
    HttpAnswer answer =
        exchange.ask(
            request(authority(context.service()), page, cookies.header(), "keep-alive"),
            BODY_WANTED,
            deadline,
            head -> {
              answered[0] = System.nanoTime();
              return goesOn.test(PageVisit.of(url, head, 0, 0));
            });
    long ended = answered[0] == 0 ? System.nanoTime() : answered[0];
    if (answer instanceof HttpAnswer.Answer given) {
      cookies.take(given);
    }
    int closes = answer instanceof HttpAnswer.ClosedEmpty ? closesBefore + 1 : closesBefore;
    PageVisit visit = PageVisit.of(url, answer, (ended - started) / 1_000_000, closes);
    context.transcript().received(Stage.HTTP, words(visit));
    return visit;
  }

  /** A GET as a browser sends it, with no wish to keep the connection. */
  static String request(String authority, String page) {
    return request(authority, page, "", "close");
  }

  private static String request(String authority, String page, String cookies, String connection) {
    return "GET "
        + page
        + " HTTP/1.1\r\nHost: "
        + authority
        + "\r\nUser-Agent: Mozilla/5.0 (compatible; Linecheck)\r\nAccept: text/html,*/*;q=0.8\r\n"
        + cookies
        + "Connection: "
        + connection
        + "\r\n\r\n";
  }

  /** The cookies that the next request will carry. */
  String cookies() {
    return cookies.header();
  }

  /** The authority of the door's addresses, as a browser writes it into {@code Host}. */
  static String authority(Service service) {
    String host = service.host().indexOf(':') >= 0 ? "[" + service.host() + "]" : service.host();
    return service.port() == 443 ? host : host + ":" + service.port();
  }

  private static String words(PageVisit visit) {
    return visit.end() == End.ANSWERED
        ? visit.status()
            + " "
            + visit.reason()
            + (visit.location().isEmpty() ? "" : " → " + visit.location())
        : visit.end() + " " + visit.detail();
  }

  @Override
  public void close() {
    ready.ifPresent(Connection::close);
    ready = Optional.empty();
    used = false;
  }
}
