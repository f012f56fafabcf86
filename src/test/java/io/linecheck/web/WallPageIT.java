package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall in a real Chromium, served by the whole server that watches real doors. */
class WallPageIT {
  private static final String BROKEN = ".tile.look-not-ready:has-text('manila-1')";

  @TempDir private static Path folder;
  private static WallScene scene;
  private static WallBrowser browser;

  @BeforeAll
  static void open() throws Exception {
    scene = new WallScene(folder);
    browser = new WallBrowser(scene);
  }

  @AfterAll
  static void close() {
    browser.close();
    scene.close();
  }

  /** Notes when a tile that fits the selector first stands in the page. */
  private static void watchFor(Page page, String name, String selectorWithText) {
    page.evaluate(
        """
        ([name, look, text]) => {
          const note = () => {
            const there = [...document.querySelectorAll(look)].some((tile) => tile.textContent.includes(text));
            if (there && !window[name]) window[name] = Date.now();
          };
          new MutationObserver(note).observe(document.body, {subtree: true, childList: true, attributes: true});
        }\
        """,
        List.of(name, selectorWithText, "manila-1"));
  }

  @Test
  void turnsRedWithinASecondOfTheResultAndRecovers() throws Exception {
    Page page = browser.wall("?kiosk=1");
    WallBrowser.gone(page.locator(BROKEN));
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
    WallBrowser.picture(page, "red");
    scene.mend();
    WallBrowser.gone(page.locator(BROKEN));
    page.context().close();
  }

  @Test
  void aResultThatIsTooOldIsUnknownAndHatched() throws Exception {
    Page page = browser.page(1920, 1080, ColorScheme.LIGHT);
    ObjectNode snapshot = (ObjectNode) browser.api(page, "/api/v1/wall");
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
    WallBrowser.picture(page, "stale");
    page.context().close();
  }

  @Test
  void goesGreyWithNoDataWhenTheServerStopsAndComesBackByItself() throws Exception {
    Page page = browser.page(1920, 1080, ColorScheme.DARK);
    page.clock().install();
    page.navigate(scene.url("/?kiosk=1"));
    page.locator(".counts").waitFor();
    scene.stop();
    // Silence counts from ten seconds on; the page's clock need not be waited for.
    page.clock().fastForward(11_000);
    Locator noData = page.locator(".nodata strong");
    noData.waitFor();
    assertTrue(noData.innerText().matches("NO DATA SINCE \\d\\d:\\d\\d"), noData.innerText());
    String filter =
        (String) page.locator(".wall").evaluate("wall => getComputedStyle(wall).filter");
    assertEquals("grayscale(1)", filter);
    assertTrue(page.title().startsWith("NO DATA"), page.title());
    WallBrowser.picture(page, "no-data");
    scene.start();
    WallBrowser.gone(noData);
    page.locator(".counts").waitFor();
    page.context().close();
  }

  @Test
  void kioskTokenLeavesTheAddressAndARevokedOneIsRefused() {
    String token = scene.token("tv-" + System.nanoTime(), Role.KIOSK);
    for (String form : List.of("?kiosk=1&token=" + token, "?kiosk=1#token=" + token)) {
      Page page = browser.remote();
      page.navigate(scene.url("/" + form));
      page.locator(".counts").waitFor();
      assertFalse(page.url().contains("token"), page.url());
      page.reload();
      page.locator(".counts").waitFor();
      assertEquals(
          "none", page.evaluate("() => getComputedStyle(document.documentElement).cursor"));
      page.context().close();
    }
    Page stranger = browser.remote();
    stranger.navigate(scene.url("/?kiosk=1&token=lct_revoked"));
    stranger.getByText("NOT ALLOWED").waitFor();
    assertEquals(0, stranger.locator(".tile").count());
    stranger.context().close();
  }

  @Test
  void everythingIsReachedByKeyboardAndFocusIsSeen() {
    Page page = browser.wall("");
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
    Page page = browser.wall("?kiosk=1");
    Locator blocked = page.getByText("SOUND BLOCKED");
    blocked.waitFor();
    WallBrowser.picture(page, "sound-blocked");
    page.mouse().click(400, 400);
    WallBrowser.gone(blocked);
    Page silent = browser.wall("?kiosk=1&sound=0");
    assertEquals(0, silent.getByText("SOUND BLOCKED").count());
    silent.context().close();
    page.context().close();
  }

  @Test
  void pagesOfAnOlderVersionLoadThemselvesAnewOnce() {
    Page page = browser.page(1920, 1080, ColorScheme.DARK);
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
      Page page = browser.page(360, 800, ColorScheme.LIGHT);
      page.navigate(scene.url(path));
      page.locator("h1").waitFor();
      int width = (Integer) page.evaluate("() => document.documentElement.scrollWidth");
      wide.addAll(width <= 360 ? List.of() : List.of(path + " is " + width + " px wide on 360 px"));
      page.context().close();
    }
    assertEquals(List.of(), wide);
    for (int height : List.of(1080, 2160)) {
      Page page = browser.page(height * 16 / 9, height, ColorScheme.LIGHT);
      page.navigate(scene.url("/"));
      page.locator(".tile").first().waitFor();
      int left = (Integer) page.evaluate(LEFT);
      assertTrue(left >= 0 && left < height / 20, left + " of " + height + " px are left empty");
      assertEquals(List.of(), page.evaluate(CUT), "texts cut off beside work");
      page.context().close();
    }
    for (int height : List.of(1080, 2160)) {
      Page page = browser.page(height * 16 / 9, height, ColorScheme.DARK);
      page.navigate(scene.url("/?kiosk=1"));
      page.locator(".tile").first().waitFor();
      assertEquals(List.of(), page.evaluate(SMALL), "texts under 3.4 % of the height");
      assertEquals(List.of(), page.evaluate(CUT), "texts cut off");
      WallBrowser.picture(page, "wall-" + height);
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

  /** Pixels between the wall's last line and the end of the window. */
  private static final String LEFT =
      "() => Math.round(innerHeight - document.querySelector('.bottom').getBoundingClientRect().bottom)";

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
}
