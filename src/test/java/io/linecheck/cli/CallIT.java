package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.peer.EchoPlatform;
import io.linecheck.peer.TestAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The synthetic call through Kamailio and rtpengine to SIPp, with ICE, DTLS-SRTP and packets there
 * and back.
 */
class CallIT {
  @TempDir private static Path folder;
  private static Path root;
  private static EchoPlatform platform;

  @BeforeAll
  static void start() throws IOException {
    TestAuthority authority = TestAuthority.today();
    platform = EchoPlatform.start(folder, authority);
    root = authority.writeRoot(folder);
  }

  @AfterAll
  static void stop() {
    if (platform != null) {
      platform.close();
    }
  }

  @Test
  void callToTheEchoCarriesAudioBothWays() {
    JsonNode report = check(EchoPlatform.ECHO);
    JsonNode wss = report.path("checks").get(0);
    String all = report.toPrettyString();
    assertEquals(
        List.of("tcp", "tls", "certificate", "websocket", "sip", "ice", "dtls", "media"),
        stages(wss),
        all);
    assertEquals("ready", report.path("readiness").asText(), all);
    JsonNode facts = wss.path("facts");
    assertEquals("DTLS 1.2", facts.path("dtls.version").asText(), all);
    assertEquals("PCMU/8000", facts.path("call.codec").asText(), all);
    assertTrue(facts.path("call.mos").asDouble() > 4, all);
    assertTrue(facts.path("call.rttSeconds").asDouble() < 0.2, all);
  }

  @Test
  void extensionThatAnswersAndStaysSilentIsNamed() {
    JsonNode report = check(EchoPlatform.SILENT);
    assertEquals(List.of("media-none"), codes(report), report.toPrettyString());
  }

  @Test
  void extensionThatDoesNotExistIsNamedWithItsAnswer() {
    JsonNode report = check("4711");
    assertEquals(List.of("call-refused"), codes(report), report.toPrettyString());
    assertTrue(
        report.path("findings").get(0).path("evidence").asText().contains("404 Not Found"),
        report.toPrettyString());
  }

  @ParameterizedTest
  @CsvSource({
    EchoPlatform.NO_ICE + ", sdp-ice-missing, no a=ice-ufrag",
    EchoPlatform.PLAIN + ", sdp-profile-wrong, RTP/AVP",
    EchoPlatform.REFUSES_DTLS + ", call-offer-rejected, RTP/AVP without ICE and encryption",
    EchoPlatform.DEAF_CANDIDATES + ", ice-failed, no connectivity check to 127.0.0.1",
    EchoPlatform.WRONG_FINGERPRINT + ", dtls-failed, its SDP says",
  })
  void faultOfTheAnswerIsNamedAlone(String extension, String code, String evidence) {
    JsonNode report = check(extension);
    String all = report.toPrettyString();
    assertEquals(List.of(code), codes(report), all);
    assertTrue(report.path("findings").get(0).path("evidence").asText().contains(evidence), all);
  }

  private static JsonNode check(String extension) {
    try {
      Files.writeString(folder.resolve("password"), "s3cret\n");
      Path config =
          Files.writeString(
              folder.resolve("call-" + extension + ".yaml"),
              """
              dialers:
                - id: echo
                  host: localhost
                  profile: kamailio
                  addresses: [127.0.0.1]
                  owners: { pbx: "Ana", firewall: "Ben", dns: "Cy", certificate: "Di" }
                  services:
                    wss: { port: %d, path: /ws }
                  sip: { user: "7999", password: { file: password }, echo: "%s" }
              """
                  .formatted(platform.port(), extension));
      CommandRun run =
          CommandRun.of(
              "check",
              "echo",
              "--config",
              config.toString(),
              "--resolve",
              "localhost:127.0.0.1",
              "--only",
              "wss",
              "--ca-file",
              root.toString(),
              "--json");
      assertEquals("", run.err());
      return run.json();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> stages(JsonNode check) {
    List<String> stages = new ArrayList<>();
    check.path("stages").forEach(stage -> stages.add(stage.path("stage").asText()));
    return stages;
  }

  private static List<String> codes(JsonNode report) {
    List<String> codes = new ArrayList<>();
    report.path("findings").forEach(finding -> codes.add(finding.path("code").asText()));
    return codes;
  }
}
