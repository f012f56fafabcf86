package io.linecheck.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.model.CheckResult;
import io.linecheck.model.Service;
import io.linecheck.model.Status;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a desk phone is advised, from what browsers tell day by day. */
class HardphoneTest {
  private static final String MICROPHONE = failed("microphone", "agent-microphone-busy");
  private static final String COMPLAINT = "\"kind\": \"complaint\"";

  private final ObjectMapper mapper = new ObjectMapper();
  private Instant now = Instant.parse("2026-11-17T08:00:00Z");
  private Status dialer = Status.OK;
  private Configuration configuration;
  private Database database;
  private SelfTests tests;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("linecheck.yaml"),
            """
            dialers:
              - id: d
                host: 127.0.0.1
                profile: kamailio
                services: { https: false, wss: { port: 8089, path: /ws } }
            """);
    configuration =
        switch (new ConfigurationFile(Profiles.load(), Map.of()).load(yaml)) {
          case Loaded.Valid(Configuration valid, var _) -> valid;
          case Loaded.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
        };
    database = Database.open(new Storage.Sqlite(folder.resolve("linecheck.db")));
    tests =
        new SelfTests(database, () -> now, new ConfiguredFloor(configuration), eyes(), heard -> {});
  }

  @AfterEach
  void close() {
    database.close();
  }

  private ServerEyes eyes() {
    return new ServerEyes() {
      @Override
      public List<CheckResult> latest(String id) {
        return configuration.find(id).orElseThrow().dialer().services().stream()
            .map(service -> seen(service))
            .toList();
      }

      @Override
      public void look(String id) {}
    };
  }

  private CheckResult seen(Service service) {
    return new CheckResult(
        "d",
        service,
        "local",
        "127.0.0.1:8089",
        now,
        Duration.ofMillis(20),
        dialer,
        List.of(),
        new TreeMap<>(),
        dialer == Status.OK ? List.of() : JoinDecisionTest.refused(service),
        List.of(),
        List.of());
  }

  private static String failed(String test, String code) {
    return "\"tests\": [{\"test\": \"%s\", \"verdict\": \"failed\", \"codes\": [\"%s\"]}]"
        .formatted(test, code);
  }

  private void told(int times, Duration apart, String members) throws JsonProcessingException {
    for (int i = 0; i < times; i++) {
      now = now.plus(apart);
      String json = "{\"run\": \"%s\", \"done\": true, %s}".formatted(UUID.randomUUID(), members);
      AgentReport report =
          switch (new ReportReader().read(mapper.readTree(json))) {
            case ReportReader.Result.Sound(AgentReport sound) -> sound;
            case ReportReader.Result.Unsound(String sentence) -> throw new AssertionError(sentence);
          };
      AgentLink link = new AgentLink("d", "1001", now.plusSeconds(60));
      assertTrue(tests.accept(link, report, "127.0.0.1").isPresent());
    }
  }

  private List<String> advised() {
    return tests.fleet().hardphones(Optional.empty(), now).stream()
        .map(one -> one.agent() + " on " + one.dialer() + ": " + one.fault().evidence())
        .toList();
  }

  @Test
  void theSameComputerFailingDayAfterDayIsAdvisedOne() throws Exception {
    told(2, Duration.ofDays(1), MICROPHONE);
    assertEquals(List.of(), advised());
    told(1, Duration.ofDays(1), MICROPHONE);
    assertEquals(
        List.of(
            "1001 on d: 3 failed self-tests on 3 days with sound network and dialer:"
                + " agent-microphone-busy"),
        advised());
    now = now.plus(Duration.ofDays(9));
    assertEquals(List.of(), advised());
  }

  @Test
  void aNetworkOrADialerAtFaultAdvisesNone() throws Exception {
    told(4, Duration.ofHours(12), MICROPHONE + ", \"quality\": {\"lossRatio\": 0.05}");
    told(4, Duration.ofHours(12), failed("register", "agent-sip-refused"));
    dialer = Status.CRITICAL;
    told(4, Duration.ofHours(12), COMPLAINT);
    assertEquals(List.of(), advised());
  }

  @Test
  void complaintsOverTwoInAHundredCallsAreAdvisedOne() throws Exception {
    told(2, Duration.ofMinutes(20), COMPLAINT);
    assertEquals(List.of(), advised());
    told(1, Duration.ofMinutes(20), COMPLAINT);
    assertEquals(
        List.of(
            "1001 on d: \"couldn't hear them\" 3 times on about 96 calls (3.1 %), network and"
                + " dialer sound"),
        advised());
  }

  @Test
  void asManyComplaintsOverMoreDaysOfWorkAreFew() throws Exception {
    told(3, Duration.ofDays(1), COMPLAINT);
    assertEquals(List.of(), advised());
  }

  @Test
  void complaintsWithBadNumbersOfTheNetworkAreTheNetworks() throws Exception {
    told(5, Duration.ofMinutes(20), COMPLAINT + ", \"quality\": {\"lossRatio\": 0.04}");
    assertEquals(List.of(), advised());
  }
}
