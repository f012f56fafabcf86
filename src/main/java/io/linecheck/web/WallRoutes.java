package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.linecheck.live.LiveFeed;
import io.vertx.core.http.HttpMethod;
import java.util.List;

/** The wall's snapshot and stream, and the reports of agents. */
final class WallRoutes {
  private final LiveFeed feed;
  private final Events events;
  private final AgentReports agents;

  WallRoutes(LiveFeed feed, Events events, AgentReports agents) {
    this.feed = feed;
    this.events = events;
    this.agents = agents;
  }

  void mount(Desk desk) {
    desk.get("/api/v1/events", Role.KIOSK, this::stream);
    desk.get(
        "/api/v1/wall",
        Role.KIOSK,
        request -> new Desk.Reply.Json(200, feed.rendered(request.labels())));
    desk.get("/api/v1/agents/reports", Role.VIEWER, this::reports);
  }

  private Desk.Reply stream(Request request) throws InterruptedException {
    if (request.context().request().method().equals(HttpMethod.HEAD)) {
      return new Desk.Reply.Text(200, Events.CONTENT_TYPE, "");
    }
    events.stream(request.context(), request.labels());
    return new Desk.Reply.Streamed();
  }

  private Desk.Reply reports(Request request) {
    Paging paging = Paging.of(request, 1000, 200);
    List<ObjectNode> read =
        agents.find(
            new AgentReports.Wanted(
                request.query("dialer"), request.query("agent"), request.time("from")),
            paging.offset(),
            paging.limit() + 1);
    Paging.Part<ObjectNode> part = paging.ofRead(read);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("next", part.next().map(TextNode::valueOf).orElse(null));
    ArrayNode reports = node.putArray("reports");
    part.entries().forEach(reports::add);
    return new Desk.Reply.Json(200, node);
  }
}
