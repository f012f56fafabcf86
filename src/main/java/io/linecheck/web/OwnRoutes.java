package io.linecheck.web;

import io.vertx.core.http.HttpMethod;
import java.util.Optional;

/** Liveness, readiness, reload and metrics of Linecheck itself. */
final class OwnRoutes {
  private static final String TEXT = "text/plain; charset=utf-8";

  private final Running running;

  OwnRoutes(Running running) {
    this.running = running;
  }

  void mount(Desk desk) {
    desk.open(HttpMethod.GET, "/-/healthy", request -> new Desk.Reply.Text(200, TEXT, "healthy\n"));
    desk.open(HttpMethod.GET, "/-/ready", request -> ready());
    desk.post("/-/reload", Role.OPERATOR, request -> reload());
    desk.get("/metrics", Role.VIEWER, this::metrics);
  }

  private Desk.Reply ready() {
    return running
        .notReady()
        .map(why -> new Desk.Reply.Text(503, TEXT, "not ready: " + why + "\n"))
        .orElseGet(() -> new Desk.Reply.Text(200, TEXT, "ready\n"));
  }

  private Desk.Reply reload() {
    return switch (running.reload()) {
      case Running.Reloaded.Done done -> new Desk.Reply.Text(200, TEXT, done.text() + "\n");
      case Running.Reloaded.Refused(String why) ->
          throw new Problem(409, "the new configuration was refused, the old one stays: " + why);
    };
  }

  private Desk.Reply metrics(Request request) {
    Running.Exposition metrics =
        running.scrape(
            Optional.ofNullable(request.context().request().getHeader("Accept")).orElse(""));
    return new Desk.Reply.Text(200, metrics.contentType(), metrics.body());
  }
}
