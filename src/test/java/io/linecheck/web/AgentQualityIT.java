package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.linecheck.model.FindingCode;
import io.linecheck.model.MeanOpinionScore;
import io.linecheck.model.MeanOpinionScore.Codec;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.UdpRelay;
import io.linecheck.peer.UdpRelay.Impairment;
import io.linecheck.selftest.ReportLine;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Voice quality, measured in a real Chromium through networks that are bad on purpose. */
@Tag("long")
class AgentQualityIT {
  /** Twice this evenly spread jitter, there and back, as RFC 3550 measures it. */
  private static final double JITTER_OF_SPREAD = 0.46;

  @TempDir private static Path folder;
  private static AgentScene scene;
  private static Coturn coturn;
  private static Chromium chromium;

  @BeforeAll
  static void open() throws Exception {
    scene = AgentScene.withDefaults(folder);
    coturn =
        Coturn.start(
            folder,
            "--allow-loopback-peers",
            "--use-auth-secret",
            "--static-auth-secret=" + scene.turnSecret());
    chromium = Chromium.withMicrophone();
  }

  @AfterAll
  static void close() throws Exception {
    chromium.close();
    coturn.close();
    scene.close();
  }

  static Stream<Impairment> networks() {
    return Stream.of(
        Impairment.NONE,
        new Impairment(0.015, Duration.ofMillis(40), Duration.ofMillis(10)),
        new Impairment(0.03, Duration.ofMillis(60), Duration.ofMillis(30)),
        new Impairment(0.05, Duration.ofMillis(100), Duration.ZERO));
  }

  /** One network at a time: several voices at once starve this machine, and then it loses them. */
  @ParameterizedTest
  @MethodSource("networks")
  void measuredQualityIsTheFormulasOfWhatWasInjected(Impairment network) {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (UdpRelay relay = new UdpRelay(loopback, 0, coturn.address());
        BrowserContext context =
            chromium
                .browser()
                .newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))) {
      relay.impair(network, network);
      Page page = context.newPage();
      page.setDefaultTimeout(60_000);
      page.addInitScript(AgentScene.answering("Yes"));
      page.route("**/api/v1/agents/session", route -> onlyThrough(relay, route));
      page.navigate(scene.link("q-" + relay.port()));
      page.getByText("Start the test").click();
      page.locator(".result h2").waitFor();
      judge(relay, network, scene.reports("q-" + relay.port()).getFirst());
    }
  }

  private static void onlyThrough(UdpRelay relay, Route route) {
    String door = "{\"kind\":\"turn-udp\",\"host\":\"127.0.0.1\",\"port\":" + relay.port() + "}";
    AgentScene.changed(
        route,
        session ->
            session
                .replaceAll("\"doors\":\\[[^\\]]*\\]", "\"doors\":[" + door + "]")
                .replaceAll("\"mediaSeconds\":[\\d.]+", "\"mediaSeconds\":15"));
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
