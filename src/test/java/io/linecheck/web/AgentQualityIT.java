package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.linecheck.model.FindingCode;
import io.linecheck.model.MeanOpinionScore;
import io.linecheck.model.MeanOpinionScore.Codec;
import io.linecheck.model.ServiceKind;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.UdpRelay;
import io.linecheck.peer.UdpRelay.Impairment;
import io.linecheck.selftest.ReportLine;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Voice quality, measured in a real Chromium through networks that are bad on purpose. */
@Tag("long")
class AgentQualityIT {
  /** Twice this evenly spread jitter, there and back, as RFC 3550 measures it. */
  private static final double JITTER_OF_SPREAD = 0.46;

  private static final List<Impairment> NETWORKS =
      List.of(
          Impairment.NONE,
          new Impairment(0.015, Duration.ofMillis(40), Duration.ofMillis(10)),
          new Impairment(0.03, Duration.ofMillis(60), Duration.ofMillis(30)),
          new Impairment(0.05, Duration.ofMillis(100), Duration.ZERO));

  @TempDir private static Path folder;

  @Test
  void measuredQualityIsTheFormulasOfWhatWasInjected() throws Exception {
    Map<UdpRelay, Impairment> relays = new LinkedHashMap<>();
    try (AgentScene scene = new AgentScene(folder);
        Chromium chromium = Chromium.withMicrophone()) {
      Map<UdpRelay, Page> pages = new LinkedHashMap<>();
      for (Impairment network : NETWORKS) {
        UdpRelay relay =
            new UdpRelay(
                InetAddress.ofLiteral("127.0.0.1"),
                0,
                new InetSocketAddress("127.0.0.1", scene.port(ServiceKind.TURN_UDP)));
        relay.impair(network, network);
        relays.put(relay, network);
        pages.put(relay, started(chromium, scene, relay));
      }
      for (Map.Entry<UdpRelay, Page> one : pages.entrySet()) {
        Page page = one.getValue();
        page.locator("button", new Page.LocatorOptions().setHasText("Yes")).first().click();
        page.locator(".result h2").waitFor();
        ReportLine report = scene.reports("q-" + one.getKey().port()).getFirst();
        judge(one.getKey(), relays.get(one.getKey()), report);
      }
    } finally {
      relays.keySet().forEach(UdpRelay::close);
    }
  }

  private static Page started(Chromium chromium, AgentScene scene, UdpRelay relay) {
    Page page =
        chromium
            .browser()
            .newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))
            .newPage();
    page.setDefaultTimeout(60_000);
    page.route("**/api/v1/agents/session", route -> onlyThrough(relay, route));
    page.navigate(scene.link("q-" + relay.port()));
    page.getByText("Start the test").click();
    return page;
  }

  private static void onlyThrough(UdpRelay relay, Route route) {
    var answer = route.fetch();
    String door = "{\"kind\":\"turn-udp\",\"host\":\"127.0.0.1\",\"port\":" + relay.port() + "}";
    route.fulfill(
        new Route.FulfillOptions()
            .setResponse(answer)
            .setBody(
                answer
                    .text()
                    .replaceAll("\"doors\":\\[[^\\]]*\\]", "\"doors\":[" + door + "]")
                    .replaceAll("\"mediaSeconds\":[\\d.]+", "\"mediaSeconds\":15")));
  }

  /** Each packet passes the bad network twice: to the relay and back from it. */
  private static void judge(UdpRelay relay, Impairment network, ReportLine report) {
    String all = network + " " + report.body();
    double loss = 1 - (1 - relay.lostThere()) * (1 - relay.lostBack());
    Duration rtt = network.delay().multipliedBy(2).plus(network.jitter());
    Duration jitter = Duration.ofNanos((long) (JITTER_OF_SPREAD * network.jitter().toNanos()));
    double expected = MeanOpinionScore.of(Codec.G711, loss, 1, rtt, jitter).value();
    assertEquals(expected, report.body().path("mos").asDouble(), 0.2, loss + " " + all);
    assertEquals(loss, report.body().path("lossRatio").asDouble(), 0.025, all);
    assertEquals(rtt.toMillis(), report.body().path("rttSeconds").asDouble() * 1000, 40, all);
    assertEquals(
        network.lossRatio() > 0,
        report.codes().contains(FindingCode.AGENT_NETWORK_QUALITY_LOW),
        all);
    assertTrue(report.body().toString().contains("PCMU"), all);
  }
}
