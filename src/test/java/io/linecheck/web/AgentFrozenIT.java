package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.FindingCode;
import io.linecheck.peer.ChromiumTab;
import io.linecheck.selftest.Outcome;
import io.linecheck.selftest.ReportLine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-test page in a real Chromium that hides and freezes it, as its energy saver does. */
class AgentFrozenIT {
  private static final String AGENT = "1001";

  /** What freezing is about needs no dialer; the page's own events are kept. */
  private static final String SCRIPT =
      AgentScene.answering("Yes")
          + """
          window.seen = [];
          for (const one of ['freeze', 'resume']) document.addEventListener(one, () => seen.push(one));
          const asked = window.fetch;
          window.fetch = async (...what) => {
            const answer = await asked(...what);
            if (!String(what[0]).endsWith('/agents/session')) return answer;
            return Response.json({ ...(await answer.json()), socket: null, doors: [] });
          };
          """;

  @TempDir private Path folder;

  private static ReportLine report(AgentScene scene, Outcome outcome) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    List<ReportLine> lines = scene.reports(AGENT);
    while (lines.isEmpty() || lines.getFirst().outcome() != outcome) {
      assertTrue(System.nanoTime() < until, lines.toString());
      Thread.sleep(50);
      lines = scene.reports(AGENT);
    }
    return lines.getFirst();
  }

  @Test
  void aFrozenPageHasToldWhatItKnewAndSaysLaterThatItWasFrozen() throws Exception {
    try (AgentScene scene = new AgentScene(folder);
        ChromiumTab tab = new ChromiumTab(folder)) {
      tab.send("Page.addScriptToEvaluateOnNewDocument", Map.of("source", SCRIPT));
      tab.send("Page.navigate", Map.of("url", scene.link(AGENT)));
      tab.click("Start the test");
      tab.await("document.querySelector('.meter')");
      report(scene, Outcome.INCOMPLETE);
      tab.freeze(true);
      tab.await("seen.length === 1");
      tab.freeze(false);
      tab.await("document.querySelector('.result')");
      String said = tab.evaluate("document.querySelector('.result').innerText");
      assertTrue(said.contains("NOT FINISHED"), said);
      assertTrue(said.contains("Keep this page open and in front, and test again."), said);
      assertEquals(List.of(), report(scene, Outcome.INCOMPLETE).codes());
      tab.click("Test again");
      tab.await("!document.querySelector('.result')");
      tab.await("document.querySelector('.result')");
      String before = tab.evaluate("document.querySelector('.code strong').textContent");
      tab.click("Start the background test");
      tab.freeze(true);
      tab.await("seen.length === 3");
      tab.freeze(false);
      tab.await("seen.length === 4");
      tab.click("End the background test");
      tab.await("document.querySelector('.todo')?.innerText.includes('froze this page')");
      tab.await("document.querySelector('.code strong').textContent !== '" + before + "'");
      String code = tab.evaluate("document.querySelector('.code strong').textContent");
      ReportLine last = scene.reports(AGENT).getFirst();
      assertEquals(last.shortCode().orElseThrow(), code);
      assertTrue(last.codes().contains(FindingCode.AGENT_TAB_FROZEN), last.toString());
    }
  }
}
