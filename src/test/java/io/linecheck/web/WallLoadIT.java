package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import io.linecheck.live.Tile;
import io.linecheck.model.FindingCode;
import io.linecheck.model.FixedBy;
import io.linecheck.model.Readiness;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.peer.Chromium;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand dialers with four thousand checks in 30 s, one wall in Chromium and 49 beside it. */
class WallLoadIT {
  private static final int DIALERS = 1000;
  private static final int VIEWERS = 49;
  private static final Duration EVERY = Duration.ofNanos(30_000_000_000L / 4000);
  private static final Duration WATCHED = Duration.ofSeconds(6);

  /** What a wall may be sent a second, whatever the fleet's size. */
  private static final long MOST_BYTES_A_SECOND = 20_000;

  @TempDir private Path folder;

  private static Tile tile(int number, Instant since, Instant seen) {
    boolean broken = number % 5 == 0;
    return new Tile(
        "dialer-" + number,
        "dialer" + number + ".example.com",
        Map.of("site", "site-" + number % 50),
        40,
        broken ? Readiness.NOT_READY : Readiness.READY,
        "",
        broken
            ? List.of(
                new Tile.Problem(
                    FindingCode.PORT_REFUSED,
                    Severity.CRITICAL,
                    "wss",
                    Stage.TCP,
                    "Nothing listens on wss port 8089",
                    "In /etc/asterisk/http.conf, section [general]: enabled=yes",
                    FixedBy.DIALER_ADMIN,
                    Optional.of("Ana, +63 2 8123 4567")))
            : List.of(),
        0,
        since.minusSeconds(number),
        Optional.of(seen),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        0,
        Duration.ofSeconds(90));
  }

  @Test
  void aThousandDialersStrainNeitherTheWallNorItsServer() throws Exception {
    try (WebScene scene = new WebScene(folder, WebScene.loopback());
        Chromium chromium = new Chromium();
        HttpClient client = HttpClient.newHttpClient()) {
      Instant since = Instant.now();
      for (int i = 0; i < DIALERS; i++) {
        scene.feed.publish(tile(i, since, since));
      }
      Thread results =
          Thread.ofVirtual()
              .start(() -> {
                long next = System.nanoTime();
                for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                  scene.feed.publish(tile(i * 7 % DIALERS, since, Instant.now()));
                  next += EVERY.toNanos();
                  java.util.concurrent.locks.LockSupport.parkNanos(next - System.nanoTime());
                }
              });
      AtomicLong bytes = new AtomicLong();
      List<Thread> viewers = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        viewers.add(
            Thread.ofVirtual().start(() -> read(client, scene.url("/api/v1/events"), bytes)));
      }
      Page page = chromium.browser().newPage();
      page.navigate(scene.url("/?kiosk=1").replace("127.0.0.1", "localhost"));
      page.locator(".tile").first().waitFor();
      String before = String.join(" ", page.locator(".tile h2").allInnerTexts());
      CDPSession devtools = page.context().newCDPSession(page);
      devtools.send("Performance.enable");
      double busyBefore = metric(devtools, "TaskDuration");
      long bytesBefore = bytes.get();
      page.waitForTimeout(WATCHED.toMillis());
      double busy = (metric(devtools, "TaskDuration") - busyBefore) / WATCHED.toSeconds();
      long perViewer = (bytes.get() - bytesBefore) / VIEWERS / WATCHED.toSeconds();
      double heap = metric(devtools, "JSHeapUsedSize") / 1e6;
      int nodes = (int) metric(devtools, "Nodes");
      results.interrupt();
      viewers.forEach(Thread::interrupt);
      String measured =
          "wall of "
              + DIALERS
              + " dialers: main thread "
              + Math.round(busy * 100)
              + " %, heap "
              + Math.round(heap)
              + " MB, "
              + nodes
              + " nodes, "
              + perViewer
              + " bytes/s a viewer, snapshot "
              + scene.feed.rendered(Map.of()).toString().length()
              + " bytes";
      System.out.println(measured);
      assertEquals(before, String.join(" ", page.locator(".tile h2").allInnerTexts()));
      assertTrue(before.startsWith("dialer-995 dialer-990 dialer-985"), before);
      assertEquals("200", page.locator(".counts li").first().locator("b").innerText());
      assertTrue(perViewer < MOST_BYTES_A_SECOND, measured);
      assertTrue(busy < 0.5, measured);
      assertTrue(nodes < 5000 && heap < 100, measured);
    }
  }

  private static double metric(CDPSession devtools, String name) {
    for (var metric : devtools.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      if (metric.getAsJsonObject().get("name").getAsString().equals(name)) {
        return metric.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new IllegalStateException("Chromium does not measure " + name);
  }

  private static void read(HttpClient client, String url, AtomicLong bytes) {
    try (InputStream stream =
        client
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofInputStream())
            .body()) {
      byte[] buffer = new byte[65_536];
      for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
        bytes.addAndGet(read);
      }
    } catch (IOException gone) {
      // the test is over
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
