package io.linecheck.peer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Debian's Firefox ESR without a window, as narrow as a phone, driven by WebDriver BiDi. It has a
 * microphone that hums and that every page may use, and a loudspeaker that nobody hears: without
 * one, Firefox lets no sound run at all.
 */
public final class Firefox implements AutoCloseable {
  private static final Map<String, Object> PREFERENCES =
      Map.of(
          "media.navigator.streams.fake", true,
          "media.navigator.permission.disabled", true,
          "media.peerconnection.ice.loopback", true,
          "media.autoplay.default", 0);

  private final PeerProcess loudspeaker;
  private final Playwright playwright;
  private final BrowserContext context;

  /**
   * Starts one.
   *
   * @param folder for its profile
   * @param root a certificate authority that it trusts, in PEM
   */
  public Firefox(Path folder, Path root) {
    Path socket = folder.resolve("pulse");
    loudspeaker = loudspeaker(folder, socket);
    Path profile = trusting(folder, root);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PULSE_SERVER", "unix:" + socket);
    playwright = Playwright.create(Chromium.driver());
    context =
        playwright
            .firefox()
            .launchPersistentContext(
                profile,
                new BrowserType.LaunchPersistentContextOptions()
                    .setChannel("moz-firefox")
                    .setExecutablePath(Path.of("/usr/bin/firefox-esr"))
                    .setEnv(environment)
                    .setTimeout(60_000)
                    .setFirefoxUserPrefs(PREFERENCES)
                    .setLocale("en-GB")
                    .setViewportSize(360, 800));
  }

  private static PeerProcess loudspeaker(Path folder, Path socket) {
    return PeerProcess.start(
            "pulseaudio",
            folder,
            List.of(
                "pulseaudio",
                "-n",
                "--daemonize=no",
                "--use-pid-file=no",
                "--disable-shm",
                "--exit-idle-time=-1",
                "--load=module-null-sink",
                "--load=module-native-protocol-unix auth-anonymous=1 socket=" + socket))
        .await("its socket", () -> Files.exists(socket));
  }

  /** A profile with a certificate authority of our own. */
  private static Path trusting(Path folder, Path root) {
    try {
      Path profile = Files.createDirectory(folder.resolve("firefox"));
      String database = "sql:" + profile;
      run(folder, "certutil", "-N", "--empty-password", "-d", database);
      run(
          folder,
          "certutil",
          "-A",
          "-n",
          "test",
          "-t",
          "C,,",
          "-i",
          root.toString(),
          "-d",
          database);
      return profile;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void run(Path folder, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IllegalStateException(List.of(command) + ": " + said);
    }
  }

  /** A new page; for the thread that started the browser. */
  public Page page() {
    return context.newPage();
  }

  @Override
  public void close() {
    context.close();
    playwright.close();
    loudspeaker.close();
  }
}
