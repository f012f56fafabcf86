package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import io.linecheck.peer.Chromium;
import io.linecheck.selftest.Outcome;
import io.linecheck.selftest.ReportLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The self-test page in a real Chromium with a fake microphone, against a practice dialer. */
class AgentPageIT {
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
    page.locator(".question:focus").waitFor();
    heard(page, "Yes");
    page.locator(".result h2:focus").waitFor();
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

  /** The report once its last part is in. */
  private static ReportLine settled(String agent) throws InterruptedException {
    return awaited(agent, line -> line.body().path("done").asBoolean());
  }

  /** The newest report of an agent, once it is as wanted. */
  private static ReportLine awaited(String agent, Predicate<ReportLine> wanted)
      throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    List<ReportLine> lines = scene.reports(agent);
    while (lines.isEmpty() || !wanted.test(lines.getFirst())) {
      assertTrue(System.nanoTime() < until, "reports of " + agent + ": " + lines);
      Thread.sleep(50);
      lines = scene.reports(agent);
    }
    return lines.getFirst();
  }

  @Test
  void aWrongClockAndAnAbandonedRunAreTold() throws InterruptedException {
    Page page = page("1006", 360, ColorScheme.LIGHT, "");
    page.route(
        "**/api/v1/agents/session",
        route ->
            AgentScene.changed(
                route,
                json ->
                    AgentFault.PLAIN
                        .apply(json)
                        .replaceAll("\"serverTime\":\"\\d{4}", "\"serverTime\":\"2019")));
    page.reload();
    start(page);
    page.getByText("Speak now").waitFor();
    awaited("1006", line -> line.outcome() == Outcome.INCOMPLETE);
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
  void aCodeIsAskedForOnlyWhereTheServerTakesCodes() throws Exception {
    try (AgentScene without =
            AgentScene.withDefaults(Files.createDirectory(folder.resolve("off")));
        BrowserContext context =
            browser.newContext(new Browser.NewContextOptions().setLocale("en-GB"))) {
      Page page = context.newPage();
      page.waitForResponse(
          "**/api/v1/agents/entry",
          () -> page.navigate(without.origin() + "/agent/" + without.dialer.id()));
      page.getByText("This page needs the link you were given").waitFor();
      page.waitForFunction("() => document.querySelectorAll('details').length === 0");
    }
  }

  @Test
  void whatCannotBeSentIsKeptAndSentLater() throws InterruptedException {
    Page page = page("1004", 360, ColorScheme.LIGHT, "");
    page.route("**/api/v1/agents/session", route -> AgentScene.changed(route, AgentFault.PLAIN));
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
