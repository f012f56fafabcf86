package io.linecheck.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Viewers of a wall, each with a stream of server-sent events, and how long after a door gave its
 * answer they heard of what it means.
 */
final class WallViewers implements AutoCloseable {
  private record Flip(boolean broken, long atNanos) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Flip> flips = new ConcurrentHashMap<>();
  private final List<Long> millis = Collections.synchronizedList(new ArrayList<>());
  private final List<Socket> open = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong events = new AtomicLong();

  /** Opens so many streams at the server's port. */
  void watch(int port, int viewers) throws IOException {
    for (int i = 0; i < viewers; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      open.add(socket);
      socket
          .getOutputStream()
          .write(
              ("GET /api/v1/events HTTP/1.1\r\nHost: localhost:%d\r\n".formatted(port)
                      + "Accept: text/event-stream\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Thread.ofVirtual().start(() -> read(socket));
    }
  }

  /** A dialer's door has just answered, and its state is another now. */
  void flipped(String dialer, boolean broken) {
    flips.put(dialer, new Flip(broken, System.nanoTime()));
  }

  /** Forgets what was measured so far. */
  void restart() {
    millis.clear();
    bytes.set(0);
    events.set(0);
  }

  private void read(Socket socket) {
    Map<String, Flip> heard = new ConcurrentHashMap<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bytes.addAndGet(line.length());
        if (line.startsWith("data:")) {
          events.incrementAndGet();
          hear(JSON.readTree(line.substring(5)), heard);
        }
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void hear(JsonNode change, Map<String, Flip> heard) {
    for (JsonNode problem : change.path("upserted")) {
      if (problem.path("readiness").asText().equals("not-ready")) {
        hear(problem.path("key").asText(), true, heard);
      }
    }
    for (JsonNode key : change.path("removed")) {
      hear(key.asText(), false, heard);
    }
  }

  private void hear(String dialer, boolean broken, Map<String, Flip> heard) {
    Flip flip = flips.get(dialer);
    if (flip != null && flip.broken() == broken && !flip.equals(heard.put(dialer, flip))) {
      millis.add((System.nanoTime() - flip.atNanos()) / 1_000_000);
    }
  }

  /** What was measured, in a line. */
  String report() {
    List<Long> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    return sorted.isEmpty()
        ? "no change arrived"
        : "%d changes heard by %d viewers: p50 %d ms, p95 %d ms, p99 %d ms, most %d ms; %d events, %d kB a viewer"
            .formatted(
                sorted.size(),
                open.size(),
                at(sorted, 0.5),
                at(sorted, 0.95),
                at(sorted, 0.99),
                sorted.getLast(),
                events.get() / open.size(),
                bytes.get() / open.size() / 1024);
  }

  private static long at(List<Long> sorted, double share) {
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * sorted.size())));
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : open) {
      socket.close();
    }
  }
}
