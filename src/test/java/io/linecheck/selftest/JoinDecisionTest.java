package io.linecheck.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.config.AgentSettings.Thresholds;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Dialer;
import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.FixedBy;
import io.linecheck.model.Platform;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.model.TurnAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JoinDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
  private static final Service WSS =
      new Service("wss", ServiceKind.WSS, "d.example.com", 8089, List.of("/ws"), true);
  private static final Service STUN =
      new Service("stun", ServiceKind.STUN, "t.example.com", 3478, List.of(), true);
  private static final Service UDP =
      new Service("turn-udp", ServiceKind.TURN_UDP, "t.example.com", 3478, List.of(), true);
  private static final Service TCP =
      new Service("turn-tcp", ServiceKind.TURN_TCP, "t.example.com", 3478, List.of(), true);
  private static final Service TLS =
      new Service("turn-tls", ServiceKind.TURN_TLS, "t.example.com", 443, List.of(), true);
  private static final Thresholds LIMITS =
      new Thresholds(
          0.01,
          0.03,
          Duration.ofMillis(20),
          Duration.ofMillis(40),
          Duration.ofMillis(200),
          Duration.ofMillis(400),
          4.0,
          3.6);
  private final ObjectMapper mapper = new ObjectMapper();

  private static Dialer dialer(Platform platform) {
    return new Dialer(
        "d",
        "d.example.com",
        "p",
        platform,
        0,
        Map.of(),
        List.of(),
        Map.of(),
        Optional.empty(),
        List.of(WSS, STUN, UDP, TCP, TLS),
        Optional.empty(),
        new TurnAccess.None());
  }

  private static CheckResult result(Service service, boolean works) {
    return new CheckResult(
        "d",
        service,
        "local",
        "10.0.0.9:8089",
        NOW.minusSeconds(20),
        Duration.ofMillis(80),
        works ? Status.OK : Status.CRITICAL,
        List.of(),
        new TreeMap<>(),
        works ? List.of() : refused(service),
        List.of(),
        List.of());
  }

  static List<Finding> refused(Service service) {
    return List.of(
        new Finding(
            FindingCode.PORT_REFUSED,
            Severity.CRITICAL,
            service.name(),
            Stage.TCP,
            "Nothing listens",
            "RST",
            "c",
            "r",
            FixedBy.DIALER_ADMIN));
  }

  private static ServerView sees(boolean wss, boolean turn) {
    return ServerView.of(
        List.of(
            result(WSS, wss),
            result(STUN, turn),
            result(UDP, turn),
            result(TCP, turn),
            result(TLS, turn)),
        NOW);
  }

  private Joined join(Platform platform, ServerView view, String rest)
      throws JsonProcessingException {
    String json = "{\"run\": \"0123456789abcdef\", \"done\": true" + rest + "}";
    AgentReport report =
        switch (new ReportReader().read(mapper.readTree(json))) {
          case ReportReader.Result.Sound(AgentReport sound) -> sound;
          case ReportReader.Result.Unsound(String sentence) -> throw new AssertionError(sentence);
        };
    return new JoinDecision(LIMITS, platform != Platform.VICIDIAL)
        .decide(report, dialer(platform), view);
  }

  private static String socket(boolean reached) {
    return ", \"socket\": {\"reached\": "
        + reached
        + ", \"closeCode\": 1006, \"seconds\": 0.2, \"controlReached\": true}";
  }

  private static String doors(String stun, String elsewhere, String udp, String tcp, String tls) {
    return ", \"doors\": ["
        + door("stun", 3478, stun)
        + ","
        + door("stun", 19302, elsewhere)
        + ","
        + door("turn-udp", 3478, udp)
        + ","
        + door("turn-tcp", 3478, tcp)
        + ","
        + door("turn-tls", 443, tls)
        + "]";
  }

  private static String door(String kind, int port, String state) {
    return "{\"kind\": \""
        + kind
        + "\", \"host\": \"t.example.com\", \"port\": "
        + port
        + ", \"state\": \""
        + state
        + "\"}";
  }

  @Test
  void whatWorksEverywhereIsReady() throws JsonProcessingException {
    Joined joined =
        join(
            Platform.KAMAILIO,
            sees(true, true),
            socket(true) + doors("reached", "reached", "reached", "reached", "reached"));
    assertEquals(Outcome.READY, joined.outcome());
    assertEquals("Everything that was tried works.", joined.sentence());
  }

  @Test
  void aSocketThatOnlyTheBrowserCannotOpenIsItsNetworks() throws JsonProcessingException {
    Joined joined = join(Platform.KAMAILIO, sees(true, true), socket(false));
    assertEquals(List.of(FindingCode.AGENT_WSS_BLOCKED), joined.codes());
    assertEquals(
        "wss://d.example.com:8089/ws did not open from this browser (close code 1006 after 0.2 s;"
            + " HTTPS to the same host was answered); Linecheck reached it in the same minutes",
        joined.faults().getFirst().evidence());
  }

  @Test
  void aSocketThatNobodyCanOpenIsTheDialers() throws JsonProcessingException {
    Joined joined = join(Platform.KAMAILIO, sees(false, true), socket(false));
    assertEquals(List.of(FindingCode.PORT_REFUSED), joined.codes());
    assertEquals(Outcome.NOT_READY, joined.outcome());
    assertTrue(joined.faults().isEmpty());
  }

  @Test
  void anAgentsSuccessOverrulesTheServersFailure() throws JsonProcessingException {
    Joined joined = join(Platform.KAMAILIO, sees(false, true), socket(true));
    assertEquals(Outcome.READY, joined.outcome());
    assertEquals(List.of("wss"), joined.overruled());
    assertTrue(joined.sentence().contains("Linecheck's address is filtered"), joined.sentence());
  }

  @Test
  void theMatrixNamesWhatIsBlocked() throws JsonProcessingException {
    ServerView view = sees(true, true);
    assertEquals(
        List.of(FindingCode.AGENT_UDP_BLOCKED),
        join(
                Platform.KAMAILIO,
                view,
                socket(true) + doors("silent", "silent", "silent", "reached", "reached"))
            .codes());
    assertEquals(
        List.of(FindingCode.AGENT_TURN_PORT_BLOCKED),
        join(
                Platform.KAMAILIO,
                view,
                socket(true) + doors("silent", "reached", "silent", "reached", "reached"))
            .codes());
    assertEquals(
        List.of(FindingCode.AGENT_ONLY_443),
        join(
                Platform.KAMAILIO,
                view,
                socket(true) + doors("silent", "silent", "silent", "silent", "reached"))
            .codes());
    assertEquals(
        List.of(FindingCode.AGENT_FULLY_FILTERED),
        join(
                Platform.KAMAILIO,
                view,
                socket(true) + doors("silent", "silent", "silent", "silent", "silent"))
            .codes());
    assertEquals(
        List.of(FindingCode.PORT_REFUSED),
        join(
                Platform.KAMAILIO,
                sees(true, false),
                socket(true) + doors("silent", "silent", "silent", "silent", "silent"))
            .codes());
  }

  @Test
  void aRelayThatViciPhoneCannotUseIsNeverHealthyWithoutUdp() throws JsonProcessingException {
    Joined joined =
        join(
            Platform.VICIDIAL,
            sees(true, true),
            socket(true) + doors("silent", "silent", "silent", "reached", "reached"));
    assertEquals(Outcome.NOT_READY, joined.outcome());
    assertTrue(joined.codes().contains(FindingCode.AGENT_RELAY_UNUSED_BY_PHONE));
  }

  @Test
  void numbersBeyondTheThresholdsAreTold() throws JsonProcessingException {
    Joined joined =
        join(
            Platform.KAMAILIO,
            sees(true, true),
            ", \"quality\": {\"mos\": 3.7, \"rttSeconds\": 0.25, \"jitterSeconds\": 0.01, \"lossRatio\": 0.02}");
    assertEquals("loss 2.0 %, round trip 250 ms, MOS 3.70", joined.faults().getFirst().evidence());
    assertEquals(Outcome.READY_WITH_WARNINGS, joined.outcome());
    assertEquals(
        Outcome.NOT_READY,
        join(Platform.KAMAILIO, sees(true, true), ", \"quality\": {\"lossRatio\": 0.05}")
            .outcome());
  }

  @Test
  void resultsOfOtherMinutesAreNotCompared() throws JsonProcessingException {
    ServerView old = ServerView.of(List.of(result(WSS, false)), NOW.plus(Duration.ofMinutes(10)));
    assertEquals(
        List.of(FindingCode.AGENT_WSS_BLOCKED),
        join(Platform.KAMAILIO, old, socket(false)).codes());
  }
}
