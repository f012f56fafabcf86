package io.linecheck.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.linecheck.app.AgentWorld.picture;
import static io.linecheck.app.AgentWorld.word;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.linecheck.peer.Chromium;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The self-test page in a real Chromium, served by the whole server, against Kamailio, coturn,
 * rtpengine and SIPp: everything an agent's call goes through.
 */
class AgentEchoIT {
  private static final String[] LOCAL = {"microphone", "local-network-access"};
  private static final Pattern PACKETS = Pattern.compile("(\\d+) packets sent, (\\d+) came back");

  @TempDir private Path folder;

  private static String dialers(AgentWorld world) {
    int wss = world.platform.port();
    int turn = world.turn.address().getPort();
    String more =
        "    turn-tcp: { host: 127.0.0.1, port: %d }\n    turn-tls: { host: 127.0.0.1, port: %d }\n"
            .formatted(turn, world.turn.tlsAddress().getPort());
    return AgentWorld.dialer("echo-1", "kamailio", "127.0.0.1", wss, turn, turn)
        + more
        + AgentWorld.dialer("vici-1", "vicidial", "127.0.0.1", wss, turn, turn)
        + more
        + AgentWorld.dialer("mute-1", "kamailio", "127.0.0.1", wss, turn, turn)
            .replace("9196", "9197");
  }

  @Test
  void everythingIsGreenAndTheEchoIsHeard() throws Exception {
    try (AgentWorld world = new AgentWorld(folder, "127.0.0.1", AgentEchoIT::dialers);
        Chromium chromium = Chromium.withMicrophone();
        WallViewer wall = new WallViewer(world.http, world.origin())) {
      long began = System.nanoTime();
      Page page = world.started(chromium, "echo-1", "1001", LOCAL);
      Page vici = world.started(chromium, "vici-1", "1002", LOCAL);
      Page mute = world.started(chromium, "mute-1", "1003", LOCAL);
      page.getByText("You should hear yourself").waitFor();
      picture(page, "echo-360");
      String word = word(page);
      Instant shown = Instant.now();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      JsonNode report = world.settled("1001");
      String all = world.all(page, report);
      assertEquals("READY", word, all);
      assertEquals("ready", report.path("outcome").asText(), all);
      Matcher packets = PACKETS.matcher(all);
      assertTrue(packets.find(), all);
      assertTrue(Integer.parseInt(packets.group(1)) > 350, all);
      assertTrue(Integer.parseInt(packets.group(2)) > 350, all);
      assertTrue(all.contains("DTLS connected"), all);
      Instant told = wall.await(line -> line.contains("1001") && line.contains("\"ready\""));
      assertTrue(told.isBefore(shown.plusSeconds(1)), told + " is over a second after " + shown);
      assertTrue(took.toSeconds() < 60, took.toString());
      assertEquals("READY", word(vici), world.all(vici, world.report("1002")));
      String tried = world.all(vici, world.settled("1002"));
      assertTrue(tried.contains("as ViciPhone calls: "), tried);
      assertEquals("NOT READY", word(mute), world.all(mute, world.report("1003")));
      assertEquals("[\"agent-audio-one-way\"]", world.settled("1003").path("findings").toString());
      textStaysText(world, chromium);
    }
  }

  @Test
  @Tag("long")
  void aWholeRunOfFullLengthTakesUnderAMinute() throws Exception {
    try (AgentWorld world = new AgentWorld(folder, "127.0.0.1", "", AgentEchoIT::dialers);
        Chromium chromium = Chromium.withMicrophone()) {
      for (String dialer : new String[] {"echo-1", "vici-1"}) {
        long began = System.nanoTime();
        Page page = world.started(chromium, dialer, "of-" + dialer, LOCAL);
        String word = word(page);
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        String all = world.all(page, world.settled("of-" + dialer));
        List<String> each = page.locator(".support div").allTextContents();
        System.out.printf("%s: %.1f s, of it %s%n", dialer, took.toMillis() / 1000.0, each);
        assertEquals("READY", word, all);
        assertTrue(all.matches("(?s).*quality · ok · (1[5-9]|2\\d)\\.\\d s.*"), all);
        assertTrue(took.toSeconds() < 60, took + " " + all);
      }
    }
  }

  /** What a stranger writes into a report is text on every page that shows it. */
  private static void textStaysText(AgentWorld world, Chromium chromium) throws Exception {
    String markup = "<img src=x onerror=window.ran=1>";
    String told = "{\"run\": \"0123456789abcdef%d\", \"done\": true, %s}";
    String browser =
        "\"browser\": {\"name\": \"" + markup + "\", \"major\": 7, \"system\": \"" + markup + "\"}";
    world.tell("echo-1", "1004", told.formatted(1, browser + ", \"network\": \"" + markup + "\""));
    world.tell(
        "echo-1",
        "1004",
        told.formatted(2, "\"kind\": \"complaint\", \"word\": \"" + markup + "\""));
    Page page = chromium.browser().newPage();
    for (String path : new String[] {"/agents", "/dialers/echo-1", "/"}) {
      page.navigate(world.origin() + path);
      assertThat(page.locator("body")).containsText(path.equals("/") ? "1004" : markup);
      assertEquals(false, page.evaluate("() => 'ran' in window"), path);
    }
  }
}
