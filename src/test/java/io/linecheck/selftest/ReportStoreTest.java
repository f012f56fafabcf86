package io.linecheck.selftest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.linecheck.config.AgentSettings.Advice;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T02:00:00Z");
  private static final AgentLink LINK = new AgentLink("d", "1001", NOW.plusSeconds(60));
  private static final FleetDecision FLEET =
      new FleetDecision(new Advice(3, Duration.ofDays(5), 0.02, 10, 3));

  private static AgentReport report(String run, int sequence, boolean done)
      throws JsonProcessingException {
    String json =
        "{\"run\": \""
            + run
            + "\", \"sequence\": "
            + sequence
            + ", \"done\": "
            + done
            + ", \"browser\": {\"name\": \"Chrome\", \"major\": 156}}";
    return switch (new ReportReader().read(new ObjectMapper().readTree(json))) {
      case ReportReader.Result.Sound(AgentReport sound) -> sound;
      case ReportReader.Result.Unsound(String sentence) -> throw new AssertionError(sentence);
    };
  }

  private static Joined joined(Outcome outcome) {
    return new Joined(
        outcome,
        List.of(Fault.of(FindingCode.AGENT_MICROPHONE_BUSY, "busy")),
        List.of(),
        List.of(),
        "<script>alert(1)</script>");
  }

  private static List<ReportLine> all(ReportStore store) {
    return store.find(
        new ReportStore.Filter(Optional.empty(), Optional.empty(), Instant.EPOCH, 0, 1000));
  }

  @Test
  void partsOfOneRunAreOneRowAndOldPartsChangeNothing(@TempDir Path folder)
      throws JsonProcessingException {
    try (Database database = Database.openAlone(new Storage.Sqlite(folder.resolve("a.db")))) {
      ReportStore store = new ReportStore(database);
      String run = "0123456789abcdef";
      assertTrue(
          store.save(
              LINK,
              report(run, 1, false),
              joined(Outcome.INCOMPLETE),
              Optional.of("192.0.2.1"),
              NOW));
      assertTrue(
          store.save(LINK, report(run, 3, true), joined(Outcome.NOT_READY), Optional.empty(), NOW));
      assertFalse(
          store.save(
              LINK, report(run, 2, false), joined(Outcome.INCOMPLETE), Optional.empty(), NOW));
      assertFalse(
          store.save(LINK, report(run, 3, true), joined(Outcome.READY), Optional.empty(), NOW));
      assertEquals(1, all(store).size());
      assertEquals(Outcome.NOT_READY, all(store).getFirst().outcome());
      assertEquals(OptionalInt.of(156), all(store).getFirst().browserMajor());
      AgentLink other = new AgentLink("d", "1002", NOW);
      assertTrue(
          store.save(other, report(run, 1, true), joined(Outcome.READY), Optional.empty(), NOW));
      assertEquals(2, all(store).size(), "another agent's run of the same id is another run");
      store.forget(
          NOW.plus(Duration.ofDays(8)), Duration.ofDays(90), Optional.of(Duration.ofDays(7)));
      assertEquals(
          0,
          database.<Integer>read(handle ->
              handle
                  .createQuery("SELECT COUNT(address) FROM agent_report")
                  .mapTo(Integer.class)
                  .one()));
      store.forget(NOW.plus(Duration.ofDays(91)), Duration.ofDays(90), Optional.empty());
      assertTrue(all(store).isEmpty());
    }
  }

  @Test
  void aFloodWithOneLinkIsBounded(@TempDir Path folder) throws JsonProcessingException {
    try (Database database = Database.openAlone(new Storage.Sqlite(folder.resolve("a.db")))) {
      ReportStore store = new ReportStore(database);
      List<java.util.concurrent.CompletableFuture<?>> waiting = new ArrayList<>();
      for (int i = 0; i < ReportStore.ROWS_OF_AN_AGENT + 40; i++) {
        AgentReport report = report(String.format("%016d", i), 1, true);
        Instant at = NOW.plusSeconds(i);
        waiting.add(
            java.util.concurrent.CompletableFuture.runAsync(
                () -> store.save(LINK, report, joined(Outcome.READY), Optional.empty(), at),
                Thread::startVirtualThread));
      }
      waiting.forEach(java.util.concurrent.CompletableFuture::join);
      assertTrue(all(store).size() <= ReportStore.ROWS_OF_AN_AGENT);
    }
  }

  @Test
  void theKeyOfLinksOutlivesARestart(@TempDir Path folder) {
    Storage.Sqlite file = new Storage.Sqlite(folder.resolve("a.db"));
    String token;
    try (Database database = Database.openAlone(file)) {
      token = new LinkKeys(database, InstantSource.fixed(NOW)).signer().sign(LINK);
    }
    try (Database database = Database.openAlone(file)) {
      assertEquals(
          new LinkSigner.Reading.Valid(LINK),
          new LinkKeys(database, InstantSource.fixed(NOW)).signer().read(token, NOW));
    }
  }

  private static ReportLine line(
      String agent, int major, Outcome outcome, Instant at, AgentReport.Kind kind) {
    return new ReportLine(
        "d",
        agent,
        "run",
        kind,
        at,
        outcome,
        Optional.empty(),
        Optional.of("Chrome"),
        OptionalInt.of(major),
        List.of(FindingCode.AGENT_TAB_FROZEN),
        true,
        Optional.of(true),
        JsonNodeFactory.instance.objectNode().put("network", "wifi"));
  }

  private static List<ReportLine> tests(int major, int failed, int all) {
    List<ReportLine> lines = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      lines.add(
          line(
              "a" + i,
              major,
              i < failed ? Outcome.NOT_READY : Outcome.READY,
              NOW,
              AgentReport.Kind.SELF_TEST));
    }
    return lines;
  }

  @Test
  void aBrowserThatFailsFarMoreThanTheOthersIsNamed() {
    List<ReportLine> lines = new ArrayList<>(tests(157, 9, 12));
    lines.addAll(tests(156, 2, 40));
    assertEquals(
        List.of("Chrome 157: 9 of 12 self-tests failed; all other browsers: 2 of 40"),
        FLEET.cohorts(lines).stream().map(cohort -> cohort.fault().evidence()).toList());
    assertEquals(12, FLEET.byBrowser(lines).getLast().reports());
    assertEquals(new FleetDecision.Group("wifi", 52, 11), FLEET.by(lines, "network").getFirst());
  }

  @Test
  void fewReportsOrEqualFailuresNameNoBrowser() {
    List<ReportLine> few = new ArrayList<>(tests(157, 9, 9));
    few.addAll(tests(156, 0, 40));
    assertTrue(FLEET.cohorts(few).isEmpty());
    List<ReportLine> equal = new ArrayList<>(tests(157, 6, 12));
    equal.addAll(tests(156, 20, 40));
    assertTrue(FLEET.cohorts(equal).isEmpty());
  }
}
