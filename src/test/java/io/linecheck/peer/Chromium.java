package io.linecheck.peer;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Debian's Chromium without a window, which takes any certificate and reaches nothing beyond this
 * machine: it resolves no names but {@code localhost} and the practice dialers'.
 */
public final class Chromium implements AutoCloseable {
  private static final List<String> ALWAYS =
      List.of(
          "--no-sandbox",
          "--ignore-certificate-errors",
          "--host-resolver-rules=MAP *.localhost 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1");

  private static final String[] MICROPHONE = {
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-features=WebRtcHideLocalIpsWithMdns"
  };

  private final Playwright playwright;
  private final Browser browser;

  /** Starts one, with further switches. */
  public Chromium(String... switches) {
    playwright = Playwright.create(driver());
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(Stream.concat(ALWAYS.stream(), Stream.of(switches)).toList()));
  }

  /** Playwright on Debian's Node.js, with Debian's browsers only. */
  static Playwright.CreateOptions driver() {
    return new Playwright.CreateOptions()
        .setEnv(
            Map.of(
                "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1",
                "PLAYWRIGHT_NODEJS_PATH", "/usr/bin/node"));
  }

  /** Starts one with a microphone that plays beeps and that every page may use. */
  public static Chromium withMicrophone() {
    return new Chromium(MICROPHONE);
  }

  /** The same in an office whose policy lets WebRTC send no UDP at all. */
  public static Chromium withMicrophoneWithoutUdp() {
    return new Chromium(
        Stream.concat(
                Stream.of(MICROPHONE),
                Stream.of("--webrtc-ip-handling-policy=disable_non_proxied_udp"))
            .toArray(String[]::new));
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
