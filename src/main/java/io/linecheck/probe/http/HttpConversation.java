package io.linecheck.probe.http;

import io.linecheck.model.Service;
import io.linecheck.model.Stage;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Conversation;
import io.linecheck.probe.Path;
import io.linecheck.probe.StageLog;
import io.linecheck.probe.http.PageVisit.End;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for every page of the service over one connection as long as the server keeps it, and
 * follows redirects on the same door as a browser does. Facts of the first page, at the end of its
 * redirects: {@code http.status}, {@code http.version}, {@code http.server}, and how many redirects
 * led there, {@code http.redirects}; where the answer tells them {@code http.contentLength} and
 * {@code http.bodyLength} (unpacked) in bytes, and {@code http.lastModified}.
 */
public final class HttpConversation implements Conversation {
  /** Chrome and Firefox follow 20. */
  private static final int MOST_REDIRECTS = 20;

  private final HttpDecision decision = new HttpDecision();
  private final ForeignNames names;

  /** A conversation that looks other hosts up by these names. */
  public HttpConversation(ForeignNames names) {
    this.names = names;
  }

  @Override
  public void converse(Path path) throws InterruptedException {
    long started = System.nanoTime();
    Service service = path.context().service();
    List<String> pages = service.paths().isEmpty() ? List.of("/") : service.paths();
    List<PageVisit> visits = new ArrayList<>();
    try (PageDoor door = new PageDoor(path)) {
      for (int i = 0; i < pages.size(); i++) {
        visit(path.context(), door, pages.get(i), i == pages.size() - 1, visits);
        if (i == 0) {
          facts(path.log(), visits);
        }
        End end = visits.getLast().end();
        if (end != End.ANSWERED && end != End.CIRCLE && end != End.NOWHERE) {
          break;
        }
      }
    }
    path.log()
        .end(
            Stage.HTTP,
            started,
            decision.decide(path.context().subject(), new HttpObservation(visits, List.of())));
  }

  private static void facts(StageLog log, List<PageVisit> visits) {
    PageVisit last = visits.getLast();
    if (last.end() != End.ANSWERED) {
      return;
    }
    log.fact("http.status", Integer.toString(last.status()));
    log.fact("http.version", last.version());
    if (visits.size() > 1) {
      log.fact("http.redirects", Integer.toString(visits.size() - 1));
    }
    PageContent content = last.content();
    content.length().ifPresent(it -> log.fact("http.contentLength", Long.toString(it)));
    content.unpackedLength().ifPresent(it -> log.fact("http.bodyLength", Long.toString(it)));
    content.lastModified().ifPresent(it -> log.fact("http.lastModified", it.toString()));
    if (!last.server().isEmpty()) {
      log.fact("http.server", last.server());
    }
  }

  private void visit(
      CheckContext context, PageDoor door, String page, boolean isLast, List<PageVisit> visits)
      throws InterruptedException {
    Service service = context.service();
    String target = page;
    Set<String> seen = new LinkedHashSet<>();
    List<String> way = new ArrayList<>();
    for (int i = 0; i <= MOST_REDIRECTS; i++) {
      String asked = target;
      way.add(asked);
      if (!seen.add(asked + " " + door.cookies())) {
        visits.add(circle(visits.removeLast(), String.join(" → ", way)));
        return;
      }
      PageVisit visit =
          door.insist(asked, end -> !isLast || sameDoor(service, asked, end).isPresent());
      visits.add(visit);
      Optional<String> further = sameDoor(service, target, visit);
      if (further.isEmpty()) {
        visits.add(followed(context, target, visits.removeLast()));
        return;
      }
      target = further.get();
    }
    visits.add(circle(visits.removeLast(), "more than " + MOST_REDIRECTS + " redirects"));
  }

  /** The last answer of a page that only ever leads elsewhere. */
  private static PageVisit circle(PageVisit last, String way) {
    return last.leadingAstray(End.CIRCLE, way.length() > 300 ? way.substring(0, 300) + "…" : way);
  }

  /** The redirect to a host that does not exist, as what it is. */
  private PageVisit followed(CheckContext context, String page, PageVisit visit)
      throws InterruptedException {
    Optional<String> host =
        target(context.service(), page, visit)
            .filter(uri -> "https".equalsIgnoreCase(uri.getScheme()))
            .filter(uri -> !isHost(context.service(), uri))
            .map(URI::getHost);
    Optional<String> missing =
        host.isPresent() ? names.missing(context, host.get()) : Optional.empty();
    return missing.map(why -> visit.leadingAstray(End.NOWHERE, why)).orElse(visit);
  }

  /** Where a redirect leads, if that is another page behind the same door. */
  private static Optional<String> sameDoor(Service service, String page, PageVisit visit) {
    return target(service, page, visit)
        .filter(uri -> "https".equalsIgnoreCase(uri.getScheme()) && isHost(service, uri))
        .filter(uri -> (uri.getPort() < 0 ? 443 : uri.getPort()) == service.port())
        .map(uri ->
            (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
  }

  /** Where a redirect leads. */
  private static Optional<URI> target(Service service, String page, PageVisit visit) {
    if (visit.status() < 300 || visit.status() > 399 || visit.location().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          URI.create("https://" + PageDoor.authority(service) + page)
              .resolve(visit.location().strip()));
    } catch (IllegalArgumentException notUri) {
      return Optional.empty();
    }
  }

  private static boolean isHost(Service service, URI target) {
    String host = target.getHost();
    return host != null && service.host().equalsIgnoreCase(host.replaceAll("[\\[\\]]", ""));
  }
}
