package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.model.FindingCode;
import io.linecheck.model.FixedBy;
import io.linecheck.model.Readiness;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The public words and shapes, written out here a second time: a change to one is noticed. */
class ContractTest {
  @TempDir Path folder;

  @Test
  void wordsOfJsonAreThose() {
    assertEquals(
        "dns tcp tls certificate http websocket sip stun turn relay ice dtls media",
        String.join(" ", Arrays.stream(Stage.values()).map(Stage::word).toList()));
    assertEquals(
        Set.of("ok", "warning", "critical", "unknown", "skipped"),
        Set.copyOf(Arrays.stream(Status.values()).map(Status::word).toList()));
    assertEquals(
        Set.of("ready", "at-risk", "not-ready", "unknown"),
        Set.copyOf(Arrays.stream(Readiness.values()).map(Readiness::word).toList()));
    assertEquals(
        List.of("critical", "warning", "info"),
        Arrays.stream(Severity.values()).map(Severity::word).toList());
    assertEquals(
        Set.of(
            "dialer-admin",
            "web-admin",
            "dns-admin",
            "firewall-admin",
            "turn-admin",
            "certificate-admin",
            "agent",
            "agent-network",
            "browser-vendor",
            "linecheck-admin"),
        Set.copyOf(Arrays.stream(FixedBy.values()).map(FixedBy::word).toList()));
  }

  @Test
  void checkGivesEveryPromisedFieldAlsoWhenNothingIsReached() {
    int closed = FreePorts.closed();
    CommandRun run =
        CommandRun.of(
            "check",
            "dialer1.example.com",
            "--resolve",
            "dialer1.example.com:127.0.0.1",
            "--service",
            "https=dialer1.example.com:" + closed,
            "--service",
            "wss=dialer1.example.com:" + closed + "/ws",
            "--json");
    JsonNode report = run.json();
    assertEquals(2, run.code());
    assertEquals("dialer1.example.com", report.path("target").asText());
    assertEquals("vicidial", report.path("profile").asText());
    assertEquals("local", report.path("vantage").asText());
    assertEquals("not-ready", report.path("readiness").asText());
    assertTrue(
        report.path("checkedAt").asText().matches("\\d{4}-\\d\\d-\\d\\dT[0-9:]{8}\\.\\d{3}Z"),
        run.out());
    assertTrue(report.path("durationSeconds").isNumber(), run.out());
    for (JsonNode check : report.path("checks")) {
      assertEquals("127.0.0.1:" + closed, check.path("address").asText());
      assertEquals("critical", check.path("status").asText());
      assertEquals("tcp", check.at("/stages/0/stage").asText());
      assertEquals("critical", check.at("/stages/0/status").asText());
      assertTrue(check.at("/stages/0/seconds").isNumber());
      assertTrue(check.path("facts").isObject());
      assertEquals("port-refused", check.at("/findings/0").asText());
    }
    JsonNode finding = report.path("findings").get(0);
    Set<String> names = new TreeSet<>();
    finding.fieldNames().forEachRemaining(names::add);
    assertEquals(
        "[cause, code, evidence, fixedBy, remedy, service, severity, stage, title]",
        names.toString());
  }

  @Test
  void nagiosNamesTheWorstCodeAndHowManyMore() {
    int closed = FreePorts.closed();
    CommandRun run =
        CommandRun.of(
            "check",
            "dialer1.example.com",
            "--resolve",
            "dialer1.example.com:127.0.0.1",
            "--service",
            "https=dialer1.example.com:" + closed,
            "--service",
            "wss=dialer1.example.com:" + FreePorts.closed() + "/ws",
            "--nagios");
    assertTrue(
        run.out()
            .matches(
                "LINECHECK CRITICAL - dialer1.example.com: port-refused \\(\\+1\\) \\|"
                    + " 'https_seconds'=\\d+\\.\\d{3}s 'wss_seconds'=\\d+\\.\\d{3}s\n"),
        run.out());
    assertEquals(2, run.code());
  }

  @Test
  void verdictOfAPartSaysWhatWasNotAskedFor() {
    List<String> check =
        List.of(
            "check",
            "127.0.0.1",
            "--service",
            "https=127.0.0.1:" + FreePorts.closed(),
            "--service",
            "wss=127.0.0.1:" + FreePorts.closed() + "/ws",
            "--only");
    CommandRun doors = CommandRun.of(with(check, "https"));
    assertTrue(
        doors
            .out()
            .startsWith(
                "127.0.0.1  NOT READY: the agent page cannot be reached"
                    + " (not tried: only https asked for, not wss"),
        doors.out());
    CommandRun stages = CommandRun.of(with(check, "https,tcp,tls"));
    assertTrue(
        stages.out().contains("only https, tcp, tls asked for, not certificate, http, wss"),
        stages.out());
  }

  private static List<String> with(List<String> check, String only) {
    List<String> words = new ArrayList<>(check);
    words.add(only);
    return words;
  }

  @Test
  void everyCodeIsExplained() {
    for (FindingCode code : FindingCode.values()) {
      CommandRun run = CommandRun.of("explain", code.word());
      assertEquals(0, run.code(), code.word() + run.err());
      assertTrue(run.out().startsWith(code.word()), run.out());
      assertTrue(run.out().contains(code.fixedBy().word()), run.out());
    }
    CommandRun unknown = CommandRun.of("explain", "port-refusd");
    assertEquals(3, unknown.code());
    assertTrue(unknown.err().contains("port-refused"), unknown.err());
  }

  @Test
  void configCheckSaysWhereAndEndsWithOne() throws IOException {
    Path sound = folder.resolve("sound.yaml");
    Files.writeString(sound, "dialers: [{id: manila-1, host: dialer1.example.com}]\n");
    assertEquals(0, CommandRun.of("config", "check", sound.toString()).code());
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(
        broken, "dialers:\n  - id: manila-1\n    host: dialer1.example.com\n    seat: 5\n");
    CommandRun run = CommandRun.of("config", "check", broken.toString());
    assertEquals(1, run.code());
    String said = run.out() + run.err();
    assertTrue(said.contains("broken.yaml:4"), said);
    assertTrue(said.contains("dialers[0].seat"), said);
    assertTrue(said.contains("seats"), said);
  }
}
