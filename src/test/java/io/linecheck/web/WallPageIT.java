package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.linecheck.notify.FaultyReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wall and dialer page in a real Chromium, served by the whole server that watches real doors. */
class WallPageIT {
  private static final Path PICTURES = Path.of("target", "wall-page");
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String BROKEN = ".tile.look-not-ready:has-text('manila-1')";

  @TempDir private static Path folder;
  private static WallScene scene;
  private static HeadlessChromium chromium;

  @BeforeAll
  static void open() throws Exception {
    scene = new WallScene(folder);
    chromium = new HeadlessChromium();
  }

  @AfterAll
  static void close() {
    chromium.close();
    scene.close();
  }

  private static Page page(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        chromium.browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale("en-GB"));
    Page page = context.newPage();
    page.setDefaultTimeout(30_000);
    return page;
  }

  private static Page wall(String query) {
    Page page = page(1920, 1080, ColorScheme.DARK);
    page.navigate(scene.url("/" + query));
    page.locator(".counts").waitFor();
    return page;
  }

  private static Page dialer(String id) {
    Page page = page(1440, 900, ColorScheme.LIGHT);
    page.navigate(scene.url("/dialers/" + id));
    page.locator("h1").waitFor();
    return page;
  }

  private static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  private static void gone(Locator locator) {
    locator.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
  }

  private static JsonNode api(Page page, String path) throws Exception {
    return JSON.readTree(page.request().get(scene.url(path)).text());
  }

  /** Notes when a tile that fits the selector first stands in the page. */
  private static void watchFor(Page page, String name, String selectorWithText) {
    page.evaluate(
        """
        ([name, look, text]) => {
          const look_ = () => {
            const there = [...document.querySelectorAll(look)].some((tile) => tile.textContent.includes(text));
            if (there && !window[name]) window[name] = Date.now();
          };
          new MutationObserver(look_).observe(document.body, {subtree: true, childList: true, attributes: true});
        }\
        """,
        List.of(name, selectorWithText, "manila-1"));
  }

  @Test
  void turnsRedWithinASecondOfTheResultAndRecovers() throws Exception {
    Page page = wall("?kiosk=1");
    gone(page.locator(BROKEN));
    watchFor(page, "red", ".tile.look-not-ready");
    scene.breakIt();
    page.locator(BROKEN).waitFor();
    long millis = ((Number) page.evaluate("() => window.red")).longValue() - scene.answeredAt;
    System.out.println("result to page: " + millis + " ms");
    assertTrue(millis < 1000, millis + " ms from the result to the page");
    Locator tile = page.locator(BROKEN);
    String text = tile.innerText();
    assertTrue(text.contains("NOT READY"), text);
    assertTrue(text.contains("84 seats"), text);
    assertTrue(text.contains("https · HTTP"), text);
    assertTrue(text.contains("nobody has it"), text);
    assertTrue(text.contains("Wen, web team"), text);
    assertTrue(page.title().contains("NOT READY"), page.title());
    assertTrue(page.locator("[aria-live=polite]").first().textContent().contains("not ready"));
    picture(page, "red");
    scene.mend();
    gone(page.locator(BROKEN));
    page.context().close();
  }

  @Test
  void aResultThatIsTooOldIsUnknownAndHatched() throws Exception {
    Page page = page(1920, 1080, ColorScheme.LIGHT);
    ObjectNode snapshot = (ObjectNode) api(page, "/api/v1/wall");
    for (JsonNode problem : snapshot.path("problems")) {
      ((ObjectNode) problem).put("lastResultAt", "2026-01-01T00:00:00.000Z");
    }
    assertTrue(snapshot.path("problems").size() > 0, snapshot.toString());
    page.route("**/api/v1/wall*", Route::abort);
    page.route(
        "**/api/v1/events*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody("id: 1\nevent: snapshot\ndata: " + snapshot + "\n\n")));
    page.navigate(scene.url("/"));
    Locator tile = page.locator(".tile.look-unknown").first();
    tile.waitFor();
    String text = tile.innerText();
    assertTrue(text.contains("UNKNOWN") && text.contains("no result for"), text);
    String background = (String) tile.evaluate("tile => getComputedStyle(tile).backgroundImage");
    assertTrue(background.contains("repeating-linear-gradient"), background);
    picture(page, "stale");
    page.context().close();
  }

  @Test
  void goesGreyWithNoDataWhenTheServerStopsAndComesBackByItself() throws Exception {
    Page page = wall("?kiosk=1");
    scene.stop();
    Locator noData = page.locator(".nodata strong");
    noData.waitFor();
    assertTrue(noData.innerText().matches("NO DATA SINCE \\d\\d:\\d\\d"), noData.innerText());
    String filter =
        (String) page.locator(".wall").evaluate("wall => getComputedStyle(wall).filter");
    assertEquals("grayscale(1)", filter);
    assertTrue(page.title().startsWith("NO DATA"), page.title());
    picture(page, "no-data");
    scene.start();
    gone(noData);
    page.locator(".counts").waitFor();
    page.context().close();
  }

  @Test
  void kioskTokenLeavesTheAddressAndARevokedOneIsRefused() {
    String token = scene.token("tv-" + System.nanoTime(), Role.KIOSK);
    for (String form : List.of("?kiosk=1&token=" + token, "?kiosk=1#token=" + token)) {
      Page page = remote();
      page.navigate(scene.url("/" + form));
      page.locator(".counts").waitFor();
      assertFalse(page.url().contains("token"), page.url());
      page.reload();
      page.locator(".counts").waitFor();
      assertEquals(
          "none", page.evaluate("() => getComputedStyle(document.documentElement).cursor"));
      page.context().close();
    }
    Page stranger = remote();
    stranger.navigate(scene.url("/?kiosk=1&token=lct_revoked"));
    stranger.getByText("NOT ALLOWED").waitFor();
    assertEquals(0, stranger.locator(".tile").count());
    stranger.context().close();
  }

  /** A page as somebody elsewhere sees it, through a reverse proxy. */
  private static Page remote() {
    Page page = page(1920, 1080, ColorScheme.DARK);
    page.setExtraHTTPHeaders(Map.of("X-Forwarded-For", "203.0.113.9"));
    return page;
  }

  @Test
  void everythingIsReachedByKeyboardAndFocusIsSeen() {
    Page page = wall("");
    page.locator(".tile a").first().waitFor();
    Set<String> reached = new LinkedHashSet<>();
    List<String> unseen = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      page.keyboard().press("Tab");
      String name =
          (String)
              page.evaluate(
                  "() => document.activeElement === document.body ? '' : document.activeElement.textContent.trim()");
      if (name.isEmpty()) {
        break;
      }
      reached.add(name);
      boolean seen =
          (Boolean)
              page.evaluate(
                  "() => { const style = getComputedStyle(document.activeElement); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; }");
      if (!seen) {
        unseen.add(name);
      }
    }
    assertEquals(List.of(), unseen);
    List<String> order = List.copyOf(reached);
    assertTrue(
        order.containsAll(List.of("Dialers", "Certificates", "Notices", "evil-1")), "" + order);
    assertTrue(order.indexOf("Sound off") < order.indexOf("evil-1"), "" + order);
    page.locator(".tile a", new Page.LocatorOptions().setHasText("evil-1")).focus();
    page.keyboard().press("Enter");
    page.waitForURL("**/dialers/evil-1");
    page.context().close();
  }

  @Test
  void soundThatTheBrowserHoldsBackIsSaidUntilSomebodyClicks() {
    Page page = wall("?kiosk=1");
    Locator blocked = page.getByText("SOUND BLOCKED");
    blocked.waitFor();
    picture(page, "sound-blocked");
    page.mouse().click(400, 400);
    gone(blocked);
    Page silent = wall("?kiosk=1&sound=0");
    assertEquals(0, silent.getByText("SOUND BLOCKED").count());
    silent.context().close();
    page.context().close();
  }

  @Test
  void pagesOfAnOlderVersionLoadThemselvesAnewOnce() {
    Page page = page(1920, 1080, ColorScheme.DARK);
    page.addInitScript("Math.random = () => 0");
    int[] loaded = new int[1];
    page.route(
        scene.url("/?kiosk=1"),
        route -> {
          loaded[0]++;
          var answer = route.fetch();
          String older =
              answer
                  .text()
                  .replaceFirst("(linecheck-version\" content=\")[^\"]*", "$1ffffffffffff");
          route.fulfill(
              new Route.FulfillOptions()
                  .setResponse(answer)
                  .setBody(loaded[0] == 1 ? older : loaded[0] == 2 ? answer.text() : older));
        });
    page.navigate(scene.url("/?kiosk=1"));
    page.waitForCondition(() -> loaded[0] == 2);
    page.locator(".counts").waitFor();
    assertEquals(0, page.getByText("NEW VERSION").count());
    page.reload();
    page.getByText("NEW VERSION").waitFor();
    assertEquals(3, loaded[0]);
    page.context().close();
  }

  @Test
  void aNoticesLinkAcknowledgesByItsButtonAndNotByBeingOpened() throws Exception {
    String link = notice("evil-1");
    Page page = remote();
    String id = link.replaceFirst(".*/incidents/([^/]+)/.*", "$1");
    page.navigate(link);
    Locator button = page.getByText("I have it", new Page.GetByTextOptions().setExact(true));
    button.waitFor();
    Page owner = page(800, 600, ColorScheme.LIGHT);
    assertTrue(api(owner, "/api/v1/incidents/" + id).path("acknowledgement").isNull());
    assertEquals(
        405, owner.request().get(scene.url("/api/v1/incidents/" + id + "/acknowledge")).status());
    page.locator("input[name=owner]").fill("Ben " + WallScene.MARKUP);
    button.click();
    page.getByText("Thank you").waitFor();
    assertEquals(
        "Ben " + WallScene.MARKUP,
        api(owner, "/api/v1/incidents/" + id).path("acknowledgement").path("owner").asText());
    picture(page, "acknowledge");
    assertNull(page.evaluate("() => window.pwned"));
    page.navigate(link.replaceFirst("token=.", "token="));
    page.getByText("A token is needed").waitFor();
    page.context().close();
    owner.context().close();
  }

  private static String notice(String dialer) throws Exception {
    while (true) {
      FaultyReceiver.Got got = scene.receiver.accepted.poll(30, TimeUnit.SECONDS);
      JsonNode data = JSON.readTree(got.body()).path("data");
      if (data.path("dialers").path(0).path("id").asText().equals(dialer)) {
        return data.path("acknowledgeLink").asText();
      }
    }
  }

  @Test
  void dialerPageShowsThePathAndDoesWhatItsButtonsSay() throws Exception {
    scene.breakIt();
    Page page = dialer("manila-1");
    page.locator(".stages li.look-not-ready").waitFor();
    List<String> stages = page.locator(".stages li b").allInnerTexts();
    assertEquals(List.of("TCP", "TLS", "Certificate", "HTTP"), stages);
    page.getByText("Check now").click();
    page.getByText("Checked just now: NOT READY").waitFor();
    page.getByText("Acknowledge", new Page.GetByTextOptions().setExact(true)).click();
    page.locator("input[name=owner]").fill("Cem");
    page.getByText("I have it").click();
    page.locator(".head").getByText("Cem").waitFor();
    page.getByText("Maintenance", new Page.GetByTextOptions().setExact(true)).click();
    page.locator("input[name=reason]").fill("new disk");
    page.getByText("Begin maintenance").click();
    page.getByText("In maintenance until").waitFor();
    Page wall = wall("");
    wall.locator(".tile.look-maintenance:has-text('manila-1')").waitFor();
    wall.context().close();
    page.getByText("Maintenance", new Page.GetByTextOptions().setExact(true)).click();
    page.getByText("End maintenance (new disk)").click();
    gone(page.getByText("In maintenance until"));
    picture(page, "dialer");
    scene.mend();
    page.locator(".head.look-ready").waitFor();
    page.context().close();
  }

  @Test
  void serviceMapIsPrintedAndSavedAsMarkdown() throws Exception {
    Page page = dialer("manila-1");
    Download download = page.waitForDownload(() -> page.getByText("Save as Markdown").click());
    assertEquals("service-map-manila-1.md", download.suggestedFilename());
    String markdown = Files.readString(download.path());
    for (String part :
        List.of(
            "# Service map of manila-1 (break.test)",
            "certbot",
            "/var/log/le.log",
            "yes, in git",
            "Put the old certificate back.",
            "Ana, +63 2 8123 4567",
            "## Firewall")) {
      assertTrue(markdown.contains(part), part + " is missing in\n" + markdown);
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setMedia(Media.PRINT));
    assertTrue(page.locator("#map").isVisible());
    assertFalse(page.getByText("Check now").isVisible());
    assertFalse(page.locator("header.bar").isVisible());
    page.context().close();
    Page two = dialer("cebu-1");
    String doors = two.locator(".map table").first().innerText();
    assertTrue(doors.contains("well.test") && doors.contains("two.well.test"), doors);
    two.context().close();
  }

  @Test
  void whatDialersSayNeverRunsAsMarkup() {
    for (String path :
        List.of(
            "/",
            "/?kiosk=1",
            "/dialers/evil-1",
            "/dialers",
            "/certificates",
            "/next",
            "/notifications",
            "/availability")) {
      Page page = page(1440, 900, ColorScheme.LIGHT);
      page.navigate(scene.url(path));
      page.locator(
              path.equals("/next") || path.equals("/availability")
                  ? "main"
                  : "main:has-text('evil')")
          .waitFor();
      page.waitForCondition(() -> !page.locator("main").innerText().contains("Loading"));
      assertEquals(0, page.locator("img[src=x]").count(), path);
      assertNull(page.evaluate("() => window.pwned"), path);
      page.context().close();
    }
  }

  @Test
  void nothingIsWiderThanAPhoneNorCutOffOnAWall() {
    List<String> wide = new ArrayList<>();
    for (String path :
        List.of(
            "/",
            "/dialers/evil-1",
            "/dialers",
            "/certificates",
            "/next",
            "/availability",
            "/notifications",
            "/findings/http-status-unexpected")) {
      Page page = page(360, 800, ColorScheme.LIGHT);
      page.navigate(scene.url(path));
      page.locator("h1").waitFor();
      int width = (Integer) page.evaluate("() => document.documentElement.scrollWidth");
      wide.addAll(width <= 360 ? List.of() : List.of(path + " is " + width + " px wide on 360 px"));
      page.context().close();
    }
    assertEquals(List.of(), wide);
    for (int height : List.of(1080, 2160)) {
      Page page = page(height * 16 / 9, height, ColorScheme.DARK);
      page.navigate(scene.url("/?kiosk=1"));
      page.locator(".tile").first().waitFor();
      assertEquals(List.of(), page.evaluate(SMALL), "texts under 3.4 % of the height");
      assertEquals(List.of(), page.evaluate(CUT), "texts cut off");
      picture(page, "wall-" + height);
      page.context().close();
    }
  }

  /** Texts of a kiosk that are too small for 5 m. */
  private static final String SMALL =
      """
      () => [...document.querySelectorAll('.wall *')]
        .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
        .filter((one) => one.checkVisibility() && !one.closest('.hidden'))
        .filter((one) => parseFloat(getComputedStyle(one).fontSize) < innerHeight * 0.0339)
        .map((one) => one.className + ' ' + one.textContent)\
      """;

  /** Parts of a tile that stand outside of it. */
  private static final String CUT =
      """
      () => [...document.querySelectorAll('.tile')].flatMap((tile) => {
        const box = tile.getBoundingClientRect();
        return [...tile.children].filter((part) => {
          const own = part.getBoundingClientRect();
          return own.bottom > box.bottom + 1 || own.top < box.top - 1;
        }).map((part) => part.className + ' ' + part.textContent);
      })\
      """;

  @Test
  void axeFindsNothingAgainstAccessibility() throws Exception {
    String axe = Files.readString(Path.of("dashboards", "node_modules", "axe-core", "axe.min.js"));
    List<String> wrong = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      for (String path :
          List.of(
              "/",
              "/?kiosk=1",
              "/dialers/evil-1",
              "/dialers",
              "/certificates",
              "/next",
              "/availability",
              "/notifications",
              "/findings/http-status-unexpected")) {
        Page page = page(1280, 800, scheme);
        page.navigate(scene.url(path));
        page.locator("h1").first().waitFor();
        page.locator("main >> nth=0").waitFor();
        page.evaluate(axe);
        String found =
            (String)
                page.evaluate(
                    "() => axe.run({resultTypes: ['violations']}).then((all) => all.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html + ' ' + node.failureSummary).slice(0, 3).join(' | ')).join('\\n'))");
        if (!found.isEmpty()) {
          wrong.add(scheme + " " + path + "\n" + found);
        }
        page.context().close();
      }
    }
    assertTrue(wrong.isEmpty(), String.join("\n\n", wrong));
  }
}
