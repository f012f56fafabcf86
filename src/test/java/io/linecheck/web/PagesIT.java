package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Media;
import io.linecheck.notify.FaultyReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages behind the wall in a real Chromium: a dialer's, the acknowledgement, and what holds for
 * every page: nothing said by a dialer is markup, and axe finds nothing.
 */
class PagesIT {
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

  @Test
  void aNoticesLinkAcknowledgesByItsButtonAndNotByBeingOpened() throws Exception {
    String link = notice("evil-1");
    Page page = browser.remote();
    String id = link.replaceFirst(".*/incidents/([^/]+)/.*", "$1");
    page.navigate(link);
    Locator button = page.getByText("I have it", new Page.GetByTextOptions().setExact(true));
    button.waitFor();
    Page owner = browser.page(800, 600, ColorScheme.LIGHT);
    assertTrue(browser.api(owner, "/api/v1/incidents/" + id).path("acknowledgement").isNull());
    assertEquals(
        405, owner.request().get(scene.url("/api/v1/incidents/" + id + "/acknowledge")).status());
    page.locator("input[name=owner]").fill("Ben " + WallScene.MARKUP);
    button.click();
    page.getByText("Thank you").waitFor();
    assertEquals(
        "Ben " + WallScene.MARKUP,
        browser
            .api(owner, "/api/v1/incidents/" + id)
            .path("acknowledgement")
            .path("owner")
            .asText());
    WallBrowser.picture(page, "acknowledge");
    assertNull(page.evaluate("() => window.pwned"));
    page.navigate(link.replaceFirst("token=.", "token="));
    page.getByText("A token is needed").waitFor();
    page.context().close();
    owner.context().close();
  }

  @Test
  void dialerPageShowsThePathAndDoesWhatItsButtonsSay() throws Exception {
    scene.breakIt();
    Page page = browser.dialer("manila-1");
    page.locator(".stages li.look-not-ready").waitFor();
    List<String> stages = page.locator(".stages li b").allInnerTexts();
    assertEquals(List.of("TCP", "TLS", "Certificate", "HTTP"), stages);
    page.waitForCondition(() -> isOpen(page, "manila-1", "http-status-unexpected"));
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
    Page wall = browser.wall("");
    wall.locator(".tile.look-maintenance:has-text('manila-1')").waitFor();
    wall.context().close();
    page.getByText("Maintenance", new Page.GetByTextOptions().setExact(true)).click();
    page.getByText("End maintenance (new disk)").click();
    WallBrowser.gone(page.getByText("In maintenance until"));
    WallBrowser.picture(page, "dialer");
    scene.mend();
    WallBrowser.gone(page.locator(".head.look-not-ready"));
    page.context().close();
  }

  @Test
  void serviceMapIsPrintedAndSavedAsMarkdown() throws Exception {
    Page page = browser.dialer("manila-1");
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
    Page two = browser.dialer("cebu-1");
    String doors = two.locator(".map table").first().innerText();
    assertTrue(doors.contains("well.test") && doors.contains("two.well.test"), doors);
    two.context().close();
  }

  @Test
  void secretsOfChannelsStandNowhere() {
    Page page = browser.page(800, 600, ColorScheme.LIGHT);
    for (String path :
        List.of("/api/v1/notifications", "/api/v1/wall", "/api/v1/dialers/evil-1", "/metrics")) {
      String said = page.request().get(scene.url(path)).text();
      assertFalse(said.contains("c2VjcmV0"), path);
      assertFalse(said.contains(scene.receiver.url().toString()), path);
    }
    page.context().close();
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
      Page page = browser.page(1440, 900, ColorScheme.LIGHT);
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
        Page page = browser.page(1280, 800, scheme);
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

  @Test
  void noticesPageSendsATestAndSendsAgain() {
    Page page = browser.page(1280, 800, ColorScheme.LIGHT);
    page.navigate(scene.url("/notifications"));
    page.getByText("Send test").click();
    page.getByText("on-call: delivered in").waitFor();
    page.locator("tr", new Page.LocatorOptions().setHasText("drill")).first().waitFor();
    page.getByText("Send again").first().click();
    page.getByText("will be sent again through on-call").waitFor();
    page.context().close();
  }

  /** Whether an incident of this code stands: it opens with the second failure or the third. */
  private static boolean isOpen(Page page, String dialer, String code) {
    JsonNode incidents = browser.api(page, "/api/v1/dialers/" + dialer).path("incidents");
    return StreamSupport.stream(incidents.spliterator(), false)
        .anyMatch(incident ->
            incident.path("state").asText().equals("open")
                && incident.path("finding").path("code").asText().equals(code));
  }

  private static String notice(String dialer) throws Exception {
    while (true) {
      FaultyReceiver.Got got = scene.receiver.accepted.poll(30, TimeUnit.SECONDS);
      JsonNode data = WallBrowser.JSON.readTree(got.body()).path("data");
      if (data.path("dialers").path(0).path("id").asText().equals(dialer)) {
        return data.path("acknowledgeLink").asText();
      }
    }
  }
}
