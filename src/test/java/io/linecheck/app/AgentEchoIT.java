package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.model.Stage;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.EchoPlatform;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import io.linecheck.probe.trust.RootFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The self-test page in a real Chromium, served by the whole server, against Kamailio, coturn,
 * rtpengine and SIPp: everything an agent's call goes through.
 */
class AgentEchoIT {
  private static final Path PICTURES = Path.of("target", "agent-page");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static EchoPlatform platform;
  private static Coturn turn;
  private static LinecheckServer server;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void open() throws IOException {
    TestAuthority authority = TestAuthority.today();
    platform = EchoPlatform.start(folder, authority);
    CertificateFiles files =
        authority.writeChain(folder, "turn", authority.leaf("localhost", "127.0.0.1"));
    turn =
        Coturn.startWithTls(
            folder,
            files.certificate(),
            files.key(),
            "--use-auth-secret",
            "--static-auth-secret=north",
            "--allow-loopback-peers");
    Path yaml = Files.writeString(folder.resolve("linecheck.yaml"), yaml(authority));
    ServerPlan plan = plan(yaml);
    server =
        LinecheckServer.start(plan, CatalogueReader.read(), InstantSource.system(), () -> plan);
  }

  private static String yaml(TestAuthority authority) {
    String services =
        """
            services:
              wss: { host: localhost, port: %d, path: /ws }
              stun: { host: 127.0.0.1, port: %d }
              turn-udp: { host: 127.0.0.1, port: %d }
              turn-tcp: { host: 127.0.0.1, port: %d }
              turn-tls: { host: localhost, port: %d }
            turn: { secret: { env: TURN } }
            agentPhone: { user: "7999", password: { env: PHONE }, echo: "9196" }
        """
            .formatted(
                platform.port(),
                turn.address().getPort(),
                turn.address().getPort(),
                turn.address().getPort(),
                turn.tlsAddress().getPort());
    return """
    server: { listen: "127.0.0.1:0" }
    storage: "sqlite:%s"
    trust: { caFiles: [%s], onlyCaFiles: true }
    dialers:
      - id: echo-1
        host: localhost
        profile: kamailio
    %s
      - id: vici-1
        host: localhost
        profile: vicidial
    %s
    """
        .formatted(folder.resolve("server.db"), authority.writeRoot(folder), services, services);
  }

  private static ServerPlan plan(Path yaml) {
    Profiles profiles = Profiles.load();
    Map<String, String> environment = Map.of("TURN", "north", "PHONE", "s3cret");
    Configuration known =
        switch (new ConfigurationFile(profiles, environment).load(yaml)) {
          case Loaded.Valid(Configuration valid, var _) -> valid;
          case Loaded.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
        };
    return ServerPlan.of(
        known,
        profiles,
        new ProbeSettings(
            Map.of(),
            ProbeSettings.resolvers(known.resolvers()),
            RootFiles.read(known.trust().caFiles(), true),
            EnumSet.allOf(Stage.class)));
  }

  @AfterAll
  static void close() {
    server.close();
    turn.close();
    platform.close();
  }

  private static String origin() {
    return "http://localhost:" + server.port();
  }

  private static JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + path)).build();
    return JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body());
  }

  private static String link(String dialer, String agent) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin() + "/api/v1/agents/links"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"dialer\":\"" + dialer + "\",\"agent\":\"" + agent + "\"}"))
            .build();
    return origin()
        + JSON.readTree(HTTP.send(request, BodyHandlers.ofString()).body()).path("path").asText();
  }

  private static Page run(Chromium chromium, String dialer, String agent)
      throws IOException, InterruptedException {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(360, 800)
                    .setLocale("en-GB")
                    .setIgnoreHTTPSErrors(true));
    Page page = context.newPage();
    page.setDefaultTimeout(60_000);
    page.navigate(link(dialer, agent));
    page.getByText("Start the test").click();
    page.locator("button", new Page.LocatorOptions().setHasText("Yes")).first().click();
    return page;
  }

  @Test
  void everythingIsGreenAndTheEchoIsHeard() throws Exception {
    try (Chromium chromium = new Chromium()) {
      long began = System.nanoTime();
      Page page = run(chromium, "echo-1", "1001");
      page.getByText("You should hear yourself").waitFor();
      page.screenshot(
          new Page.ScreenshotOptions().setPath(PICTURES.resolve("echo-360.png")).setFullPage(true));
      page.locator(".result h2").waitFor();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      JsonNode report = get("/api/v1/agents/reports?agent=1001").path("reports").path(0);
      String all = page.locator(".support").textContent() + report + platform.log();
      assertEquals("READY", page.locator(".result h2").innerText().strip(), all);
      assertEquals("ready", report.path("outcome").asText(), all);
      assertTrue(took.toSeconds() < 60, took + "");
    }
  }
}
