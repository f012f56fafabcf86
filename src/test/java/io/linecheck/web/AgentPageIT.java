package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.linecheck.model.FindingCode;
import io.linecheck.peer.Chromium;
import io.linecheck.selftest.Outcome;
import io.linecheck.selftest.ReportLine;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-test page in a real Chromium with a fake microphone, against a practice dialer. */
class AgentPageIT {
  /** So many pages at once: Chromium holds back more sockets to one host. */
  private static final int TOGETHER = 4;

  private static final Path PICTURES = Path.of("target", "agent-page");

  @TempDir private static Path folder;
  private static AgentScene scene;
  private static Chromium chromium;
  private static Browser browser;

  @BeforeAll
  static void open() throws Exception {
    scene = new AgentScene(folder);
    chromium = Chromium.withMicrophone();
    browser = chromium.browser();
  }

  @AfterAll
  static void close() throws Exception {
    chromium.close();
    scene.close();
  }

  private static Page page(String agent, int width, ColorScheme scheme, String script) {
    BrowserContext context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, 800)
                .setColorScheme(scheme)
                .setLocale("en-GB")
                .setIgnoreHTTPSErrors(true));
    Page page = context.newPage();
    page.setDefaultTimeout(60_000);
    page.addInitScript(script);
    page.navigate(scene.link(agent));
    return page;
  }

  private static void start(Page page) {
    page.getByText("Start the test").click();
  }

  private static void heard(Page page, String answer) {
    page.locator("button", new Page.LocatorOptions().setHasText(answer)).first().click();
  }

  private static Locator word(Page page) {
    return page.locator(".result h2");
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  private static ReportLine report(String agent) {
    return scene.reports(agent).getFirst();
  }

  @Test
  void aHealthyPlaceIsReady() throws InterruptedException {
    Page page = page("1001", 360, ColorScheme.LIGHT, "");
    page.getByText("Start the test").waitFor();
    picture(page, "start-360-light");
    long began = System.nanoTime();
    start(page);
    heard(page, "Yes");
    word(page).waitFor();
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    picture(page, "ready-360-light");
    String tests = page.locator(".tests").innerText();
    assertEquals("READY", word(page).innerText().strip(), tests + report("1001").body());
    assertTrue(seconds < 60, seconds + " s");
    ReportLine report = report("1001");
    assertEquals(Outcome.READY, report.outcome(), report.body().toString());
    assertEquals(report.shortCode().orElseThrow(), page.locator(".code strong").innerText());
    assertEquals(true, report.wssReached().orElseThrow());
    assertTrue(report.body().path("mos").asDouble() > 4, report.body().toString());
    assertFalse(report.body().toString().contains("practice-makes-perfect"));
    assertTrue(tests.matches("(?s).*Phone login\\s+7999\\s+good.*"), tests);
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture(page, "ready-360-dark");
    page.setViewportSize(1280, 900);
    picture(page, "ready-1280-dark");
    page.locator("select").first().selectOption("es");
    assertEquals("LISTO", word(page).innerText().strip());
    page.getByText("No podía oírles").click();
    page.getByText("Anotado").waitFor();
    assertEquals("COMPLAINT", report("1001").kind().name());
  }

  /** A fault of the place, and what must be said of it. */
  private record Case(
      String script,
      UnaryOperator<String> session,
      String answer,
      Outcome outcome,
      FindingCode... codes) {}

  private static String denied(String name, String message) {
    return "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('"
        + message
        + "', '"
        + name
        + "'));";
  }

  private static UnaryOperator<String> without(UnaryOperator<String> more) {
    return json -> more.apply(json.replaceAll("\"doors\":\\[[^\\]]*\\]", "\"doors\":[]"));
  }

  private static Map<String, Case> cases(int silent, int closed) {
    UnaryOperator<String> same = json -> json;
    UnaryOperator<String> quick = without(same);
    String turn = "turn-udp\",\"host\":\"127.0.0.1\",\"port\":";
    String stun = "stun\",\"host\":\"127.0.0.1\",\"port\":";
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put(
        "denied",
        new Case(
            denied("NotAllowedError", "Permission denied by user"),
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_BLOCKED_BY_SYSTEM));
    cases.put(
        "refused",
        new Case(
            "navigator.permissions.query = () => Promise.resolve({state: 'denied'});"
                + denied("NotAllowedError", "Permission denied"),
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_BLOCKED));
    cases.put(
        "unanswered",
        new Case(
            "navigator.mediaDevices.getUserMedia = () => new Promise(() => undefined);",
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_UNANSWERED));
    cases.put(
        "insecure",
        new Case(
            "Object.defineProperty(window, 'isSecureContext', {value: false});",
            quick,
            "",
            Outcome.NOT_READY,
            FindingCode.AGENT_PAGE_INSECURE));
    cases.put(
        "autoplay",
        new Case(
            "Object.defineProperty(AudioContext.prototype, 'state', {get: () => 'suspended'});",
            quick,
            "",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.AGENT_AUTOPLAY_BLOCKED));
    cases.put(
        "by-system",
        new Case(
            denied("NotAllowedError", "Permission denied by system"),
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_BLOCKED_BY_SYSTEM));
    cases.put(
        "policy",
        new Case(
            denied(
                "NotAllowedError",
                "Permissions policy violation: microphone is not allowed in this document"),
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_BLOCKED));
    cases.put(
        "missing",
        new Case(
            denied("NotFoundError", "Requested device not found"),
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_MISSING));
    cases.put(
        "busy",
        new Case(
            denied("NotReadableError", "Could not start audio source"),
            quick,
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_MICROPHONE_BUSY));
    cases.put(
        "silent",
        new Case(
            "AnalyserNode.prototype.getFloatTimeDomainData = (block) => block.fill(0);",
            quick,
            "Yes",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.AGENT_MICROPHONE_SILENT));
    cases.put(
        "clipping",
        new Case(
            "AnalyserNode.prototype.getFloatTimeDomainData = (block) => block.fill(1);",
            quick,
            "Yes",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.AGENT_MICROPHONE_CLIPPING));
    cases.put(
        "deaf",
        new Case(
            "", quick, "No", Outcome.READY_WITH_WARNINGS, FindingCode.AGENT_SPEAKER_NOT_HEARD));
    cases.put(
        "battery",
        new Case(
            "navigator.getBattery = () => Promise.resolve({charging: false, level: 0.3});",
            quick,
            "Yes",
            Outcome.READY,
            FindingCode.AGENT_ON_BATTERY));
    cases.put(
        "no-webrtc",
        new Case(
            "delete window.RTCPeerConnection;",
            quick,
            "",
            Outcome.NOT_READY,
            FindingCode.AGENT_BROWSER_UNSUPPORTED));
    cases.put(
        "wss-closed",
        new Case(
            "",
            without(json -> json.replaceAll("(wss://[^:]+:)\\d+", "$1" + closed)),
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_WSS_BLOCKED));
    cases.put(
        "password",
        new Case(
            "",
            without(json -> json.replace("practice-makes-perfect", "wrong")),
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_SIP_REFUSED));
    cases.put(
        "extension",
        new Case(
            "",
            without(json -> json.replace("\"user\":\"7999\"", "\"user\":\"4711\"")),
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_SIP_REFUSED));
    cases.put(
        "turn-secret",
        new Case(
            "",
            json -> json.replaceAll("\"credential\":\"[^\"]*\"", "\"credential\":\"wrong\""),
            "Yes",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.TURN_CREDENTIALS_REJECTED));
    cases.put(
        "udp-dropped",
        new Case(
            "",
            json ->
                json.replaceAll("(" + turn + ")\\d+", "$1" + silent)
                    .replaceAll("(" + stun + ")\\d+", "$1" + silent),
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_UDP_BLOCKED));
    cases.put(
        "one-port",
        new Case(
            "",
            json -> json.replaceAll("(" + turn + ")\\d+", "$1" + silent),
            "Yes",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.AGENT_TURN_PORT_BLOCKED));
    cases.put(
        "stun-dead",
        new Case(
            "",
            json -> json.replaceAll("(" + stun + ")\\d+", "$1" + silent),
            "Yes",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.AGENT_TURN_PORT_BLOCKED));
    cases.put(
        "relay-silent",
        new Case(
            "RTCPeerConnection.prototype.addIceCandidate = () => Promise.resolve();",
            json -> json,
            "Yes",
            Outcome.READY_WITH_WARNINGS,
            FindingCode.TURN_RELAY_SILENT));
    cases.put(
        "local-network",
        new Case(
            "Object.defineProperty(navigator, 'userAgent', {value: 'Mozilla/5.0 (Windows NT 10.0) Chrome/150.0.0.0 Safari/537.36'}); navigator.permissions.query = () => Promise.resolve({state: 'denied'});",
            without(json -> json.replaceAll("(wss://[^:]+:)\\d+", "$1" + closed)),
            "Yes",
            Outcome.NOT_READY,
            FindingCode.AGENT_WSS_BLOCKED));
    return cases;
  }

  @Test
  void everyFaultHasItsVerdictInstructionAndCode() throws Exception {
    List<String> wrong = new ArrayList<>();
    try (DatagramSocket mute = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"));
        DatagramSocket free = new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))) {
      Map<String, Case> cases = cases(mute.getLocalPort(), free.getLocalPort());
      List<String> names = List.copyOf(cases.keySet());
      for (int from = 0; from < names.size(); from += TOGETHER) {
        Map<String, Case> group = new LinkedHashMap<>(cases);
        group.keySet().retainAll(names.subList(from, Math.min(names.size(), from + TOGETHER)));
        together(group, wrong);
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n", wrong));
  }

  private static void together(Map<String, Case> cases, List<String> wrong) {
    Map<String, Page> pages = new LinkedHashMap<>();
    cases.forEach((name, one) -> {
      Page page = page("case-" + name, 360, ColorScheme.LIGHT, one.script());
      page.route("**/api/v1/agents/session", route -> changed(route, one.session()));
      page.reload();
      pages.put(name, page);
    });
    pages.values().forEach(AgentPageIT::start);
    cases.forEach((name, one) -> {
      if (!one.answer().isEmpty()) {
        heard(pages.get(name), one.answer());
      }
    });
    cases.forEach((name, one) -> {
      Page page = pages.get(name);
      word(page).waitFor();
      picture(page, "case-" + name);
      ReportLine report = settled("case-" + name);
      boolean fits =
          report.outcome() == one.outcome() && report.codes().containsAll(List.of(one.codes()));
      boolean told = one.outcome() == Outcome.READY || page.locator(".todo li").count() > 0;
      if (!fits || !told) {
        wrong.add(name + ": " + report.outcome() + " " + report.codes() + " " + report.body());
      }
      page.context().close();
    });
  }

  /** The report once its last part is in. */
  private static ReportLine settled(String agent) {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (System.nanoTime() < until) {
      List<ReportLine> lines = scene.reports(agent);
      if (!lines.isEmpty() && lines.getFirst().body().path("done").asBoolean()) {
        return lines.getFirst();
      }
    }
    throw new AssertionError("no whole report of " + agent + ": " + scene.reports(agent));
  }

  private static void changed(Route route, UnaryOperator<String> change) {
    try {
      var answer = route.fetch();
      route.fulfill(
          new Route.FulfillOptions().setResponse(answer).setBody(change.apply(answer.text())));
    } catch (PlaywrightException gone) {
      // A test may close its page while a request of it is still on the way.
      if (!String.valueOf(gone.getMessage()).contains("has been closed")) {
        throw gone;
      }
    }
  }

  @Test
  void aWrongClockAndAnAbandonedRunAreTold() {
    Page page = page("1006", 360, ColorScheme.LIGHT, "");
    page.route(
        "**/api/v1/agents/session",
        route ->
            changed(
                route,
                without(
                    json -> json.replaceAll("\"serverTime\":\"\\d{4}", "\"serverTime\":\"2019"))));
    page.reload();
    start(page);
    page.getByText("Speak now").waitFor();
    page.reload();
    page.getByText("Start the test").waitFor();
    assertEquals(Outcome.INCOMPLETE, report("1006").outcome(), "reloaded in the middle");
    start(page);
    heard(page, "Yes");
    word(page).waitFor();
    assertEquals("READY WITH WARNINGS", word(page).innerText().strip());
    assertTrue(page.locator(".todo").innerText().contains("The clock of this computer is wrong"));
    page.context().close();
  }

  @Test
  void thePagePaintsWithinASecondAndIsSmall() {
    Page page = page("1007", 360, ColorScheme.LIGHT, "");
    page.getByText("Start the test").waitFor();
    double painted =
        ((Number)
                page.evaluate(
                    "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            .doubleValue();
    Page fresh = page("1008", 360, ColorScheme.LIGHT, "");
    fresh.getByText("Start the test").waitFor();
    long bytes =
        ((Number)
                fresh.evaluate(
                    "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, one) => sum + one.transferSize, 0)"))
            .longValue();
    assertTrue(painted < 1000, "first paint after " + painted + " ms");
    assertTrue(bytes > 10_000 && bytes < 150_000, bytes + " bytes before the first test");
    page.context().close();
    fresh.context().close();
  }

  @Test
  void aLinkThatIsOldWrongOrMissingSaysSo() {
    Page page = page("1002", 360, ColorScheme.DARK, "");
    String base = scene.origin() + "/agent/" + scene.dialer.id();
    Map<String, String> said =
        Map.of(
            base + "#token=" + scene.token("1002", Duration.ofSeconds(-5)), "This link has expired",
            base + "#token=lca1.abc.def", "This link is not complete");
    said.forEach((address, text) -> {
      page.navigate("about:blank");
      page.navigate(address);
      page.getByText(text).waitFor();
    });
    picture(page, "link-360-dark");
    Page bare = browser.newContext(new Browser.NewContextOptions().setLocale("es-MX")).newPage();
    bare.navigate(base);
    bare.getByText("Esta página necesita el enlace").waitFor();
    bare.locator("summary").click();
    bare.locator("input[name=code]").fill("MNL-7");
    bare.locator("input[name=agent]").fill("1003");
    bare.getByText("Entrar").click();
    bare.getByText("Empezar la prueba").waitFor();
    bare.context().close();
    page.context().close();
  }

  @Test
  void whatCannotBeSentIsKeptAndSentLater() {
    Page page = page("1004", 360, ColorScheme.LIGHT, "");
    page.route("**/api/v1/agents/session", route -> changed(route, without(json -> json)));
    page.reload();
    page.route("**/api/v1/agents/reports", Route::abort);
    start(page);
    heard(page, "Yes");
    word(page).waitFor();
    page.getByText("kept and sent later").waitFor();
    picture(page, "offline-360-light");
    assertTrue(scene.reports("1004").isEmpty());
    String code = page.locator(".code strong").innerText();
    page.unroute("**/api/v1/agents/reports");
    page.reload();
    assertEquals(code, settled("1004").shortCode().orElseThrow());
    page.context().close();
  }

  @Test
  void stoppingEndsEverythingAndSaysNotFinished() {
    Page page =
        page(
            "1005",
            360,
            ColorScheme.LIGHT,
            "const real = MediaDevices.prototype.getUserMedia; MediaDevices.prototype.getUserMedia = async function (wish) {"
                + " const stream = await real.call(this, wish); window.tracks = stream.getTracks(); return stream; };");
    start(page);
    page.getByText("Speak now").waitFor();
    page.getByText("Stop").click();
    word(page).waitFor();
    assertEquals("NOT FINISHED", word(page).innerText().strip());
    assertEquals(
        "ended", page.evaluate("() => window.tracks.map((track) => track.readyState).join()"));
    page.context().close();
  }
}
