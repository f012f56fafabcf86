package io.linecheck.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A headless Chromium with a microphone that plays beeps, which takes any certificate and resolves
 * no names but {@code localhost} and the practice dialers'.
 */
public final class Chromium implements AutoCloseable {
  private final Playwright playwright;
  private final Browser browser;

  /** Starts one, with further switches. */
  public Chromium(String... switches) {
    this(Path.of("/usr/bin/chromium"), switches);
  }

  /** Starts one by another program, with further switches. */
  public Chromium(Path program, String... switches) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--no-sandbox",
                "--ignore-certificate-errors",
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
                "--disable-features=WebRtcHideLocalIpsWithMdns",
                "--host-resolver-rules=MAP *.demo.linecheck.invalid 127.0.0.1,"
                    + " MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE 10.*"));
    all.addAll(List.of(switches));
    playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1",
                        "PLAYWRIGHT_NODEJS_PATH", "/usr/bin/node")));
    browser =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(program).setArgs(all));
  }

  /** The browser; for the thread that started it. */
  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
