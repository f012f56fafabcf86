package io.linecheck.web;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps connections bounded in number and in idleness: one that sends no whole request head in
 * time, or lets its body trickle, is closed.
 */
final class ConnectionLimits {
  static final int MOST = 4000;
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(15);
  private static final Duration WHOLE_REQUEST = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final AtomicInteger open = new AtomicInteger();
  private final Set<HttpConnection> silent = ConcurrentHashMap.newKeySet();

  ConnectionLimits(Vertx vertx) {
    this.vertx = vertx;
  }

  /** A connection has come. */
  void opened(HttpConnection connection) {
    boolean full = open.incrementAndGet() > MOST;
    silent.add(connection);
    connection.closeHandler(closed -> {
      open.decrementAndGet();
      silent.remove(connection);
    });
    if (full) {
      connection.close();
      return;
    }
    vertx.setTimer(
        FIRST_REQUEST.toMillis(),
        timer -> {
          if (silent.remove(connection)) {
            connection.close();
          }
        });
  }

  /** A request head has come; its body must follow in time. */
  void requested(RoutingContext context) {
    HttpServerRequest request = context.request();
    silent.remove(request.connection());
    if (!request.isEnded()) {
      long timer =
          vertx.setTimer(
              WHOLE_REQUEST.toMillis(),
              late -> {
                if (!request.isEnded()) {
                  request.connection().close();
                }
              });
      context.addEndHandler(done -> vertx.cancelTimer(timer));
    }
    context.next();
  }
}
