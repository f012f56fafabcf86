package io.linecheck.renewal.dns;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** An HTTP server that answers as a provider's documentation says, and keeps what it was asked. */
public final class FakeApi implements AutoCloseable {
  /** A request as it came. */
  public record Asked(
      String method, String path, String query, String authorization, String body) {}

  /** What is answered. */
  public record Answer(int status, String body, String retryAfter) {
    public static Answer ok(String body) {
      return new Answer(200, body, "");
    }

    public static Answer of(int status, String body) {
      return new Answer(status, body, "");
    }
  }

  /** How it answers. */
  public interface Manner {
    Answer answer(Asked asked);
  }

  public final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
  private final HttpServer server;

  public FakeApi(String credentials, Manner manner) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/",
        exchange -> {
          String header =
              credentials.startsWith("X-")
                  ? credentials.substring(0, credentials.indexOf(':'))
                  : "Authorization";
          String sent = String.valueOf(exchange.getRequestHeaders().getFirst(header));
          Asked request =
              new Asked(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getPath(),
                  String.valueOf(exchange.getRequestURI().getQuery()),
                  sent,
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          asked.add(request);
          String wanted =
              credentials.startsWith("X-")
                  ? credentials.substring(credentials.indexOf(':') + 1)
                  : credentials;
          Answer answer =
              sent.startsWith(wanted)
                  ? manner.answer(request)
                  : Answer.of(403, "{\"errors\":[{\"message\":\"Authentication error\"}]}");
          if (!answer.retryAfter().isEmpty()) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
          }
          byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  public List<Asked> asked(String method) {
    return asked.stream().filter(one -> one.method().equals(method)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
