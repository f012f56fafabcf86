package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.linecheck.incident.Acknowledgement;
import io.linecheck.incident.Incident;
import io.linecheck.incident.IncidentStore;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.sql.Database;
import io.vertx.core.http.HttpMethod;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Incidents and who has them. The signed link of a notice opens its own incident, and nothing else,
 * without a login.
 */
final class IncidentRoutes {
  /** Resolved incidents further back than this many are not searched. */
  private static final int SEARCHED = 5000;

  private static final int OPEN_SHOWN = 2000;
  private static final long LONGEST_SECONDS = 7 * 86_400;

  private final InstantSource clock;
  private final Database database;
  private final WebParts.Acting acting;
  private final DialerBook dialers;
  private final Gate gate;
  private final IncidentView view;
  private final IncidentStore store = new IncidentStore();

  IncidentRoutes(WebParts parts, IncidentView view, Gate gate) {
    this.clock = parts.clock();
    this.database = parts.database();
    this.acting = parts.acting();
    this.dialers = parts.watching().dialers();
    this.gate = gate;
    this.view = view;
  }

  void mount(Desk desk) {
    desk.get("/api/v1/incidents", Role.VIEWER, this::list);
    desk.open(
        HttpMethod.GET,
        "/api/v1/incidents/:incident",
        request -> {
          admit(request, Role.VIEWER);
          return one(database.read(handle -> store.find(handle, request.path("incident"))));
        });
    desk.open(
        HttpMethod.POST,
        "/api/v1/incidents/:incident/acknowledge",
        request -> {
          admit(request, Role.OPERATOR);
          return acknowledge(request);
        });
    desk.open(
        HttpMethod.DELETE,
        "/api/v1/incidents/:incident/acknowledge",
        request -> takeBack(request, admit(request, Role.OPERATOR)));
  }

  /** Lets in whoever has the role, or the signed link of this very incident. */
  private Caller admit(Request request, Role role) {
    Optional<String> token = request.query("token");
    Optional<String> expires = request.query("expires");
    if (token.isEmpty() || expires.isEmpty()) {
      Caller caller = gate.admit(request.context());
      caller.require(role);
      return caller;
    }
    gate.limit(request.context());
    if (!expires.get().matches("[0-9]{1,12}")) {
      throw Problem.badRequest("expires must be the number that the link of the notice holds");
    }
    AcknowledgeLinks.Verdict verdict =
        acting
            .links()
            .verify(
                request.path("incident"),
                Long.parseLong(expires.get()),
                token.get(),
                clock.instant());
    return switch (verdict) {
      case VALID -> new Caller("signed link", Role.KIOSK);
      case EXPIRED ->
          throw new Problem(403, "this link has expired; open the wall and log in with a token");
      case FORGED ->
          throw new Problem(403, "this link was not made by this Linecheck for this incident");
    };
  }

  private Desk.Reply acknowledge(Request request) {
    Instant now = clock.instant();
    String owner = request.requireText("owner", 200);
    String note = request.text("note", 2000).orElse("");
    String id = request.path("incident");
    refuseResolved(id);
    return one(
        acting
            .incidents()
            .acknowledge(id, new Acknowledgement(owner, now, until(request, now), note)));
  }

  /** So many seconds, else a time, else as long as the configuration says. */
  private Instant until(Request request, Instant now) {
    if (request.body().has("forSeconds")) {
      return now.plusSeconds((long) request.requireSeconds("forSeconds", 60, LONGEST_SECONDS));
    }
    Instant until =
        request
            .text("expiresAt", 40)
            .map(text -> Request.instant("expiresAt", text))
            .orElse(now.plus(dialers.acknowledgementLasts()));
    if (until.isBefore(now.plusSeconds(60)) || until.isAfter(now.plusSeconds(LONGEST_SECONDS))) {
      throw Problem.badRequest("expiresAt must be between a minute and 7 days from now");
    }
    return until;
  }

  private Desk.Reply takeBack(Request request, Caller caller) {
    refuseResolved(request.path("incident"));
    return one(acting.incidents().takeBack(request.path("incident"), caller.name()));
  }

  private void refuseResolved(String id) {
    Optional<Incident> incident = database.read(handle -> store.find(handle, id));
    if (incident.filter(found -> !found.open()).isPresent()) {
      throw new Problem(
          409,
          "this incident is over since "
              + incident.get().resolvedAt().map(ContractJson::time).orElse("now"));
    }
  }

  private Desk.Reply one(Optional<Incident> incident) {
    Incident found = incident.orElseThrow(() -> Problem.notFound("incident of that id"));
    return new Desk.Reply.Json(200, database.read(handle -> json(handle, found)));
  }

  private ObjectNode json(Handle handle, Incident incident) {
    return view.json(incident, store.entries(handle, incident.id()), clock.instant());
  }

  private Desk.Reply list(Request request) {
    String state = request.query("state").orElse("open");
    if (!List.of("open", "resolved", "all").contains(state)) {
      throw Problem.badRequest("state must be open, resolved or all, not '" + state + "'");
    }
    Paging paging = Paging.of(request, 1000, 200);
    String dialer = request.query("dialer").orElse("");
    Map<String, String> labels = request.labels();
    return database.read(handle -> {
      List<Incident> all = new ArrayList<>();
      if (!state.equals("resolved")) {
        all.addAll(dialer.isEmpty() ? store.open(handle) : store.openOf(handle, dialer));
        all = new ArrayList<>(all.reversed().subList(0, Math.min(OPEN_SHOWN, all.size())));
      }
      if (!state.equals("open")) {
        store.recent(handle, dialer, Instant.ofEpochMilli(Long.MAX_VALUE), SEARCHED).stream()
            .filter(incident -> !incident.open())
            .forEach(all::add);
      }
      Paging.Part<Incident> part =
          paging.of(all.stream().filter(incident -> carries(incident, labels)).toList());
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      node.set("next", part.next().map(TextNode::valueOf).orElse(null));
      ArrayNode incidents = node.putArray("incidents");
      part.entries().forEach(incident -> incidents.add(json(handle, incident)));
      return new Desk.Reply.Json(200, node);
    });
  }

  private boolean carries(Incident incident, Map<String, String> labels) {
    return labels.isEmpty()
        || incident.dialers().stream()
            .flatMap(id -> dialers.find(id).stream())
            .anyMatch(
                watched -> watched.dialer().labels().entrySet().containsAll(labels.entrySet()));
  }
}
