package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.FreePorts;
import io.linecheck.selftest.ReportLine;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault of an agent's place in a real Chromium: its verdict, its instruction and its code.
 */
class AgentFaultsIT {
  /** So many pages at once; a page that has ended makes room for the next. */
  private static final int TOGETHER = 6;

  private static final Duration LONGEST = Duration.ofSeconds(120);

  private final JsonNode words;

  @TempDir private Path folder;

  AgentFaultsIT() throws IOException {
    words =
        new ObjectMapper()
            .readTree(Path.of("dashboards", "agent", "texts", "en.json").toFile())
            .path("finding");
  }

  private record Running(AgentFault fault, Page page, long since) {}

  @Test
  void everyFaultHasItsVerdictInstructionAndCode() throws Exception {
    Map<String, String> wrong = new LinkedHashMap<>();
    try (DatagramSocket mute = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        AgentScene scene = new AgentScene(folder);
        Chromium chromium = Chromium.withMicrophone()) {
      Deque<AgentFault> waiting =
          new ArrayDeque<>(AgentFault.all(mute.getLocalPort(), FreePorts.closed()));
      List<Running> running = new ArrayList<>();
      while (!waiting.isEmpty() || !running.isEmpty()) {
        while (running.size() < TOGETHER && !waiting.isEmpty()) {
          AgentFault next = waiting.remove();
          running.add(
              new Running(next, started(scene, chromium.browser(), next), System.nanoTime()));
        }
        running.getFirst().page().waitForTimeout(100);
        for (Running one : List.copyOf(running)) {
          Optional<String> missing = missing(scene, one);
          boolean late = System.nanoTime() - one.since() > LONGEST.toNanos();
          if (missing.isEmpty() || late) {
            missing.ifPresent(text -> wrong.put(one.fault().name(), text));
            one.page().context().close();
            running.remove(one);
          }
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n\n", wrong.values()));
  }

  private static Page started(AgentScene scene, Browser browser, AgentFault fault) {
    Page page =
        browser
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(360, 800)
                    .setLocale("en-GB")
                    .setIgnoreHTTPSErrors(true))
            .newPage();
    page.setDefaultTimeout(LONGEST.toMillis());
    page.addInitScript(fault.script());
    page.addInitScript(AgentScene.answering(fault.answer()));
    page.route("**/api/v1/agents/session", route -> AgentScene.changed(route, fault.session()));
    page.navigate(scene.link(fault.name()));
    page.getByText("Start the test").click();
    return page;
  }

  /** What the page and the report do not say, of all that they should; empty once they do. */
  private Optional<String> missing(AgentScene scene, Running one) {
    AgentFault fault = one.fault();
    Page page = one.page();
    List<ReportLine> reports = scene.reports(fault.name());
    String said = String.join("\n", page.locator(".result").allInnerTexts());
    boolean told =
        !reports.isEmpty()
            && !said.isEmpty()
            && reports.getFirst().body().path("done").asBoolean()
            && reports.getFirst().outcome() == fault.outcome()
            && reports.getFirst().codes().contains(fault.code())
            && said.contains(reports.getFirst().shortCode().orElseThrow())
            && said.contains(title(fault));
    return told ? Optional.empty() : Optional.of(fault.name() + ": " + said + "\n" + reports);
  }

  private String title(AgentFault fault) {
    return words.path(fault.code().word()).path("title").asText("no words");
  }
}
