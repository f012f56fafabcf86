package io.linecheck.app;

import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Reads the wall's stream of events and notes when each line came. */
final class WallViewer implements AutoCloseable {
  private record Line(String text, Instant at) {}

  private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
  private final Thread reader;

  WallViewer(HttpClient http, String origin) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(origin + "/api/v1/events")).build();
    reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                http.sendAsync(request, BodyHandlers.ofLines())
                    .join()
                    .body()
                    .forEach(line -> lines.add(new Line(line, Instant.now())));
              } catch (UncheckedIOException closed) {
                // The test has ended.
              }
            });
  }

  /** When the first line came that fits. */
  Instant await(Predicate<String> wanted) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (true) {
      Line line = lines.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("the wall never told it");
      }
      if (wanted.test(line.text())) {
        return line.at();
      }
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
