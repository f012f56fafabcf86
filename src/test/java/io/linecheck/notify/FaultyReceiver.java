package io.linecheck.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A receiver of webhooks that misbehaves as told and remembers what it accepted. */
public final class FaultyReceiver implements AutoCloseable {
  /** One accepted or refused request. */
  public record Got(String id, String timestamp, String signature, String body, int answered) {}

  /** Chooses the answer: a status, or -1 to close without one, or -2 to stay silent. */
  @FunctionalInterface
  public interface Behaviour {
    int answer(int request);
  }

  private final HttpServer server;
  private final Behaviour behaviour;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch closing = new CountDownLatch(1);
  public final List<Got> all = new CopyOnWriteArrayList<>();
  public final BlockingQueue<Got> accepted = new LinkedBlockingQueue<>();
  public volatile String retryAfter = "";

  public FaultyReceiver(Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::handle);
    server.start();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  private void handle(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    int answer = behaviour.answer(requests.getAndIncrement());
    Got got =
        new Got(
            String.valueOf(exchange.getRequestHeaders().getFirst("webhook-id")),
            String.valueOf(exchange.getRequestHeaders().getFirst("webhook-timestamp")),
            String.valueOf(exchange.getRequestHeaders().getFirst("webhook-signature")),
            body,
            answer);
    all.add(got);
    if (answer == -2) {
      try {
        closing.await();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    if (answer < 0) {
      exchange.close();
      return;
    }
    if (!retryAfter.isEmpty()) {
      exchange.getResponseHeaders().set("Retry-After", retryAfter);
    }
    if (answer >= 300 && answer < 400) {
      exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
    }
    exchange.sendResponseHeaders(answer, -1);
    exchange.close();
    if (answer < 300) {
      accepted.add(got);
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
  }
}
