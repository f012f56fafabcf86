package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.HostAndPort;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.ServerSettings;
import io.linecheck.config.ServerSettings.TlsFiles;
import io.linecheck.model.FindingCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may come in and what is refused. */
@Timeout(60)
class AccessTest {
  @TempDir static Path folder;
  private static WebScene scene;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  static void open() {
    scene = new WebScene(folder, WebScene.settings(300, Optional.empty(), List.of("127.0.0.1")));
    scene.result("manila-1", "wss", Optional.of(FindingCode.PORT_REFUSED));
    scene.result("manila-1", "wss", Optional.of(FindingCode.PORT_REFUSED));
  }

  @AfterAll
  static void close() {
    scene.close();
  }

  private static HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(URI.create(scene.url(path))).timeout(Duration.ofSeconds(20));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** As from elsewhere: a proxy that is believed brings the request. */
  private static HttpRequest.Builder elsewhere(String path, String client) {
    return at(path).header("X-Forwarded-For", client);
  }

  private static String token(String name, Role role) {
    return scene.tokens.create(name, role).orElseThrow().value();
  }

  /** Bytes of our own making, and the status line that comes back. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), scene.server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
        line.append((char) c);
      }
      return line.toString();
    }
  }

  @Test
  void fromElsewhereNothingIsShownWithoutAToken() throws Exception {
    for (String path :
        List.of(
            "/api/v1/dialers",
            "/api/v1/wall",
            "/api/v1/events",
            "/metrics",
            "/probe?target=manila-1",
            "/api/v1/incidents",
            "/api/v1/me")) {
      HttpResponse<String> answer = send(elsewhere(path, "203.0.113.1"));
      assertEquals(401, answer.statusCode(), path);
      assertTrue(answer.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Bearer"));
    }
    assertEquals(
        401,
        send(elsewhere("/-/reload", "203.0.113.1").POST(HttpRequest.BodyPublishers.noBody()))
            .statusCode());
    assertEquals(200, send(elsewhere("/-/healthy", "203.0.113.1")).statusCode());
  }

  @Test
  void eachRoleMayDoWhatItIsFor() throws Exception {
    String kiosk = token("wall", Role.KIOSK);
    String viewer = token("viewer", Role.VIEWER);
    String operator = token("operator", Role.OPERATOR);
    await(200, operator);
    assertEquals(200, send(elsewhere("/api/v1/wall?token=" + kiosk, "203.0.113.2")).statusCode());
    assertEquals(403, status("/api/v1/dialers", kiosk));
    assertEquals(200, status("/api/v1/dialers", viewer));
    assertEquals(403, act("/-/reload", viewer));
    assertEquals(200, act("/-/reload", operator));
    assertEquals(
        401,
        send(elsewhere("/-/reload?token=" + operator, "203.0.113.2")
                .POST(HttpRequest.BodyPublishers.noBody()))
            .statusCode());
  }

  private static int status(String path, String token) throws Exception {
    return send(elsewhere(path, "203.0.113.2").header("Authorization", "Bearer " + token))
        .statusCode();
  }

  /** Tokens that were made or revoked are seen within seconds. */
  private static void await(int wanted, String token) throws Exception {
    Instant patience = Instant.now().plusSeconds(12);
    int status = status("/api/v1/me", token);
    while (status != wanted && Instant.now().isBefore(patience)) {
      Thread.sleep(100);
      status = status("/api/v1/me", token);
    }
    assertEquals(wanted, status);
  }

  private static int act(String path, String token) throws Exception {
    return send(elsewhere(path, "203.0.113.2")
            .header("Authorization", "Bearer " + token)
            .POST(HttpRequest.BodyPublishers.noBody()))
        .statusCode();
  }

  @Test
  void unknownAndRevokedTokensAreRefused() throws Exception {
    assertEquals(401, status("/api/v1/me", "lct_nothing"));
    String gone = token("gone", Role.VIEWER);
    scene.tokens.revoke("gone");
    await(401, gone);
  }

  @Test
  void signedLinkTakesItsOwnIncidentAndNothingElse() throws Exception {
    String id =
        new com.fasterxml.jackson.databind.ObjectMapper()
            .readTree(send(at("/api/v1/incidents")).body())
            .path("incidents")
            .path(0)
            .path("id")
            .asText();
    String link = scene.links.link(id, Instant.now().plusSeconds(600));
    String query = link.substring(link.indexOf('?'));
    String own = "/api/v1/incidents/" + id;
    assertEquals(200, send(elsewhere(own + query, "203.0.113.3")).statusCode());
    HttpResponse<String> taken =
        send(
            elsewhere(own + "/acknowledge" + query, "203.0.113.3")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"owner\":\"Bo\",\"forSeconds\":60}")));
    assertEquals(200, taken.statusCode(), taken.body());
    assertEquals(
        403, send(elsewhere("/api/v1/incidents/inc_other" + query, "203.0.113.3")).statusCode());
    assertEquals(401, send(elsewhere("/api/v1/incidents" + query, "203.0.113.3")).statusCode());
    String old = scene.links.link(id, Instant.now().minusSeconds(1));
    HttpResponse<String> late =
        send(elsewhere(own + old.substring(old.indexOf('?')), "203.0.113.3"));
    assertEquals(403, late.statusCode());
    assertTrue(late.body().contains("has expired"), late.body());
  }

  @Test
  void foreignNamesAndForeignPagesGetNothingOnLoopback() throws Exception {
    int port = scene.server.port();
    assertEquals(
        "HTTP/1.1 403 Forbidden",
        raw("GET /api/v1/dialers HTTP/1.1\r\nHost: evil.example:" + port + "\r\n\r\n"));
    assertEquals(
        "HTTP/1.1 200 OK",
        raw("GET /api/v1/dialers HTTP/1.1\r\nHost: localhost:" + port + "\r\n\r\n"));
    String post =
        "POST /-/reload HTTP/1.1\r\nHost: localhost:" + port + "\r\nContent-Length: 0\r\n";
    assertEquals("HTTP/1.1 403 Forbidden", raw(post + "Origin: https://evil.example\r\n\r\n"));
    assertEquals("HTTP/1.1 403 Forbidden", raw(post + "Origin: null\r\n\r\n"));
    assertEquals("HTTP/1.1 403 Forbidden", raw(post + "Sec-Fetch-Site: cross-site\r\n\r\n"));
    assertEquals("HTTP/1.1 200 OK", raw(post + "Origin: http://localhost:" + port + "\r\n\r\n"));
  }

  @Test
  void tooMuchIsRefusedWithItsReason() throws Exception {
    HttpResponse<String> body =
        send(
            at("/api/v1/maintenance")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(300_000))));
    assertEquals(413, body.statusCode());
    assertEquals(
        "HTTP/1.1 431",
        raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + header(40_000) + "\r\n").substring(0, 12));
    String longLine = raw("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertTrue(longLine.contains(" 414 "), longLine);
    assertEquals(400, send(at("/api/v1/dialers?cursor=!!")).statusCode());
    assertEquals(400, send(at("/api/v1/dialers?cursor=bm90aGluZw")).statusCode());
    assertEquals(400, send(at("/api/v1/dialers?limit=0")).statusCode());
    assertEquals(400, send(at("/api/v1/dialers?label=site")).statusCode());
    assertEquals(400, send(at("/api/v1/dialers/manila-1/history?from=yesterday")).statusCode());
    assertEquals(
        415,
        send(at("/api/v1/maintenance")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("{}")))
            .statusCode());
  }

  private static String header(int length) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; lines.length() < length; i++) {
      lines.append("X-").append(i).append(": ").append("a".repeat(100)).append("\r\n");
    }
    return lines.toString();
  }

  @Test
  void oneClientCannotTakeTheServerFromTheOthers() throws Exception {
    HttpResponse<String> last = send(elsewhere("/api/v1/me", "198.51.100.9"));
    for (int i = 0; i < 400 && last.statusCode() == 401; i++) {
      last = send(elsewhere("/api/v1/me", "198.51.100.9"));
    }
    assertEquals(429, last.statusCode());
    assertTrue(last.headers().firstValue("Retry-After").isPresent());
    assertEquals(401, send(elsewhere("/api/v1/me", "198.51.100.10")).statusCode());
  }

  @Test
  void beyondLoopbackItNeedsTlsAndAToken() {
    InvalidInputException noTls =
        assertThrows(InvalidInputException.class, () -> start(Optional.empty()));
    assertEquals(
        "server.listen: 0.0.0.0:0 can be reached from other machines; that needs server.tls,"
            + " because access tokens and agents' microphones need https. Give a certificate, or"
            + " listen on 127.0.0.1 behind a reverse proxy",
        noTls.getMessage());
    InvalidInputException noToken =
        assertThrows(
            InvalidInputException.class,
            () -> start(Optional.of(new TlsFiles(Path.of("cert.pem"), Path.of("key.pem")))));
    assertEquals(
        "server.listen: 0.0.0.0:0 can be reached from other machines; that needs an access token,"
            + " and there is none. Make one first: linecheck token create NAME --role operator",
        noToken.getMessage());
  }

  private static void start(Optional<TlsFiles> tls) {
    Path own = folder.resolve("alone-" + tls.isPresent());
    new WebScene(
            own,
            new ServerSettings(
                new HostAndPort("0.0.0.0", 0), Optional.empty(), tls, List.of(), 100))
        .close();
  }
}
