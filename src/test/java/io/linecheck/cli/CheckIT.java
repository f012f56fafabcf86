package io.linecheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The command line against nginx, Kamailio and coturn, healthy and broken in many ways. */
class CheckIT {
  private static final int AT_ONCE = 6;

  @TempDir static Path folder;
  private static Peers peers;

  @BeforeAll
  static void start() throws Exception {
    peers = new Peers(folder);
  }

  @AfterAll
  static void stop() {
    if (peers != null) {
      peers.close();
    }
  }

  @Test
  void healthyDialerIsReadyWithTheTimeOfEveryStage() {
    CommandRun run = CommandRun.of(with(peers.healthy(), "--json"));
    JsonNode report = run.json();
    assertEquals("ready", report.path("readiness").asText(), run.out());
    assertEquals(0, run.code());
    assertEquals("", run.err());
    assertEquals(0, report.path("findings").size(), run.out());
    List<String> stages = new ArrayList<>();
    for (JsonNode check : report.path("checks")) {
      for (JsonNode stage : check.path("stages")) {
        stages.add(check.path("service").asText() + " " + stage.path("stage").asText());
        assertEquals("ok", stage.path("status").asText(), check.toPrettyString());
        assertTrue(stage.path("seconds").asDouble() > 0, check.toPrettyString());
      }
    }
    assertEquals(
        List.of(
            "https tcp",
            "https tls",
            "https certificate",
            "https http",
            "wss tcp",
            "wss tls",
            "wss certificate",
            "wss websocket",
            "wss sip",
            "stun stun",
            "turn-udp turn",
            "turn-udp relay",
            "turn-tcp tcp",
            "turn-tcp turn",
            "turn-tcp relay",
            "turn-tls tcp",
            "turn-tls tls",
            "turn-tls certificate",
            "turn-tls turn",
            "turn-tls relay"),
        stages);
  }

  @Test
  void pageThatLeadsBackToItselfOnceItHasSetACookieIsHealthy() {
    CommandRun run = CommandRun.of(with(peers.doors(peers.https("cookie")), "--json"));
    assertEquals(0, run.code(), run.out());
  }

  @Test
  void certificateThatDemandsAnOcspAnswerAndGetsItIsHealthy() {
    CommandRun run = CommandRun.of(with(peers.doors(peers.https("stapled")), "--json"));
    JsonNode facts = run.json().path("checks").get(0).path("facts");
    assertEquals("true", facts.path("certificate.mustStaple").asText(), run.out());
    assertEquals("true", facts.path("certificate.stapled").asText(), run.out());
    assertEquals("", String.join(" ", run.codes("critical")), run.out());
  }

  @Test
  void revocationListsAreNotFetchedWhereTheConfigurationSaysSo() throws Exception {
    int port = peers.revoked();
    for (boolean fetch : new boolean[] {true, false}) {
      List<String> args = List.of("check", "manila-1", "--config", peers.dialer(port, fetch));
      CommandRun run = CommandRun.of(with(args, "--only", "https", "--json"));
      assertEquals(
          fetch ? List.of("certificate-revoked") : List.of(), run.codes("critical"), run.out());
      assertEquals(fetch, run.out().contains("certificate.revocation\""), run.out());
    }
  }

  @Test
  void jsonHasTheShapeThatIsPromised() throws Exception {
    List<String> args = peers.doors(peers.https("page-500"));
    JsonNode report = CommandRun.of(with(args, "--json")).json();
    assertEquals(
        Set.of(
            "target",
            "profile",
            "vantage",
            "checkedAt",
            "durationSeconds",
            "readiness",
            "headline",
            "untried",
            "checks",
            "findings"),
        names(report));
    assertTrue(report.path("checkedAt").asText().endsWith("Z"));
    assertTrue(Instant.parse(report.path("checkedAt").asText()).isBefore(Instant.now()));
    JsonNode check = report.path("checks").get(0);
    assertEquals(
        Set.of("service", "address", "status", "durationSeconds", "stages", "facts", "findings"),
        names(check));
    assertEquals("http-status-unexpected", check.path("findings").get(0).asText());
    assertEquals(
        Set.of(
            "code",
            "severity",
            "service",
            "stage",
            "title",
            "evidence",
            "cause",
            "remedy",
            "fixedBy"),
        names(report.path("findings").get(0)));
  }

  @Test
  void severalTargetsGiveAnArrayAndTheWorstExitCode() {
    List<String> args = peers.doors(peers.https("page-500"));
    args.add(2, "127.0.0.1");
    CommandRun run = CommandRun.of(with(args, "--json"));
    assertTrue(run.json().isArray());
    assertEquals(2, run.json().size());
    assertEquals(2, run.code());
  }

  @Test
  void textForAPersonBeginsWithTheVerdict() {
    CommandRun run = CommandRun.of(peers.doors(peers.https("page-500")));
    List<String> lines = run.out().lines().toList();
    assertEquals(
        "localhost  NOT READY: the agent page does not open", lines.getFirst().split(" \\(")[0]);
    assertTrue(run.out().contains("http-status-unexpected, on https at stage http"), run.out());
    assertFalse(run.out().contains("\u001b"), "colour without a terminal");
    assertEquals("", run.err());
  }

  @Test
  void withoutCredentialsTheFirstLineSaysWhatWasNotTried() {
    CommandRun run = CommandRun.of(peers.doors());
    assertEquals(
        "localhost  READY as far as tried: no SIP credentials",
        run.out().lines().findFirst().orElse(""),
        run::out);
    assertEquals(0, run.code());
  }

  @Test
  void nagiosGetsOneLineWithSeconds() {
    CommandRun broken = CommandRun.of(with(peers.doors(peers.https("page-500")), "--nagios"));
    assertTrue(
        broken
            .out()
            .matches(
                "LINECHECK CRITICAL - localhost: http-status-unexpected \\|"
                    + " 'https_seconds'=\\d+\\.\\d{3}s 'wss_seconds'=\\d+\\.\\d{3}s\n"),
        broken.out());
    assertEquals(2, broken.code());
    CommandRun sound = CommandRun.of(with(peers.healthy(), "--nagios"));
    assertTrue(
        sound.out().startsWith("LINECHECK OK - localhost: agents can work | 'https_seconds'="),
        sound.out());
    assertEquals(0, sound.code());
  }

  @Test
  void onlyNarrowsToServicesOrStages() {
    JsonNode wss = CommandRun.of(with(peers.healthy(), "--json", "--only", "wss")).json();
    assertEquals(1, wss.path("checks").size());
    assertEquals("ready", wss.path("readiness").asText());
    String untried = wss.path("untried").toString();
    assertTrue(untried.contains("only wss asked for, not https, "), untried);
    JsonNode certificate =
        CommandRun.of(with(peers.healthy(), "--json", "--only", "certificate,https")).json();
    assertEquals(1, certificate.path("checks").size());
    JsonNode stages = certificate.path("checks").get(0).path("stages");
    assertEquals("certificate", stages.get(stages.size() - 1).path("stage").asText());
    CommandRun line =
        CommandRun.of(with(peers.healthy(), "--nagios", "--only", "certificate,https"));
    String ready = "LINECHECK OK - localhost: as far as tried: only certificate, https asked for,";
    assertTrue(line.out().startsWith(ready + " not http, wss, "), line.out());
  }

  @Test
  void transcriptShowsNoSecret() {
    for (String format : List.of("--timeout=15s", "--json", "--nagios")) {
      CommandRun run = CommandRun.of(with(peers.healthy(), format, "--verbose"));
      String all = run.out() + run.err();
      assertTrue(all.contains("REGISTER"), all);
      assertTrue(all.contains("[REDACTED]"), all);
      assertFalse(all.contains(Peers.PASSWORD), all);
      assertFalse(all.contains(Peers.TURN_SECRET), all);
    }
  }

  @Test
  void badInputIsOneSentence() {
    refused("linecheck: a verb is missing");
    refused("linecheck: Missing required parameter: 'TARGET'", "check");
    refused("linecheck: Unknown option: '--colour'", "check", "localhost", "--colour");
    refused(
        "linecheck: --json and --nagios exclude each other", "check", "a", "--json", "--nagios");
    refused(
        "linecheck: --timeout 'soon': write a duration from 100ms to 10m, such as 15s",
        "check",
        "a",
        "--timeout",
        "soon");
    refused(
        "linecheck: service 'wss=localhost:70000': 'localhost:70000' is not HOST:PORT with a port"
            + " from 1 to 65535; write NAME=HOST:PORT[/PATH], an IPv6 address as [2001:db8::1]:8089",
        "check",
        "a",
        "--service",
        "wss=localhost:70000");
    refused(
        "linecheck: --resolve 'a': write HOST:ADDRESS, such as dialer1.example.com:203.0.113.10",
        "check",
        "a",
        "--resolve",
        "a");
    refused(
        "linecheck: there is no such file: /nowhere/password",
        "check",
        "a",
        "--sip-user",
        "7999",
        "--sip-password-file",
        "/nowhere/password");
    refused(
        "linecheck: 'https://a.example.com/x' is an address of a page: give the host name alone,"
            + " such as a.example.com",
        "check",
        "https://a.example.com/x");
  }

  private static void refused(String sentence, String... args) {
    CommandRun run = CommandRun.of(args);
    assertEquals(sentence, run.err().lines().findFirst().orElse(""));
    assertEquals(3, run.code(), run.err());
    assertEquals("", run.out());
    assertFalse(run.err().contains("\tat "), run.err());
  }

  /** All rows run at once, a few at a time; each then is a test of its own. */
  @TestFactory
  List<DynamicTest> eachFaultGivesItsCodeAndNoOtherCriticalOne() {
    List<DynamicTest> tests = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    for (CheckFaults.Row row : CheckFaults.all()) {
      Future<CommandRun> run =
          threads.submit(() -> CommandRun.of(with(row.args().of(peers), "--json")));
      tests.add(
          DynamicTest.dynamicTest(row.what() + " → " + row.code(), () -> judge(row, run.get())));
    }
    threads.shutdown();
    assertTrue(tests.size() >= 40, () -> "only " + tests.size() + " faults");
    return tests;
  }

  private static void judge(CheckFaults.Row row, CommandRun run) {
    boolean critical = row.severity().equals("critical");
    assertEquals(critical ? List.of(row.code()) : List.of(), run.codes("critical"), run.out());
    assertTrue(run.codes(row.severity()).contains(row.code()), run.out());
    JsonNode report = run.json();
    assertEquals(critical ? "not-ready" : "at-risk", report.path("readiness").asText(), run.out());
    assertEquals(critical ? 2 : 1, run.code());
    assertEquals("", run.err());
    for (JsonNode check : report.path("checks")) {
      long bad = 0;
      for (JsonNode stage : check.path("stages")) {
        bad += stage.path("status").asText().matches("critical|warning") ? 1 : 0;
      }
      assertTrue(bad <= check.path("findings").size(), "a stage fails without its code: " + check);
    }
    for (JsonNode finding : report.path("findings")) {
      assertFalse(finding.path("evidence").asText().isBlank(), run.out());
      assertFalse(finding.path("remedy").asText().isBlank(), run.out());
    }
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> with(List<String> args, String... further) {
    List<String> all = new ArrayList<>(args);
    all.addAll(List.of(further));
    return all;
  }
}
