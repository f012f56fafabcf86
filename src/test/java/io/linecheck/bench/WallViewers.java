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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Viewers of a wall, each with a stream of server-sent events, and how long after a door gave its
 * answer they heard of what it means.
 */
final class WallViewers implements AutoCloseable {
  /** A state of a dialer's door. */
  private record State(String dialer, boolean broken) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<State, Long> answeredAt = new ConcurrentHashMap<>();
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

  /** A dialer's door is about to answer so. */
  void answered(String dialer, boolean broken) {
    answeredAt.put(new State(dialer, broken), System.nanoTime());
  }

  /** Forgets what was measured so far. */
  void restart() {
    millis.clear();
    bytes.set(0);
    events.set(0);
  }

  private void read(Socket socket) {
    Screen screen = new Screen();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        bytes.addAndGet(line.length());
        if (line.startsWith("data:")) {
          events.incrementAndGet();
          screen.hear(JSON.readTree(line.substring(5)));
        }
      }
    } catch (IOException closed) {
      return;
    }
  }

  /** What one viewer sees: the dialers of each problem that says not ready. */
  private final class Screen {
    private final Map<String, Set<String>> notReady = new HashMap<>();

    void hear(JsonNode event) {
      Set<String> before = dialers();
      if (event.has("problems")) {
        notReady.clear();
      }
      event.path("problems").forEach(this::show);
      event.path("upserted").forEach(this::show);
      event.path("removed").forEach(key -> notReady.remove(key.asText()));
      Set<String> now = dialers();
      now.stream()
          .filter(dialer -> !before.contains(dialer))
          .forEach(dialer -> changed(new State(dialer, true)));
      before.stream()
          .filter(dialer -> !now.contains(dialer))
          .forEach(dialer -> changed(new State(dialer, false)));
    }

    private void show(JsonNode problem) {
      Set<String> names = new HashSet<>();
      if (problem.path("readiness").asText().equals("not-ready")) {
        problem.path("dialerNames").forEach(name -> names.add(name.asText()));
      }
      notReady.put(problem.path("key").asText(), names);
    }

    private Set<String> dialers() {
      return notReady.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private void changed(State state) {
      Long answered = answeredAt.get(state);
      if (answered != null) {
        millis.add((System.nanoTime() - answered) / 1_000_000);
      }
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
