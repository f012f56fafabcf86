package io.linecheck.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A receiver of webhooks on loopback that tells each notice in one line, so that a newcomer sees
 * notices arrive.
 */
public final class NoticePrinter {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NoticePrinter() {}

  /** Listens on a free loopback port and gives it. */
  public static Future<Integer> listen(Vertx vertx, Consumer<String> lines) {
    return vertx
        .createHttpServer()
        .requestHandler(request -> receive(request, lines))
        .listen(0, "127.0.0.1")
        .map(HttpServer::actualPort);
  }

  private static void receive(HttpServerRequest request, Consumer<String> lines) {
    request
        .body()
        .onSuccess(body -> {
          lines.accept(line(body.getBytes()));
          request.response().setStatusCode(204).end();
        });
  }

  private static String line(byte[] body) {
    try {
      JsonNode notice = JSON.readTree(body);
      JsonNode data = notice.path("data");
      StringBuilder dialers = new StringBuilder();
      data.path("dialers")
          .forEach(dialer ->
              dialers.append(dialers.isEmpty() ? "" : ", ").append(dialer.path("id").asText()));
      return notice.path("type").asText()
          + "  "
          + dialers
          + "  "
          + data.path("finding").path("title").asText();
    } catch (IOException unreadable) {
      return "a webhook that is no JSON";
    }
  }
}
