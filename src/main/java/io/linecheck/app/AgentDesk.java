package io.linecheck.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.config.AgentSettings;
import io.linecheck.intake.Intake;
import io.linecheck.live.LiveFeed;
import io.linecheck.model.CheckResult;
import io.linecheck.model.FindingCode;
import io.linecheck.schedule.ProbeLoop;
import io.linecheck.selftest.AgentReport;
import io.linecheck.selftest.AgentWord;
import io.linecheck.selftest.FleetWatch;
import io.linecheck.selftest.Floor;
import io.linecheck.selftest.ReportLine;
import io.linecheck.selftest.SelfTests;
import io.linecheck.selftest.ServerEyes;
import io.linecheck.sql.Database;
import io.linecheck.web.Metrics;
import io.linecheck.web.SelfTestReports;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Carries what agents report to everybody who waits for it: the walls within a second, the
 * counters, the alarms over many reports, and Linecheck's own checks, which an agent's success may
 * overrule.
 */
final class AgentDesk implements AutoCloseable {
  private static final Set<FindingCode> ALARMS =
      EnumSet.of(FindingCode.AGENT_BROWSER_COHORT_FAILING, FindingCode.AGENT_HARDPHONE_ADVISED);
  private static final Duration SHOWN = Duration.ofHours(1);
  private static final Duration GATHERING = Duration.ofMillis(200);
  private static final int MOST_SHOWN = 5000;

  private final FleetBook book;
  private final Intake intake;
  private final ProbeLoop loop;
  private final LiveFeed feed;
  private final Metrics metrics;
  private final AgentWord word;
  private final SelfTests tests;
  private final InstantSource clock;
  private final Semaphore reports = new Semaphore(1);
  private volatile List<ReportLine> lastHour = List.of();
  private volatile Optional<Thread> thread = Optional.empty();

  /** What it carries reports to. */
  record Listeners(Intake intake, ProbeLoop loop, LiveFeed feed, Metrics metrics, AgentWord word) {}

  AgentDesk(Database database, InstantSource clock, FleetBook book, Listeners listeners) {
    this.book = book;
    this.clock = clock;
    this.intake = listeners.intake();
    this.loop = listeners.loop();
    this.feed = listeners.feed();
    this.metrics = listeners.metrics();
    this.word = listeners.word();
    this.tests = new SelfTests(database, clock, floor(), eyes(), this::heard);
  }

  private Floor floor() {
    return new Floor() {
      @Override
      public Optional<Place> find(String dialer) {
        return book.find(dialer).map(known -> new Place(known.settings(), known.profile().phone()));
      }

      @Override
      public AgentSettings settings() {
        return book.plan().agents();
      }
    };
  }

  private ServerEyes eyes() {
    return new ServerEyes() {
      @Override
      public List<CheckResult> latest(String dialer) {
        return intake.walks(dialer);
      }

      @Override
      public void look(String dialer) {
        loop.checkNow(dialer);
      }
    };
  }

  /** The page's side of it. */
  SelfTestReports reports() {
    return new SelfTestReports(tests);
  }

  /** The path of a fresh link for one agent. */
  String link(String dialer, String agent) {
    return "/agent/" + dialer + "#token=" + tests.link(dialer, agent);
  }

  private void heard(SelfTests.Heard heard) {
    String dialer = heard.link().dialer();
    boolean reached = heard.report().socket().map(AgentReport.Socket::reached).orElse(false);
    if (reached && word.reached(heard.link(), heard.report().run(), heard.at())) {
      loop.checkNow(dialer);
    }
    if (heard.report().done() && heard.report().kind() == AgentReport.Kind.SELF_TEST) {
      metrics.reported(
          dialer,
          heard.joined().outcome().word(),
          heard.report().browser().major().isPresent()
              ? Integer.toString(heard.report().browser().major().getAsInt())
              : "unknown");
    }
    reports.release();
  }

  void start() {
    thread =
        Optional.of(
            Thread.ofVirtual()
                .name("linecheck-agents")
                .start(() -> {
                  try {
                    while (true) {
                      reports.acquire();
                      reports.drainPermits();
                      refresh();
                      Thread.sleep(GATHERING);
                    }
                  } catch (InterruptedException stopping) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  private void refresh() {
    lastHour = tests.reports().brief(clock.instant().minus(SHOWN), MOST_SHOWN);
    feed.refresh();
  }

  /** The last hour of dialers that carry these labels. */
  ObjectNode activity(Map<String, String> labels) {
    Instant from = clock.instant().minus(SHOWN);
    Set<String> dialers =
        book.all().stream()
            .filter(watched -> watched.dialer().labels().entrySet().containsAll(labels.entrySet()))
            .map(watched -> watched.id())
            .collect(Collectors.toSet());
    return SelfTestReports.activity(
        lastHour.stream()
            .filter(line -> line.at().isAfter(from) && dialers.contains(line.dialer()))
            .toList());
  }

  /** Opens and closes the alarms that many reports give together. */
  void look(Instant now) {
    Map<String, io.linecheck.model.Fault> standing = new LinkedHashMap<>();
    for (FleetWatch.Alarm alarm : tests.fleet().alarms(now)) {
      standing.put(alarm.about(), alarm.fault());
    }
    intake.concerns(ALARMS, standing);
  }

  /** Forgets reports that may no longer be kept. */
  void forget() {
    tests.forget();
    reports.release();
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }
}
