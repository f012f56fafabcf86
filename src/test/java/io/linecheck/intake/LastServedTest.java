package io.linecheck.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServedCertificate;
import io.linecheck.notify.Outcome;
import io.linecheck.web.Metrics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a door served stays known while the door fails before it shows a certificate. */
class LastServedTest {
  private static final Instant END = Instant.parse("2026-12-01T00:00:00Z");

  @TempDir private Path folder;

  @Test
  void certificateIsRememberedBehindAClosedPortAndAcrossARestart() {
    Dialer dialer = Scene.dialer("a", Optional.empty(), "turn-a.example.com");
    try (Scene scene = scene()) {
      scene.watch(dialer);
      scene.intake.accept(serving(Scene.run(dialer, "wss", scene.now)), "walk").join();
      assertRemembered(scene);
      for (int i = 0; i < 3; i++) {
        scene.now = scene.now.plusSeconds(30);
        scene.result(dialer, "wss", FindingCode.PORT_REFUSED);
      }
      assertRemembered(scene);
    }
    try (Scene scene = scene()) {
      scene.intake.start();
      scene.watch(dialer);
      assertRemembered(scene);
      scene.watch();
      assertEquals(List.of(), scene.intake.serving());
    }
  }

  private static void assertRemembered(Scene scene) {
    assertEquals(1, scene.intake.serving("a").size());
    Metrics metrics = new Metrics();
    metrics.watch(
        scene.intake::walks, scene.intake::surveys, scene.intake::diagnoses, scene.intake::serving);
    String text = metrics.scrape("text/plain");
    String end = "linecheck_certificate_not_after_timestamp_seconds{";
    String line = text.lines().filter(each -> each.startsWith(end)).findFirst().orElse(text);
    assertEquals(END.getEpochSecond(), (long) Double.parseDouble(line.split("} ")[1]), line);
  }

  private Scene scene() {
    return new Scene(
        folder.resolve("linecheck.db"), (channel, notice, now) -> new Outcome.Delivered("ok"), "t");
  }

  private static CheckResult serving(CheckResult result) {
    return new CheckResult(
        result.dialer(),
        result.service(),
        result.vantage(),
        result.address(),
        result.startedAt(),
        result.took(),
        result.status(),
        result.stages(),
        result.facts(),
        result.findings(),
        List.of(
            new ServedCertificate(
                "wss",
                result.address(),
                "default",
                "ab".repeat(32),
                "0a1b",
                "CN=a",
                "CN=R11",
                List.of("a"),
                "EC P-256",
                END.minusSeconds(7_000_000),
                END)),
        List.of());
  }
}
