package io.linecheck.app;

import static io.linecheck.app.AgentWorld.picture;
import static io.linecheck.app.AgentWorld.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.linecheck.peer.Firefox;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-test page in a real Firefox, against Kamailio, coturn, rtpengine and SIPp. */
class AgentFirefoxIT {
  private static final int TESTS = 8;

  @TempDir private Path folder;

  /** Firefox speaks TLS to a TURN server by name only. */
  private static String dialers(AgentWorld world) {
    int turn = world.turn.address().getPort();
    return AgentWorld.dialer("echo-1", "kamailio", "127.0.0.1", world.platform.port(), turn, turn)
        + "    turn-tcp: { host: 127.0.0.1, port: %d }\n    turn-tls: { host: localhost, port: %d }\n"
            .formatted(turn, world.turn.tlsAddress().getPort());
  }

  @Test
  void everythingIsGreenAndReported() throws Exception {
    try (AgentWorld world = new AgentWorld(folder, "127.0.0.1", AgentFirefoxIT::dialers);
        Firefox firefox = new Firefox(folder, world.root)) {
      Page page = world.started(firefox, "echo-1", "1001");
      String word = word(page);
      JsonNode report = world.settled("1001");
      String all = world.all(page, report);
      picture(page, "firefox-360");
      page.setViewportSize(1280, 900);
      picture(page, "firefox-1280");
      assertEquals("READY", word, all);
      assertEquals(
          Collections.nCopies(TESTS, "good"), page.locator(".tests li em").allInnerTexts(), all);
      assertEquals("5 / 5", page.locator(".tests li small").nth(2).innerText(), all);
      assertTrue(all.contains("DTLS connected"), all);
      assertEquals("ready", report.path("outcome").asText(), all);
      assertEquals("Firefox", report.path("browser").asText(), all);
      assertEquals(page.locator(".code strong").innerText(), report.path("shortCode").asText());
    }
  }
}
