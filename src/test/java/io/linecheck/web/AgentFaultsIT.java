package io.linecheck.web;

import static io.linecheck.selftest.Outcome.NOT_READY;
import static io.linecheck.selftest.Outcome.READY_WITH_WARNINGS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import io.linecheck.model.FindingCode;
import io.linecheck.model.ServiceKind;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.MappingStun;
import io.linecheck.peer.UdpRelay;
import io.linecheck.peer.UdpRelay.Impairment;
import io.linecheck.selftest.ReportLine;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every fault of an agent's place in a real Chromium: its verdict, its instruction and its code.
 */
class AgentFaultsIT {
  /** So many pages at once; a page that has ended makes room for the next. */
  private static final int TOGETHER = 10;

  private static final Pattern TOO_SLOW =
      Pattern.compile("too busy to keep to fifty|was not open in time|sends no sound");

  private static final String AGAIN = ".result button.big";

  private static final Duration LONGEST = Duration.ofSeconds(120);

  private static Chromium chromium;

  @TempDir private Path folder;
  private final JsonNode words;

  @BeforeAll
  static void open() {
    chromium = Chromium.withMicrophone();
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  AgentFaultsIT() throws IOException {
    words =
        new ObjectMapper()
            .readTree(Path.of("dashboards", "agent", "texts", "en.json").toFile())
            .path("finding");
  }

  private record Running(AgentFault fault, Page page, long since) {}

  @Test
  void everyFaultHasItsVerdictInstructionAndCode() throws Exception {
    try (DatagramSocket mute = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        AgentScene scene = new AgentScene(folder)) {
      judge(scene, AgentFault.all(mute.getLocalPort(), FreePorts.closed()));
    }
  }

  @Test
  void aBadNetworkIsHeldToTheDefaultLimits() throws Exception {
    try (AgentScene scene = AgentScene.withDefaults(folder);
        UdpRelay slow = through(scene, 230, 0);
        UdpRelay shaky = through(scene, 0, 360)) {
      judge(scene, List.of(voice("slow", slow), voice("shaky", shaky)));
    }
  }

  /** A network before the TURN server; each packet of a voice passes it twice. */
  private static UdpRelay through(AgentScene scene, int delayMillis, int jitterMillis) {
    UdpRelay relay = before(scene, ServiceKind.TURN_UDP);
    Impairment bad =
        new Impairment(0, Duration.ofMillis(delayMillis), Duration.ofMillis(jitterMillis));
    relay.impair(bad, bad);
    return relay;
  }

  private static UdpRelay before(AgentScene scene, ServiceKind kind) {
    return new UdpRelay(
        InetAddress.ofLiteral("127.0.0.1"),
        0,
        new InetSocketAddress("127.0.0.1", scene.port(kind)));
  }

  private static AgentFault voice(String name, UdpRelay relay) {
    return AgentFault.network(
        name,
        NOT_READY,
        FindingCode.AGENT_NETWORK_QUALITY_LOW,
        AgentFault.door(ServiceKind.TURN_UDP, relay.port()));
  }

  /** Every door behind another mapping is a symmetric NAT; the other one is the provider's. */
  @Test
  void theNatOfANetworkIsNamed() throws Exception {
    try (AgentScene scene = new AgentScene(folder);
        UdpRelay one = before(scene, ServiceKind.STUN);
        UdpRelay other = before(scene, ServiceKind.STUN);
        MappingStun shared =
            new MappingStun(client -> new InetSocketAddress("100.64.7.9", client.getPort()))) {
      judge(
          scene,
          List.of(
              AgentFault.network(
                  "symmetric",
                  READY_WITH_WARNINGS,
                  FindingCode.AGENT_NAT_SYMMETRIC,
                  AgentFault.door(ServiceKind.STUN, one.port()),
                  AgentFault.door(ServiceKind.STUN, other.port())),
              AgentFault.network(
                  "carrier-grade",
                  READY_WITH_WARNINGS,
                  FindingCode.AGENT_NAT_CARRIER_GRADE,
                  AgentFault.door(ServiceKind.STUN, shared.port()))));
    }
  }

  private void judge(AgentScene scene, List<AgentFault> faults) {
    Map<String, String> wrong = new LinkedHashMap<>();
    Deque<AgentFault> waiting = new ArrayDeque<>(faults);
    List<Running> running = new ArrayList<>();
    while (!waiting.isEmpty() || !running.isEmpty()) {
      while (running.size() < TOGETHER && !waiting.isEmpty()) {
        AgentFault next = waiting.remove();
        running.add(new Running(next, started(scene, chromium.browser(), next), System.nanoTime()));
      }
      running.getFirst().page().waitForTimeout(100);
      for (Running one : List.copyOf(running)) {
        Optional<String> missing = missing(scene, one);
        if (missing.isPresent() && couldNotMeasure(scene, one)) {
          one.page().locator(AGAIN).click();
        }
        boolean late = System.nanoTime() - one.since() > LONGEST.toNanos();
        if (missing.isEmpty() || late) {
          missing.ifPresent(text -> wrong.put(one.fault().name(), text));
          one.page().context().close();
          running.remove(one);
        }
      }
    }
    assertTrue(wrong.isEmpty(), () -> String.join("\n\n", wrong.values()));
  }

  /** A machine that is busy with other tests may be too slow for a voice, and the page says so. */
  private static boolean couldNotMeasure(AgentScene scene, Running one) {
    return one.page().locator(AGAIN).isVisible()
        && scene.reports(one.fault().name()).stream()
            .limit(1)
            .map(ReportLine::body)
            .anyMatch(
                body -> body.path("done").asBoolean() && TOO_SLOW.matcher(body.toString()).find());
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
