package io.linecheck.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.model.Stage;
import io.linecheck.peer.Chromium;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.EchoPlatform;
import io.linecheck.peer.Firefox;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import io.linecheck.probe.trust.RootFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A real phone system, a real TURN server, and the whole of Linecheck watching them. */
final class AgentWorld implements AutoCloseable {
  /** Agents open the page from the Internet; what is asked there is carried to this process. */
  private static final String PAGES = "https://agents.example.com";

  static final Path PICTURES = Path.of("target", "agent-page");

  /** An agent who heard the tone and says so at once, however busy this machine is. */
  private static final String ANSWERING =
      "setInterval(() => [...document.querySelectorAll('.question button')]"
          + ".find((one) => one.textContent === 'Yes')?.click(), 200);";

  private static final ObjectMapper JSON = new ObjectMapper();

  final EchoPlatform platform;
  final Coturn turn;

  /** The certificate authority of all of it, in PEM. */
  final Path root;

  final HttpClient http = HttpClient.newHttpClient();
  private final JsonNode words =
      JSON.readTree(Path.of("dashboards", "agent", "texts", "en.json").toFile());
  private final LinecheckServer server;

  /** What a busy machine delays and loses is no fault of a network: most tests are not about it. */
  private static final String QUICK_AND_PATIENT =
      "mediaTime: 3s, thresholds: { lossWarning: 0.08, lossCritical: 0.1, mosWarning: 1.5, mosCritical: 1.2,"
          + " jitterWarning: 5s, jitterCritical: 10s, delayWarning: 5s, delayCritical: 10s },";

  /**
   * Starts all of it.
   *
   * @param relayAddress where the TURN server relays
   * @param dialers the {@code dialers:} list of the configuration, given phone system and TURN
   */
  AgentWorld(Path folder, String relayAddress, Function<AgentWorld, String> dialers)
      throws IOException {
    this(folder, relayAddress, QUICK_AND_PATIENT, dialers);
  }

  /** The same, with further members of {@code agent:}, each with its comma. */
  AgentWorld(
      Path folder, String relayAddress, String measuring, Function<AgentWorld, String> dialers)
      throws IOException {
    TestAuthority authority = TestAuthority.today();
    root = authority.writeRoot(folder);
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
            "--relay-ip=" + relayAddress,
            "--allow-loopback-peers");
    String head =
        """
        server: { listen: "127.0.0.1:0" }
        storage: "sqlite:%s"
        trust: { caFiles: [%s], onlyCaFiles: true }
        agent: { %s stun: ["127.0.0.1:%d"] }
        dialers:
        """
            .formatted(folder.resolve("server.db"), root, measuring, turn.tlsAddress().getPort());
    Path yaml = Files.writeString(folder.resolve("linecheck.yaml"), head + dialers.apply(this));
    ServerPlan plan = plan(yaml);
    server =
        LinecheckServer.start(plan, CatalogueReader.read(), InstantSource.system(), () -> plan);
  }

  /** One entry of the list; ports of 0 leave a service out. */
  static String dialer(String id, String profile, String host, int wss, int stun, int udp) {
    return """
    - id: %s
      host: 127.0.0.1
      profile: %s
      turn: { secret: { env: TURN } }
      agentPhone: { user: "7999", password: { env: PHONE }, echo: "9196" }
      services:
        wss: { host: %s, port: %d, path: /ws }
        stun: { host: %s, port: %d }
        turn-udp: { host: %s, port: %d }
    """
        .formatted(id, profile, host, wss, host, stun, host, udp);
  }

  private static ServerPlan plan(Path yaml) {
    Profiles profiles = Profiles.load();
    Map<String, String> environment = Map.of("TURN", "north", "OTHER", "south", "PHONE", "s3cret");
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

  String origin() {
    return "http://localhost:" + server.port();
  }

  JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + path)).build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
  }

  /** The newest report of an agent. */
  JsonNode report(String agent) throws IOException, InterruptedException {
    return get("/api/v1/agents/reports?agent=" + agent).path("reports").path(0);
  }

  /** The newest report of an agent, once its last part is in. */
  JsonNode settled(String agent) throws IOException, InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    JsonNode newest = report(agent);
    while (newest.path("outcome").asText("incomplete").equals("incomplete")
        && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(50);
      newest = report(agent);
    }
    return newest;
  }

  /** What the page says of a finding, in English; those of the dialer have one instruction. */
  String title(String finding) {
    JsonNode texts = words.path("finding");
    return texts.path(texts.has(finding) ? finding : "dialer").path("title").asText();
  }

  /** Sends a report as somebody with an agent's link may write it. */
  void tell(String dialer, String agent, String report) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin() + "/api/v1/agents/reports"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + link(dialer, agent).replaceFirst(".*#token=", ""))
            .POST(HttpRequest.BodyPublishers.ofString(report))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new AssertionError(answer.body());
    }
  }

  /** The path of a signed link. */
  private String link(String dialer, String agent) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(origin() + "/api/v1/agents/links"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"dialer\":\"" + dialer + "\",\"agent\":\"" + agent + "\"}"))
            .build();
    return JSON.readTree(http.send(request, BodyHandlers.ofString()).body()).path("path").asText();
  }

  /**
   * A page of its own on which an agent has pressed the button.
   *
   * @param permissions what the agent allows the page
   */
  Page started(Chromium chromium, String dialer, String agent, String... permissions)
      throws IOException, InterruptedException {
    return started(chromium, new AgentNetwork(), dialer, agent, permissions);
  }

  /** The same, in a network that may filter. */
  Page started(
      Chromium chromium, AgentNetwork network, String dialer, String agent, String... permissions)
      throws IOException, InterruptedException {
    Page page =
        chromium.browser().newContext(narrow().setPermissions(List.of(permissions))).newPage();
    page.route(PAGES + "/**", route -> carry(route, network));
    return started(page, PAGES + link(dialer, agent));
  }

  /** The same in Firefox, on this machine's own address. */
  Page started(Firefox firefox, String dialer, String agent)
      throws IOException, InterruptedException {
    return started(firefox.page(), origin() + link(dialer, agent));
  }

  private static Browser.NewContextOptions narrow() {
    return new Browser.NewContextOptions()
        .setViewportSize(360, 800)
        .setLocale("en-GB")
        .setIgnoreHTTPSErrors(true);
  }

  private static Page started(Page page, String address) {
    page.setDefaultTimeout(60_000);
    page.addInitScript(ANSWERING);
    page.navigate(address);
    page.getByText("Start the test").click();
    return page;
  }

  /** Pages and reports come through whatever network the browser is in. */
  private void carry(Route route, AgentNetwork network) {
    try {
      String told = route.request().postData();
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(route.request().url().replace(PAGES, origin())))
              .method(
                  route.request().method(),
                  told == null
                      ? HttpRequest.BodyPublishers.noBody()
                      : HttpRequest.BodyPublishers.ofString(network.outward(told)));
      for (String name : new String[] {"authorization", "content-type"}) {
        String value = route.request().headers().get(name);
        if (value != null) {
          request.header(name, value);
        }
      }
      HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
      byte[] body =
          answer.statusCode() == 200 && route.request().url().endsWith("/agents/session")
              ? network.inward(new String(answer.body(), UTF_8)).getBytes(UTF_8)
              : answer.body();
      route.fulfill(
          new Route.FulfillOptions()
              .setStatus(answer.statusCode())
              .setHeaders(
                  Map.of(
                      "content-type",
                      answer.headers().firstValue("content-type").orElse("text/plain")))
              .setBodyBytes(body));
    } catch (IOException away) {
      route.abort();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      route.abort();
    }
  }

  /** The big word, once it is there. */
  static String word(Page page) {
    page.locator(".result h2").waitFor();
    return page.locator(".result h2").innerText().strip();
  }

  /** All that is known of a run, for the message of a failure. */
  String all(Page page, JsonNode report) {
    return page.locator(".support").textContent() + "\n" + report + "\n" + platform.log();
  }

  static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(PICTURES.resolve(name + ".png")).setFullPage(true));
  }

  @Override
  public void close() {
    server.close();
    turn.close();
    platform.close();
  }
}
