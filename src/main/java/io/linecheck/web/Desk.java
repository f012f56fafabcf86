package io.linecheck.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.linecheck.sql.StorageException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests are taken and answered: finds out who asks, reads the body within its bound, runs
 * the handler on a virtual thread, and turns what it throws into problem details.
 */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final long LARGEST_BODY = 256 * 1024;

  private final Router router;
  private final Gate gate;
  private final ObjectMapper mapper = new ObjectMapper();
  private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

  Desk(Router router, Gate gate) {
    this.router = router;
    this.gate = gate;
    BodyHandler bodies = BodyHandler.create(false).setBodyLimit(LARGEST_BODY);
    router
        .route()
        .handler(context -> {
          HttpMethod method = context.request().method();
          if (method.equals(HttpMethod.POST) || method.equals(HttpMethod.DELETE)) {
            bodies.handle(context);
          } else {
            context.next();
          }
        });
    router.errorHandler(
        404,
        context -> Problem.send(context, 404, "there is nothing at " + context.request().path()));
    router.errorHandler(
        405,
        context -> {
          context.response().putHeader("Allow", allowed(context.normalizedPath()));
          Problem.send(context, 405, "this path does not know " + context.request().method());
        });
    router.errorHandler(
        413,
        context ->
            Problem.send(context, 413, "the body is larger than " + LARGEST_BODY + " bytes"));
    router.errorHandler(500, context -> failed(context, Optional.ofNullable(context.failure())));
  }

  /** The methods that some route takes at a path, as a 405 must tell (RFC 9110 section 15.5.6). */
  private String allowed(String path) {
    return router.getRoutes().stream()
        .filter(route -> route.getPath() != null && route.methods() != null)
        .filter(route -> path.matches(route.getPath().replaceAll(":[A-Za-z]+", "[^/]+")))
        .flatMap(route -> route.methods().stream())
        .map(HttpMethod::name)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** What a handler answers with. */
  sealed interface Reply {
    /** JSON with a status. */
    record Json(int status, JsonNode body) implements Reply {}

    /** Any text. */
    record Text(int status, String type, String body) implements Reply {}

    /** Nothing. */
    record Empty(int status) implements Reply {}

    /** The handler has answered by itself. */
    record Streamed() implements Reply {}
  }

  /** Answers one request; runs on a virtual thread and may block. */
  @FunctionalInterface
  interface Handler {
    /** The answer. */
    Reply answer(Request request) throws InterruptedException;
  }

  /** Reads. */
  void get(String path, Role role, Handler handler) {
    on(HttpMethod.GET, path, role, handler);
  }

  /** Acts. */
  void post(String path, Role role, Handler handler) {
    on(HttpMethod.POST, path, role, handler);
  }

  /** Takes away. */
  void delete(String path, Role role, Handler handler) {
    on(HttpMethod.DELETE, path, role, handler);
  }

  private void on(HttpMethod method, String path, Role role, Handler handler) {
    take(
        method,
        path,
        context -> {
          Caller caller = gate.admit(context);
          caller.require(role);
          return handler.answer(new Request(context, caller, body(context)));
        });
  }

  /** Answers whoever asks: the handler itself decides whether they may. */
  void open(HttpMethod method, String path, Handler handler) {
    take(
        method,
        path,
        context ->
            handler.answer(new Request(context, new Caller("nobody", Role.KIOSK), body(context))));
  }

  @FunctionalInterface
  private interface Answer {
    Reply of(RoutingContext context) throws InterruptedException;
  }

  private void take(HttpMethod method, String path, Answer answer) {
    Route route = router.route(method, path);
    if (method.equals(HttpMethod.GET)) {
      route.method(HttpMethod.HEAD);
    }
    route.handler(context -> {
      Context loop = context.vertx().getOrCreateContext();
      threads.execute(() -> {
        Runnable reply = reply(context, answer);
        loop.runOnContext(ignored -> reply.run());
      });
    });
  }

  /** What is to be done on the connection's own thread once the answer is known. */
  private static Runnable reply(RoutingContext context, Answer answer) {
    try {
      Reply reply = answer.of(context);
      return () -> send(context, reply);
    } catch (Problem problem) {
      return () -> problem.send(context);
    } catch (InterruptedException stopping) {
      return () -> Problem.send(context, 503, "Linecheck is stopping");
    } catch (RuntimeException failure) {
      return () -> failed(context, Optional.of(failure));
    }
  }

  private JsonNode body(RoutingContext context) {
    Buffer buffer = context.body() == null ? null : context.body().buffer();
    if (buffer == null || buffer.length() == 0) {
      return MissingNode.getInstance();
    }
    String type = String.valueOf(context.request().getHeader("Content-Type"));
    if (!type.startsWith("application/json")) {
      throw new Problem(415, "the body must be application/json");
    }
    try {
      return mapper.readTree(buffer.getBytes());
    } catch (JsonProcessingException e) {
      throw Problem.badRequest("the body is not JSON: " + e.getOriginalMessage());
    } catch (java.io.IOException e) {
      throw Problem.badRequest("the body cannot be read");
    }
  }

  private static void send(RoutingContext context, Reply reply) {
    if (context.response().ended() || context.response().headWritten()) {
      return;
    }
    boolean tagged = context.response().headers().contains("ETag");
    context.response().putHeader("Cache-Control", tagged ? "private, no-cache" : "no-store");
    switch (reply) {
      case Reply.Json json ->
          context
              .response()
              .setStatusCode(json.status())
              .putHeader("Content-Type", "application/json")
              .end(json.body().toString());
      case Reply.Text text ->
          context
              .response()
              .setStatusCode(text.status())
              .putHeader("Content-Type", text.type())
              .end(text.body());
      case Reply.Streamed _ -> {}
      case Reply.Empty empty -> context.response().setStatusCode(empty.status()).end();
    }
  }

  private static void failed(RoutingContext context, Optional<Throwable> failure) {
    if (failure.orElse(null) instanceof Problem problem) {
      problem.send(context);
      return;
    }
    LOG.error(
        "{} {} failed", context.request().method(), context.request().path(), failure.orElse(null));
    boolean storage = failure.orElse(null) instanceof StorageException;
    Problem.send(
        context,
        storage ? 503 : 500,
        storage
            ? "the database does not answer; try again"
            : "a defect of Linecheck itself; its log says more");
  }
}
