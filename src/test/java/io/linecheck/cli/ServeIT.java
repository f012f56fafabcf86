package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code linecheck serve} as systemd runs it: a process of its own that gets signals. */
class ServeIT {
  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int port = FreePorts.one();
  private final int closed = FreePorts.closed();
  private PeerProcess serve;

  @BeforeEach
  void start() throws IOException {
    write("a", "b");
    serve =
        PeerProcess.start(
            "serve",
            folder,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.linecheck.cli.Main",
                "serve",
                "--config",
                folder.resolve("linecheck.yaml").toString()));
    serve.await("serving", () -> serve.output().contains("serves on port"), Duration.ofSeconds(60));
  }

  @AfterEach
  void end() {
    serve.close();
    client.close();
  }

  private void write(String... dialers) throws IOException {
    StringBuilder text = new StringBuilder("server: {listen: \"127.0.0.1:%d\"}\n".formatted(port));
    text.append("storage: \"sqlite:serve.db\"\ndefaults: {interval: 1s, timeout: 2s}\ndialers:\n");
    for (String id : dialers) {
      text.append(
          "  - {id: %s, host: 127.0.0.1, services: {https: {port: %d}, wss: false}}\n"
              .formatted(id, closed));
    }
    Files.writeString(folder.resolve("linecheck.yaml"), text);
  }

  private int status(String path) {
    try {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .timeout(Duration.ofSeconds(20))
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  @Test
  void hangUpReadsTheConfigurationAgainAndTermEndsWithinFiveSeconds() throws Exception {
    write("a", "c");
    serve.signal("HUP");
    serve.await("dialer c", () -> status("/api/v1/dialers/c") == 200);
    assertEquals(404, status("/api/v1/dialers/b"));
    Files.writeString(
        folder.resolve("linecheck.yaml"),
        Files.readString(folder.resolve("linecheck.yaml")) + "dialerz: []\n");
    serve.signal("HUP");
    serve.awaitOutput("SIGHUP changed nothing");
    assertTrue(serve.output().contains("linecheck.yaml:7: dialerz"), serve.output());
    assertEquals(200, status("/api/v1/dialers/c"));
    long told = System.nanoTime();
    serve.signal("TERM");
    serve.await("the end", () -> !serve.isAlive(), Duration.ofSeconds(20));
    long seconds = Duration.ofNanos(System.nanoTime() - told).toSeconds();
    assertTrue(seconds < 5, "ended after " + seconds + " s:\n" + serve.output());
  }
}
