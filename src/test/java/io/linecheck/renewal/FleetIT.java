package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.app.RenewalStack;
import io.linecheck.config.Configuration;
import io.linecheck.peer.TestAuthority;
import io.linecheck.renewal.acme.KeyFiles;
import io.linecheck.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many certificates that are due at once, looked after by one loop, ordered at Pebble. */
class FleetIT {
  private static final Duration LIFETIME = Duration.ofDays(90);
  private static final TestAuthority OLD = TestAuthority.today();
  @TempDir private static Path folder;
  private static RenewalWorld world;
  private final Instant now = Instant.now();
  private final AtomicReference<Instant> time = new AtomicReference<>(now);

  @BeforeAll
  static void start() throws IOException {
    world = new RenewalWorld(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    world.afresh().reset();
  }

  /**
   * A fleet whose certificates are kept and not installed.
   *
   * @param customers by dialer
   */
  private static String yaml(Map<String, String> customers) {
    String all = world.yaml();
    return all.substring(0, all.indexOf("dialers:"))
        + "dialers:\n"
        + customers.entrySet().stream()
            .map(one ->
                "  - { id: %1$s, host: %1$s.dialer.test, labels: { customer: %2$s }, certificate: { renewedBy: linecheck, dns: bind } }\n"
                    .formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining());
  }

  private record Fleet(Database database, RenewalStack stack, RenewalLoop loop)
      implements AutoCloseable {
    /** Puts a certificate in place as if it had been renewed before. */
    void had(RenewalTask task, double left, Instant at) throws IOException {
      String id = "old-" + task.dialer().id();
      Instant begin =
          at.minus(LIFETIME).plus(LIFETIME.multipliedBy((long) (left * 1000)).dividedBy(1000));
      Renewal renewal =
          Renewal.begin(
              id, task.dialer().id(), Renewal.Purpose.RENEWAL, task.names(), "test", begin);
      Path own = KeyFiles.folder(task.generation(renewal));
      TestAuthority.CertificateFiles files =
          OLD.writeChain(
              own, "old", OLD.leaf(begin, begin.plus(LIFETIME), task.names().getFirst()));
      Files.copy(files.certificate(), task.pairs().getFirst().chain(own));
      stack.store().save(renewal.at(State.COMMITTED, begin), "before");
    }

    /** Turns until a turn finds nothing due. */
    void settle(Set<String> dialers) throws InterruptedException {
      do {
        loop.turn();
        while (!loop.running().isEmpty()) {
          Thread.sleep(10);
        }
      } while (dialers.stream().anyMatch(id -> plan(id).action() == RenewalPlan.Action.RENEW));
    }

    List<Renewal> news(String dialer) {
      return stack.store().history(dialer, 10).stream()
          .filter(renewal -> !renewal.id().startsWith("old-"))
          .toList();
    }

    /** When its first attempt began. */
    Instant begun(String dialer) {
      return news(dialer).getLast().startedAt();
    }

    boolean isRenewed(String dialer) {
      return news(dialer).stream().anyMatch(renewal -> renewal.state() == State.COMMITTED);
    }

    RenewalPlan plan(String dialer) {
      return loop.findPlan(dialer).orElseThrow();
    }

    String problem(String dialer) {
      return stack.store().standing(dialer).problem();
    }

    @Override
    public void close() {
      database.close();
    }
  }

  /**
   * Opens a fleet.
   *
   * @param left by dialer, the part of the lifetime that its certificate has left
   */
  private Fleet fleet(String yaml, Map<String, Double> left) throws IOException {
    Configuration configuration = world.configuration(yaml);
    Database database = RenewalStack.open(configuration.storage());
    RenewalStack stack =
        new RenewalStack(configuration, database, world.vertx, (handle, event) -> {}, time::get);
    Fleet fleet = new Fleet(database, stack, stack.loop());
    for (RenewalTask task : new RenewalTasks(configuration).all()) {
      fleet.had(task, left.get(task.dialer().id()), now);
    }
    return fleet;
  }

  /**
   * Five orders a week, of which one is kept for urgent ones: acme has five certificates that are
   * due, one of them urgent; beta's only one is the last in line.
   */
  @Test
  void aSharedBudgetGoesToTheMostUrgentAndToEveryCustomer() throws Exception {
    Map<String, Double> left =
        Map.of("a0", 0.10, "a1", 0.18, "a2", 0.19, "a3", 0.20, "a4", 0.21, "b1", 0.30);
    Map<String, String> customers = new TreeMap<>();
    left.keySet().forEach(id -> customers.put(id, id.startsWith("a") ? "acme" : "beta"));
    String yaml = yaml(customers).replace("caFile:", "ordersPerWeek: 5, caFile:");
    try (Fleet fleet = fleet(yaml, left)) {
      fleet.settle(left.keySet());
      assertTrue(fleet.isRenewed("a0"), () -> fleet.problem("a0"));
      assertTrue(fleet.isRenewed("b1"), () -> fleet.problem("b1"));
      assertFalse(fleet.isRenewed("a4"), "the least urgent of a customer that has had its share");
      assertTrue(
          fleet
              .problem("a4")
              .matches(
                  ".* account pebble: customer acme has had [34] of the 4 orders of the account in"
                      + " seven days, the rest is kept for the certificates of other customers"),
          () -> fleet.problem("a4"));
      Instant last =
          Stream.of("a0", "a1", "a2", "a3").map(fleet::begun).max(Instant::compareTo).orElseThrow();
      assertFalse(fleet.begun("a4").isBefore(last), "four at a time, the most urgent first");
      assertFalse(fleet.begun("b1").isBefore(last));
      assertEquals(fleet.plan("a4").secondPath(), fleet.plan("a4").next(), "then it is urgent");
    }
  }

  /** The window is open for an hour, five hours from now, by the clock of Manila. */
  @Test
  void aClosedWindowIsAwaitedUnlessItGetsLate() throws Exception {
    ZoneId manila = ZoneId.of("Asia/Manila");
    Instant opens = now.plus(Duration.ofHours(5)).truncatedTo(ChronoUnit.HOURS);
    String yaml =
        yaml(Map.of("soon", "acme", "late", "acme"))
            .replace(
                "renewal: {",
                "renewal: { windows: [{ cron: \"0 %d * * *\", for: 1h, zone: %s }],"
                    .formatted(opens.atZone(manila).getHour(), manila));
    Map<String, Double> left = Map.of("soon", 0.25, "late", 0.04);
    try (Fleet fleet = fleet(yaml, left)) {
      fleet.settle(left.keySet());
      assertTrue(fleet.isRenewed("late"), () -> fleet.problem("late"));
      assertEquals(List.of(), fleet.news("soon"));
      assertEquals(RenewalPlan.Action.AWAIT_WINDOW, fleet.plan("soon").action());
      assertEquals(opens, fleet.plan("soon").next());
      time.set(opens.plusSeconds(1));
      fleet.settle(left.keySet());
      assertTrue(fleet.isRenewed("soon"), () -> fleet.problem("soon"));
    }
  }
}
