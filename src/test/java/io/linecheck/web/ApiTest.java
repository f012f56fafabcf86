package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.history.ReadinessLog;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Readiness;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ApiTest {
  @TempDir static Path folder;
  private static WebScene scene;
  private static final Contract CONTRACT = new Contract();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void open() {
    scene = new WebScene(folder, WebScene.loopback());
    scene.result("manila-1", "https", Optional.empty());
    scene.result("manila-1", "wss", Optional.of(FindingCode.PORT_REFUSED));
    scene.result("manila-1", "wss", Optional.of(FindingCode.PORT_REFUSED));
    scene.result("=cebu", "https", Optional.empty());
    scene.result("=cebu", "wss", Optional.empty());
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(scene.url(path))).timeout(Duration.ofSeconds(20));
  }

  private static JsonNode sound(String schema, int status, HttpRequest.Builder request)
      throws Exception {
    HttpResponse<String> answer = send(request);
    assertEquals(status, answer.statusCode(), answer.body());
    JsonNode body = MAPPER.readTree(answer.body());
    assertEquals(Set.of(), CONTRACT.broken(schema, body), answer.body());
    return body;
  }

  private static JsonNode get(String schema, String path) throws Exception {
    return sound(schema, 200, at(path));
  }

  private static JsonNode refused(int status, HttpRequest.Builder request) throws Exception {
    return sound("ProblemDetails", status, request);
  }

  private static HttpRequest.Builder post(String path, String body) {
    return at(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  @Test
  void everyOperationOfTheDescriptionHasARoute() throws Exception {
    List<String> missing = new ArrayList<>();
    for (String operation : CONTRACT.operations()) {
      String method = operation.substring(0, operation.indexOf(' '));
      String path =
          operation.substring(operation.indexOf(' ') + 1).replaceAll("\\{[a-z]+}", "nothing");
      if (path.startsWith("/api/v1/agents/") && !operation.equals("GET /api/v1/agents/reports")) {
        continue; // routes of the agents' self-test, mounted and tested with it
      }
      if (path.endsWith("/events")) {
        continue; // has a test of its own: its answer never ends
      }
      HttpResponse<String> answer =
          send(at(path).method(method, HttpRequest.BodyPublishers.noBody()));
      String body = answer.body();
      if (body.contains("there is nothing at")
          || answer.statusCode() == 405
          || answer.statusCode() >= 500) {
        missing.add(operation + " " + answer.statusCode() + " " + body);
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void whatCanBeReadCanBeAskedForItsHeadersAlone() throws Exception {
    for (String path :
        List.of("/api/v1/dialers", "/api/v1/events", "/metrics", "/-/healthy", "/-/ready")) {
      HttpResponse<String> head =
          send(at(path).method("HEAD", HttpRequest.BodyPublishers.noBody()));
      assertEquals(200, head.statusCode(), path);
      assertEquals("", head.body(), path);
    }
    HttpResponse<String> acting =
        send(at("/-/reload").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertEquals(405, acting.statusCode());
    assertEquals("POST", acting.headers().firstValue("Allow").orElse("none"));
  }

  @Test
  void whatAPathDoesNotKnowIsRefusedWithWhatItKnows() throws Exception {
    Map<String, String> known =
        Map.of(
            "/api/v1/dialers", "GET, HEAD",
            "/api/v1/dialers/manila-1/check", "POST",
            "/api/v1/maintenance", "GET, HEAD, POST",
            "/dialers/manila-1", "GET, HEAD",
            "/-/healthy", "GET, HEAD");
    for (Map.Entry<String, String> each : known.entrySet()) {
      HttpResponse<String> answer =
          send(at(each.getKey()).method("PUT", HttpRequest.BodyPublishers.noBody()));
      assertEquals(405, answer.statusCode(), each.getKey());
      assertEquals(
          each.getValue(), answer.headers().firstValue("Allow").orElse("none"), each.getKey());
    }
  }

  @Test
  void dialersAreListedMostUrgentFirstAndPaged() throws Exception {
    JsonNode first = get("DialerList", "/api/v1/dialers?limit=1");
    assertEquals(2, first.path("total").asInt());
    assertEquals("manila-1", first.path("dialers").path(0).path("id").asText());
    assertEquals("not-ready", first.path("dialers").path(0).path("readiness").asText());
    assertEquals("tcp", first.path("dialers").path(0).path("firstBroken").path("stage").asText());
    JsonNode second =
        get("DialerList", "/api/v1/dialers?limit=1&cursor=" + first.path("next").asText());
    assertEquals("=cebu", second.path("dialers").path(0).path("id").asText());
    assertTrue(second.path("next").isNull());
    assertEquals(1, get("DialerList", "/api/v1/dialers?label=site:manila").path("dialers").size());
    assertEquals(1, get("DialerList", "/api/v1/dialers?q=DIALER2").path("dialers").size());
    assertEquals(1, get("DialerList", "/api/v1/dialers?readiness=ready").path("dialers").size());
  }

  @Test
  void dialerHasItsServiceMapAndTag() throws Exception {
    JsonNode dialer = get("DialerDetail", "/api/v1/dialers/manila-1");
    JsonNode map = dialer.path("serviceMap");
    assertEquals("certbot", map.path("doors").path(0).path("renewedBy").asText());
    assertEquals("no", map.path("renewalScriptsBackedUp").asText());
    assertEquals("10.0.0.7", map.path("doors").path(0).path("addressesInside").path(0).asText());
    assertTrue(map.path("firewall").toString().contains("10000-20000"));
    assertTrue(map.path("firewall").toString().contains("http-01"));
    assertTrue(map.path("rollback").size() > 2);
    assertEquals("port-refused", dialer.path("findings").path(0).path("code").asText());
    assertEquals("port-refused", dialer.path("transcripts").path(0).path("code").asText());
    assertEquals(1, dialer.path("incidents").size());
    HttpResponse<String> tagged = send(at("/api/v1/dialers/=cebu"));
    String tag = tagged.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> same = send(at("/api/v1/dialers/=cebu").header("If-None-Match", tag));
    assertEquals(304, same.statusCode());
    assertEquals("", same.body());
  }

  @Test
  void checkNowRunsOnceForAllWhoAskMeanwhile() throws Exception {
    int before = scene.checks.get();
    scene.mayFinish = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.add(
          CLIENT.sendAsync(
              post("/api/v1/dialers/manila-1/check", "").build(),
              HttpResponse.BodyHandlers.ofString()));
    }
    while (scene.checks.get() == before) {
      Thread.onSpinWait();
    }
    TimeUnit.MILLISECONDS.sleep(300);
    scene.mayFinish.countDown();
    for (CompletableFuture<HttpResponse<String>> each : asked) {
      assertEquals(200, each.get().statusCode(), each.get().body());
      JsonNode body = MAPPER.readTree(each.get().body());
      assertEquals(Set.of(), CONTRACT.broken("CheckReport", body));
    }
    assertEquals(before + 1, scene.checks.get());
  }

  @Test
  void checkNowAskedTooOftenSaysWhenToComeAgain() throws Exception {
    HttpResponse<String> last = send(post("/api/v1/dialers/=cebu/check", ""));
    for (int i = 0; i < 10 && last.statusCode() == 200; i++) {
      last = send(post("/api/v1/dialers/=cebu/check", ""));
    }
    assertEquals(429, last.statusCode());
    assertTrue(Integer.parseInt(last.headers().firstValue("Retry-After").orElseThrow()) >= 1);
  }

  @Test
  void historyIsAnEvenGridWithTheStrip() throws Exception {
    JsonNode history = get("History", "/api/v1/dialers/manila-1/history");
    assertTrue(history.path("series").size() > 3, history.toString());
    JsonNode raw =
        get(
            "History",
            "/api/v1/dialers/manila-1/history?resolution=raw&service=https&stage=tcp&from="
                + scene.clock.instant().minusSeconds(3600));
    assertEquals(1, raw.path("series").size());
    assertTrue(raw.path("series").path(0).path("mean").size() <= 750);
    assertTrue(raw.path("series").path(0).path("mean").toString().contains("0.011"));
    assertEquals("incident-opened", raw.path("marks").path(0).path("kind").asText());
  }

  @Test
  void incidentIsTakenAndGivenBack() throws Exception {
    JsonNode list = get("IncidentList", "/api/v1/incidents");
    String id = list.path("incidents").path(0).path("id").asText();
    assertEquals("Ann +63 1", list.path("incidents").path(0).path("contact").asText());
    JsonNode taken =
        sound(
            "Incident",
            200,
            post(
                "/api/v1/incidents/" + id + "/acknowledge",
                "{\"owner\":\"Bo\",\"forSeconds\":600,\"note\":\"on it\"}"));
    assertEquals("Bo", taken.path("acknowledgement").path("owner").asText());
    assertEquals(
        "acknowledged",
        taken.path("events").path(taken.path("events").size() - 1).path("kind").asText());
    JsonNode free = sound("Incident", 200, at("/api/v1/incidents/" + id + "/acknowledge").DELETE());
    assertTrue(free.path("acknowledgement").isNull());
    assertEquals(
        1,
        get("IncidentList", "/api/v1/incidents?state=all&dialer=manila-1")
            .path("incidents")
            .size());
    assertEquals(
        0, get("IncidentList", "/api/v1/incidents?state=resolved").path("incidents").size());
    refused(
        400,
        post("/api/v1/incidents/" + id + "/acknowledge", "{\"owner\":\"Bo\",\"forSeconds\":5}"));
    refused(404, at("/api/v1/incidents/inc_nothing"));
  }

  @Test
  void maintenanceIsAnnouncedListedAndEnded() throws Exception {
    JsonNode window =
        sound(
            "MaintenanceWindow",
            201,
            post(
                "/api/v1/maintenance",
                "{\"dialers\":[\"=cebu\"],\"forSeconds\":600,\"reason\":\"cable\",\"by\":\"Bo\"}"));
    assertTrue(window.path("active").asBoolean());
    JsonNode list = get("MaintenanceList", "/api/v1/maintenance?dialer=%3Dcebu");
    assertEquals(window.path("id").asText(), list.path("windows").path(0).path("id").asText());
    assertEquals(
        0, get("MaintenanceList", "/api/v1/maintenance?dialer=manila-1").path("windows").size());
    String path = "/api/v1/maintenance/" + window.path("id").asText();
    assertEquals(204, send(at(path).DELETE()).statusCode());
    refused(404, at(path).DELETE());
    refused(400, post("/api/v1/maintenance", "{\"forSeconds\":600}"));
    refused(400, post("/api/v1/maintenance", "{\"forSeconds\":600,\"dialers\":[\"nobody\"]}"));
  }

  @Test
  void noticesAreLoggedTestedAndReplayed() throws Exception {
    JsonNode list = get("NotificationList", "/api/v1/notifications");
    assertEquals(2, list.path("channels").size());
    assertEquals(2, list.path("notifications").size(), list.toString());
    JsonNode good =
        sound(
            "NotificationTest",
            200,
            post("/api/v1/notifications/test", "{\"channel\":\"on-call\"}"));
    assertEquals("delivered", good.path("outcome").asText());
    JsonNode bad =
        sound(
            "NotificationTest",
            200,
            post("/api/v1/notifications/test", "{\"channel\":\"broken\"}"));
    assertEquals(503, bad.path("status").asInt());
    refused(400, post("/api/v1/notifications/test", "{\"channel\":\"nobody\"}"));
    refused(404, post("/api/v1/notifications/99999/replay", ""));
    refused(
        409,
        post(
            "/api/v1/notifications/"
                + list.path("notifications").path(0).path("id").asText()
                + "/replay",
            ""));
  }

  @Test
  void certificatesAndWhatBreaksNext() throws Exception {
    JsonNode list = get("CertificateList", "/api/v1/certificates");
    assertEquals(3, list.path("total").asInt());
    JsonNode door = list.path("certificates").path(0);
    assertEquals(1, door.path("generation").asInt());
    assertEquals("certbot", door.path("renewedBy").asText());
    JsonNode timeline = get("Timeline", "/api/v1/next-to-break?label=site:manila");
    String kinds = timeline.path("events").findValuesAsText("kind").toString();
    assertTrue(kinds.contains("certificate-expires"), kinds);
  }

  @Test
  void availabilityAsTableIsSafeInSpreadsheets() throws Exception {
    get("Availability", "/api/v1/availability");
    HttpResponse<String> csv = send(at("/api/v1/availability?format=csv"));
    assertTrue(csv.headers().firstValue("Content-Type").orElse("").startsWith("text/csv"));
    assertTrue(csv.body().startsWith("kind,name,site,seats,readySeconds,"), csv.body());
    assertTrue(csv.body().contains("\r\ndialer,'=cebu,'=2+3,84,"), csv.body());
    refused(400, at("/api/v1/availability?month=2026-13"));
  }

  @Test
  void availabilityAddsUpToTheSecondForDialersAndSites() throws Exception {
    YearMonth month = YearMonth.now(ZoneOffset.UTC).minusMonths(2);
    ReadinessLog log = new ReadinessLog();
    Map<Integer, Readiness> changes = new TreeMap<>();
    changes.put(24, Readiness.READY);
    changes.put(48, Readiness.NOT_READY);
    changes.put(54, Readiness.AT_RISK);
    changes.put(72, Readiness.UNKNOWN);
    changes.put(96, Readiness.READY);
    scene.database.write(handle -> {
      changes.forEach((hour, readiness) -> {
        Instant at = month.atDay(1).atStartOfDay(ZoneOffset.UTC).plusHours(hour).toInstant();
        log.changed(
            handle,
            "manila-1",
            new ReadinessLog.Stretch(readiness, at, at, "said \"so\"", Optional.empty()));
      });
      return true;
    });
    String csv = send(at("/api/v1/availability?format=csv&month=" + month)).body();
    long ready = 86_400L * (1 + month.lengthOfMonth() - 4);
    double share = (ready + 64_800.0) / (ready + 64_800 + 21_600);
    String sums =
        "manila,84,%d,64800,21600,86400,0,%s,0,21600,1814400.000\r\n"
            .formatted(ready, BigDecimal.valueOf(share).setScale(6, RoundingMode.HALF_UP));
    assertTrue(csv.contains("\r\ndialer,manila-1," + sums), csv);
    assertTrue(csv.contains("\r\nsite,manila," + sums), csv);
    assertTrue(csv.contains("\r\ndialer,'=cebu,'=2+3,84,0,0,0,0,0,,0,0,0.000\r\n"), csv);
  }

  @Test
  void textsAndOwner() throws Exception {
    JsonNode finding = get("FindingText", "/api/v1/findings/port-refused");
    assertEquals("manila-1", finding.path("activeOn").path(0).asText());
    JsonNode me = get("Me", "/api/v1/me");
    assertEquals("operator", me.path("role").asText());
    assertEquals("9.9.9", me.path("version").asText());
    get("AgentReportList", "/api/v1/agents/reports");
    assertTrue(send(at("/api/v1/openapi.yaml")).body().startsWith("openapi: 3.1.0"));
    refused(404, at("/api/v1/findings/nothing"));
    refused(404, at("/api/v1/nothing"));
  }

  @Test
  void ownEndpointsSayHowTheProgramIs() throws Exception {
    assertEquals("healthy\n", send(at("/-/healthy")).body());
    assertEquals("ready\n", send(at("/-/ready")).body());
    assertEquals(200, send(post("/-/reload", "")).statusCode());
    scene.refusedReload = Optional.of("line 3: unknown key 'dialer'");
    JsonNode refused = refused(409, post("/-/reload", ""));
    scene.refusedReload = Optional.empty();
    assertTrue(refused.path("detail").asText().contains("unknown key"), refused.toString());
  }

  @Test
  void promtoolAcceptsOurMetricsAndProbes() throws Exception {
    assertEquals("", promtool(send(at("/metrics")).body()));
    String probe = send(at("/probe?target=manila-1&module=http_2xx")).body();
    assertEquals(
        "",
        promtool(
            probe
                .lines()
                .filter(line -> !line.contains("linecheck_"))
                .collect(Collectors.joining("\n", "", "\n"))));
  }

  private static String promtool(String metrics) throws Exception {
    Process process =
        new ProcessBuilder("promtool", "check", "metrics").redirectErrorStream(true).start();
    process.getOutputStream().write(metrics.getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return said.lines()
        .filter(line -> !line.contains("probe_ssl_earliest_cert_expiry"))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void probeSpeaksAsBlackboxExporterDoes() throws Exception {
    HttpResponse<String> answer =
        send(
            at("/probe?target=https://dialer1.example.com/agc/vicidial.php&module=http_2xx")
                .header("X-Prometheus-Scrape-Timeout-Seconds", "7.5"));
    for (String line :
        List.of(
            "probe_success 1",
            "probe_http_status_code 200",
            "probe_dns_lookup_time_seconds 0.002000000",
            "probe_ip_protocol 4",
            "probe_ip_addr_hash 2082404213",
            "probe_http_version 1.1",
            "probe_http_redirects 0",
            "probe_http_content_length 512",
            "probe_http_uncompressed_body_length 512",
            "probe_http_last_modified_timestamp_seconds 1795219201",
            "probe_http_ssl 1",
            "probe_http_duration_seconds{phase=\"connect\"} 0.011000000",
            "probe_tls_version_info{version=\"TLS 1.3\"} 1")) {
      assertTrue(answer.body().contains(line + "\n"), line + " in " + answer.body());
    }
    for (String name :
        List.of(
            "probe_duration_seconds",
            "probe_ssl_earliest_cert_expiry",
            "probe_ssl_last_chain_expiry_timestamp_seconds")) {
      assertTrue(answer.body().contains("\n" + name + " "), name);
    }
    assertEquals(Duration.ofSeconds(7), scene.probeTimeout.orElseThrow());
    assertTrue(
        send(at("/probe?target=x.allowed.example:8443&module=tls&debug=true"))
            .body()
            .contains("Metrics that would have been returned:"));
  }

  @Test
  void probeReachesNothingThatIsNotConfigured() throws Exception {
    refused(403, at("/probe?target=169.254.169.254&module=http_2xx"));
    refused(403, at("/probe?target=http://dialer1.example.com:22/&module=http_2xx"));
    refused(403, at("/probe?target=allowed.example&module=tls"));
    refused(400, at("/probe?module=tls"));
    refused(400, at("/probe?target=x.allowed.example&module=gopher"));
    refused(400, at("/probe?target=https://u:p@dialer1.example.com/"));
    refused(
        400, at("/probe?target=manila-1").header("X-Prometheus-Scrape-Timeout-Seconds", "soon"));
  }

  @Test
  void pagesNeedNoTokenAndNoForeignScript() throws Exception {
    HttpResponse<String> page = send(at("/"));
    assertEquals(200, page.statusCode());
    assertFalse(page.headers().firstValue("Content-Security-Policy").orElse("").contains("unsafe"));
    assertEquals("nosniff", page.headers().firstValue("X-Content-Type-Options").orElse(""));
  }
}
