package io.linecheck.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.linecheck.peer.Chromium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A Chromium that looks at the pages of a {@link WallScene}; each page has a context of its own.
 */
final class WallBrowser implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Path PICTURES = Path.of("target", "wall-page");

  private final WallScene scene;
  private final Chromium chromium = new Chromium();

  WallBrowser(WallScene scene) {
    this.scene = scene;
  }

  Page page(int width, int height, ColorScheme scheme) {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme)
                    .setLocale("en-GB"));
    Page page = context.newPage();
    page.setDefaultTimeout(30_000);
    return page;
  }

  Page wall(String query) {
    Page page = page(1920, 1080, ColorScheme.DARK);
    page.navigate(scene.url("/" + query));
    page.locator(".counts").waitFor();
    return page;
  }

  Page dialer(String id) {
    Page page = page(1440, 900, ColorScheme.LIGHT);
    page.navigate(scene.url("/dialers/" + id));
    page.locator("h1").waitFor();
    return page;
  }

  static void picture(Page page, String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")));
  }

  static void gone(Locator locator) {
    locator.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
  }

  JsonNode api(Page page, String path) {
    try {
      return JSON.readTree(page.request().get(scene.url(path)).text());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page as somebody elsewhere sees it, through a reverse proxy. */
  Page remote() {
    Page page = page(1920, 1080, ColorScheme.DARK);
    page.setExtraHTTPHeaders(Map.of("X-Forwarded-For", "203.0.113.9"));
    return page;
  }

  @Override
  public void close() {
    chromium.close();
  }
}
