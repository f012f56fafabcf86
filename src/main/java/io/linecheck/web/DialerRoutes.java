package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.linecheck.model.Readiness;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lists of dialers, one dialer, and a check on demand. */
final class DialerRoutes {
  private final DialerBook dialers;
  private final DialerView view;
  private final DialerDetail detail;
  private final ChecksOnDemand checks;

  DialerRoutes(DialerBook dialers, DialerView view, DialerDetail detail, ChecksOnDemand checks) {
    this.dialers = dialers;
    this.view = view;
    this.detail = detail;
    this.checks = checks;
  }

  void mount(Desk desk) {
    desk.get("/api/v1/dialers", Role.VIEWER, this::list);
    desk.get("/api/v1/dialers/:id", Role.VIEWER, this::one);
    desk.post("/api/v1/dialers/:id/check", Role.OPERATOR, this::check);
  }

  private Desk.Reply list(Request request) {
    Optional<Readiness> readiness = request.query("readiness").map(DialerRoutes::readiness);
    Optional<String> part =
        request
            .query("q")
            .map(text -> {
              if (text.length() > 100) {
                throw Problem.badRequest("q must have at most 100 characters");
              }
              return text.toLowerCase(Locale.ROOT);
            });
    Paging paging = Paging.of(request, 1000, 200);
    List<WatchedDialer> all =
        dialers.all().stream()
            .filter(request.only())
            .filter(watched -> readiness.filter(word -> word != view.readiness(watched)).isEmpty())
            .filter(watched -> part.filter(text -> !named(watched, text)).isEmpty())
            .sorted(
                Comparator.comparingInt(
                        (WatchedDialer watched) -> DialerView.urgency(view.readiness(watched)))
                    .thenComparing(WatchedDialer::id))
            .toList();
    Paging.Part<WatchedDialer> page = paging.of(all);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("total", all.size());
    node.set("next", page.next().map(TextNode::valueOf).orElse(null));
    ArrayNode list = node.putArray("dialers");
    page.entries().forEach(watched -> list.add(view.summary(watched)));
    return new Desk.Reply.Json(200, node);
  }

  private static boolean named(WatchedDialer watched, String part) {
    return watched.id().toLowerCase(Locale.ROOT).contains(part)
        || watched.dialer().host().toLowerCase(Locale.ROOT).contains(part)
        || watched.dialer().services().stream()
            .anyMatch(service -> service.host().toLowerCase(Locale.ROOT).contains(part));
  }

  private static Readiness readiness(String word) {
    return Arrays.stream(Readiness.values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            Problem.badRequest(
                "readiness must be not-ready, at-risk, ready or unknown, not '" + word + "'"));
  }

  private WatchedDialer find(Request request) {
    String id = request.path("id");
    return dialers.find(id).orElseThrow(() -> Problem.notFound("dialer '" + id + "'"));
  }

  private Desk.Reply one(Request request) {
    DialerDetail.Tagged answer = detail.of(find(request));
    request.context().response().putHeader("ETag", answer.tag());
    String known = request.context().request().getHeader("If-None-Match");
    boolean same =
        known != null
            && Arrays.stream(known.split(",", -1))
                .map(tag -> tag.strip().replaceFirst("^W/", ""))
                .anyMatch(tag -> tag.equals(answer.tag()) || tag.equals("*"));
    return same ? new Desk.Reply.Empty(304) : new Desk.Reply.Json(200, answer.body());
  }

  private Desk.Reply check(Request request) throws InterruptedException {
    return new Desk.Reply.Json(
        200, ContractJson.report(checks.run(find(request), request.context())));
  }
}
