package io.linecheck.probe.http;

import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Path;
import io.linecheck.probe.http.PageVisit.End;
import io.linecheck.probe.wire.Connection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks for every page of the service, follows redirects on the same door, and repeats a connection
 * that was closed without a byte. Facts: {@code http.status}, {@code http.server}.
 */
public final class HttpConversation implements Conversation {
  private static final int MOST_REDIRECTS = 4;
  private static final int REPEATS = 3;
  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final int BODY_WANTED = 2048;

  private final HttpDecision decision = new HttpDecision();

  @Override
  public void converse(Path path) throws InterruptedException {
    long started = System.nanoTime();
    Service service = path.context().service();
    List<String> pages = service.paths().isEmpty() ? List.of("/") : service.paths();
    List<PageVisit> visits = new ArrayList<>();
    Optional<Connection> next = path.connection();
    for (String page : pages) {
      visit(path, page, next, visits);
      next = Optional.empty();
      if (visits.getLast().end() != End.ANSWERED) {
        break;
      }
    }
    visits.stream()
        .filter(visit -> visit.end() == End.ANSWERED)
        .findFirst()
        .ifPresent(first -> {
          path.log().fact("http.status", Integer.toString(first.status()));
          if (!first.server().isEmpty()) {
            path.log().fact("http.server", first.server());
          }
        });
    path.log()
        .end(
            Stage.HTTP,
            started,
            decision.decide(path.context().subject(), new HttpObservation(visits, List.of())));
  }

  private static void visit(
      Path path, String page, Optional<Connection> open, List<PageVisit> visits)
      throws InterruptedException {
    String target = page;
    Optional<Connection> connection = open;
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      PageVisit visit = insist(path, target, connection);
      visits.add(visit);
      Optional<String> further = sameDoor(path.context().service(), target, visit);
      if (further.isEmpty()) {
        return;
      }
      target = further.get();
      connection = Optional.empty();
    }
  }

  /** One page; a close without a byte proves nothing until it came three times. */
  private static PageVisit insist(Path path, String page, Optional<Connection> open)
      throws InterruptedException {
    PageVisit visit = once(path, page, open, 0);
    for (int closes = 1; visit.end() == End.CLOSED_EMPTY && closes < REPEATS; closes++) {
      if (path.context().deadline().remaining().compareTo(PAUSE) <= 0) {
        break;
      }
      Thread.sleep(PAUSE);
      visit = once(path, page, Optional.empty(), closes);
    }
    return visit;
  }

  private static PageVisit once(Path path, String page, Optional<Connection> open, int closesBefore)
      throws InterruptedException {
    Service service = path.context().service();
    String url = "https://" + authority(service) + page;
    Optional<Connection> connection = open.isPresent() ? open : path.opener().open();
    if (connection.isEmpty()) {
      return PageVisit.ended(url, End.NOT_ASKED, "", 0, closesBefore);
    }
    Deadline deadline =
        path.context()
            .deadline()
            .atMost(path.context().deadline().remaining().multipliedBy(9).dividedBy(10));
    long started = System.nanoTime();
    try (Connection used = connection.get()) {
      path.context().transcript().sent(Stage.HTTP, "GET " + url);
      HttpAnswer answer =
          new HttpExchange(used).ask(request(authority(service), page), BODY_WANTED, deadline);
      long waited = (System.nanoTime() - started) / 1_000_000;
      int closes = answer instanceof HttpAnswer.ClosedEmpty ? closesBefore + 1 : closesBefore;
      PageVisit visit = PageVisit.of(url, answer, waited, closes);
      path.context().transcript().received(Stage.HTTP, words(visit));
      return visit;
    }
  }

  /** A GET as a browser sends it, with no wish to keep the connection. */
  static String request(String authority, String page) {
    return "GET "
        + page
        + " HTTP/1.1\r\nHost: "
        + authority
        + "\r\nUser-Agent: Mozilla/5.0 (compatible; Linecheck)\r\nAccept: text/html,*/*;q=0.8\r\n"
        + "Connection: close\r\n\r\n";
  }

  private static String authority(Service service) {
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

  /** Where a redirect leads, if that is another page behind the same door. */
  private static Optional<String> sameDoor(Service service, String page, PageVisit visit) {
    if (visit.status() < 300 || visit.status() > 399 || visit.location().isEmpty()) {
      return Optional.empty();
    }
    try {
      URI target =
          URI.create("https://" + authority(service) + page).resolve(visit.location().strip());
      int port = target.getPort() < 0 ? 443 : target.getPort();
      boolean same =
          "https".equalsIgnoreCase(target.getScheme())
              && service.host().equalsIgnoreCase(target.getHost())
              && port == service.port();
      String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
      String path = target.getRawPath().isEmpty() ? "/" : target.getRawPath();
      return same && !(path + query).equals(page) ? Optional.of(path + query) : Optional.empty();
    } catch (IllegalArgumentException notUri) {
      return Optional.empty();
    }
  }
}
