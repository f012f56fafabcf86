package io.linecheck.app;

import io.linecheck.config.InvalidInputException;
import io.linecheck.history.ResultStore;
import io.linecheck.incident.Ids;
import io.linecheck.incident.NetworkDecision;
import io.linecheck.intake.Intake;
import io.linecheck.intake.NoticeWriter;
import io.linecheck.live.LiveFeed;
import io.linecheck.model.Catalogue;
import io.linecheck.model.CheckResult;
import io.linecheck.notify.AcknowledgeLinks;
import io.linecheck.notify.ChannelSender;
import io.linecheck.notify.Courier;
import io.linecheck.notify.HttpPoster;
import io.linecheck.notify.Mailer;
import io.linecheck.notify.ReceiverTrust;
import io.linecheck.probe.CheckContext;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.renewal.deploy.TargetFiles;
import io.linecheck.schedule.CheckTask;
import io.linecheck.schedule.ProbeLoop;
import io.linecheck.schedule.RunListener;
import io.linecheck.selftest.AgentWord;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import io.linecheck.web.Metrics;
import io.linecheck.web.Pages;
import io.linecheck.web.Running;
import io.linecheck.web.WallJson;
import io.linecheck.web.WebParts;
import io.linecheck.web.WebServer;
import io.linecheck.web.WebSettings;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: probes on schedule, keeps history, opens and closes incidents, tells people, serves
 * pages, API and metrics. Made whole by {@link #start}; {@link #close} ends it within five seconds
 * with nothing lost.
 */
public final class LinecheckServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinecheckServer.class);
  private static final Duration SENDING = Duration.ofSeconds(15);
  private static final String LOCAL = "local";
  private static final Duration NEWS = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Vertx vertx;
  private final ServerPlan started;
  private volatile ServerPlan current;
  private final TargetFiles files;
  private volatile ProbeStack stack;
  private final Database database;
  private final Courier courier;
  private final HttpPoster poster;
  private final ChannelSender sender;
  private final LiveFeed feed;
  private final ControlWatch controls;
  private final Intake intake;
  private final FleetBook book;
  private final Metrics metrics = new Metrics();
  private final ProbeLoop loop;
  private final ResultStore results;
  private final Drills drills;
  private final Housekeeping housekeeping;
  private final Renewals renewals;
  private final AgentWord agentWord = new AgentWord();
  private final AgentDesk agents;
  private final WebServer web;
  private final Supplier<ServerPlan> replan;

  private LinecheckServer(
      ServerPlan plan, Catalogue catalogue, InstantSource clock, Supplier<ServerPlan> replan) {
    this.clock = clock;
    this.replan = replan;
    this.started = plan;
    this.database = Database.open(storage(plan));
    this.current = plan;
    this.files = new TargetFiles(() -> current.configuration());
    this.vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    this.stack = ProbeStack.on(vertx, plan.probes().with(files), catalogue, clock);
    this.poster = new HttpPoster(SENDING);
    this.sender = new ChannelSender(poster, new Mailer(vertx, SENDING));
    sender.use(plan.receivers());
    this.courier =
        new Courier(
            database,
            sender,
            metrics::notified,
            clock,
            Courier.Settings.standard(),
            LOCAL + "-" + ProcessHandle.current().pid());
    courier.channels(plan.channels());
    WallMemory wall = new WallMemory();
    this.feed =
        new LiveFeed(
            clock,
            Housekeeping.nothingKnown(clock.instant()),
            new WallJson(new Pages().version(), wall));
    this.controls = new ControlWatch(clock);
    controls.use(plan.controls(), plan.probes().resolvers());
    AcknowledgeLinks links = new AcknowledgeLinks(LinkKey.of(database), publicUrl(plan));
    Ids ids = new Ids();
    this.results = new ResultStore(database);
    this.intake =
        new Intake(
            new Intake.Parts(
                database,
                results,
                stack.diagnostician()::diagnose,
                catalogue,
                new NoticeWriter(links, () -> current.linkValid(), ids),
                new PlannedSurroundings(() -> current, controls),
                feed,
                courier,
                clock,
                ids));
    this.book = new FleetBook(intake, plan);
    this.loop = new ProbeLoop(this::run, new Listener());
    this.agents =
        new AgentDesk(
            database, clock, book, new AgentDesk.Listeners(intake, loop, feed, metrics, agentWord));
    wall.agents(agents::activity);
    this.drills = new Drills(database, courier, book, ids, clock.instant());
    this.housekeeping =
        new Housekeeping(database, intake, feed, courier, book, loop, wall, clock, drills);
    metrics.drills(drills::arrived);
    metrics.watch(intake::walks, intake::surveys, intake::diagnoses, intake::serving);
    intake.start();
    results.register(book.keys());
    intake.fleet(book.fleet());
    this.renewals =
        new Renewals(
            new Renewals.Parts(
                database,
                vertx,
                new RenewalNotices(intake, courier, catalogue, links, ids),
                courier,
                metrics,
                intake::redraw,
                clock));
    this.web = startWeb(plan, catalogue, wall, links);
    metrics.reloaded(true, clock.instant());
  }

  /**
   * Starts everything.
   *
   * @param replan makes the plan anew for a reload
   * @throws InvalidInputException when it cannot listen or the storage cannot be used
   */
  public static LinecheckServer start(
      ServerPlan plan, Catalogue catalogue, InstantSource clock, Supplier<ServerPlan> replan) {
    LinecheckServer server = new LinecheckServer(plan, catalogue, clock, replan);
    server.courier.start();
    server.loop.schedule(server.book.tasks());
    server.loop.start();
    server.renewals.use(plan.configuration());
    server.agents.start();
    server.housekeeping.start(server.web, server.renewals, server.agents);
    server.housekeeping.every(Duration.ofMinutes(1), "controls", now -> server.controls.ask());
    server.housekeeping.every(NEWS, "renewals by hand", now -> server.renewals.tellNews());
    return server;
  }

  private WebServer startWeb(
      ServerPlan plan, Catalogue catalogue, WallMemory wall, AcknowledgeLinks links) {
    var probe =
        plan.configuration()
            .map(known -> known.probe())
            .orElse(new io.linecheck.config.ProbeEndpoint(List.of()));
    String version =
        Optional.ofNullable(getClass().getPackage().getImplementationVersion()).orElse("source");
    ServerSeams seams = new ServerSeams(() -> stack, loop, intake, metrics, this::reload);
    return WebServer.start(
        vertx,
        new WebSettings(plan.server(), probe, version),
        new WebParts(
            clock,
            database,
            feed,
            new WebParts.Watching(book, catalogue, wall, agents.reports(), renewals),
            new WebParts.Acting(seams, seams, links, courier),
            seams));
  }

  private static Storage storage(ServerPlan plan) {
    return switch (plan.storage()) {
      case io.linecheck.config.Storage.Sqlite(var file) -> new Storage.Sqlite(file);
      case io.linecheck.config.Storage.Postgresql any ->
          throw new InvalidInputException(
              "storage: this version keeps its data in SQLite; write storage: \"sqlite:data/linecheck.db\"");
    };
  }

  private static String publicUrl(ServerPlan plan) {
    return plan.server()
        .publicUrl()
        .map(URI::toString)
        .orElse((plan.server().tls().isPresent() ? "https://" : "http://") + plan.server().listen())
        .replaceAll("/+$", "");
  }

  /** Runs one check; on its virtual thread. */
  private CheckResult run(CheckTask task, Deadline deadline) throws InterruptedException {
    CheckContext context =
        new CheckContext(
            task.dialer(),
            task.service(),
            task.vantage(),
            deadline,
            new Transcript(ReadinessCheck.secrets(task.dialer())),
            clock,
            (service, stage) -> {});
    return switch (task.purpose()) {
      case CheckTask.SURVEY -> SurveyResults.only(stack.surveying().run(context));
      case CheckTask.IDLE -> stack.idle(FleetBook.PATIENCE).run(context);
      default -> stack.plain().run(context);
    };
  }

  /** A check that reached nothing first asks whether anything is reachable from here at all. */
  private void askControls(CheckResult result) {
    if (!NetworkDecision.reached(result)) {
      try {
        controls.ask();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Hands results on. */
  private final class Listener implements RunListener {
    @Override
    public void started(CheckTask task, Duration late) {
      metrics.started(late);
    }

    @Override
    public void finished(CheckTask task, CheckResult seen) {
      boolean walk = task.purpose().equals(CheckTask.WALK);
      CheckResult result = walk ? agentWord.weigh(seen) : seen;
      if (walk) {
        metrics.checked(result);
        renewals.checked(result);
      }
      housekeeping.counted();
      askControls(result);
      CompletableFuture<Void> kept = intake.accept(result, task.purpose());
      kept.exceptionally(failure -> {
        LOG.error("a result of {} could not be kept: {}", task.key(), failure.toString());
        return null;
      });
    }

    @Override
    public void failed(CheckTask task, String reason) {
      LOG.warn("{} {}", task.key(), reason);
    }
  }

  /** Reads the configuration again: all of it or nothing. */
  public synchronized Running.Reloaded reload() {
    Instant now = clock.instant();
    try {
      ServerPlan plan = replan.get();
      ReceiverTrust receivers = plan.receivers();
      Set<String> gone = new HashSet<>(book.fleet().members().keySet());
      stack = stack.anew(plan.probes().with(files));
      current = plan;
      book.replace(plan);
      sender.use(receivers);
      courier.channels(plan.channels());
      controls.use(plan.controls(), plan.probes().resolvers());
      results.register(book.keys());
      intake.fleet(book.fleet());
      loop.schedule(book.tasks());
      renewals.use(plan.configuration());
      gone.removeAll(book.fleet().members().keySet());
      gone.forEach(metrics::forget);
      metrics.reloaded(true, now);
      housekeeping.reloaded(true, now);
      Running.Reloaded.Done done = new Running.Reloaded.Done(plan.waitingSince(started));
      LOG.info("{}: {} dialers", done.text(), plan.watched().size());
      return done;
    } catch (InvalidInputException refused) {
      metrics.reloaded(false, now);
      housekeeping.reloaded(false, now);
      LOG.warn("the old configuration stays: {}", refused.getMessage());
      return new Running.Reloaded.Refused(String.valueOf(refused.getMessage()));
    }
  }

  /** Proves now that notices arrive: a drill goes to every channel, beside those on schedule. */
  public void drill() {
    drills.send(clock.instant());
  }

  /** The path of a fresh link to a dialer's self-test page, for one agent. */
  public String agentLink(String dialer, String agent) {
    return agents.link(dialer, agent);
  }

  /** What agents report. */
  AgentDesk agents() {
    return agents;
  }

  /** The port of pages and API. */
  public int port() {
    return web.port();
  }

  /**
   * Ends everything: no new checks, results in flight are committed, undelivered notices wait for
   * the next start.
   */
  @Override
  public void close() {
    housekeeping.close();
    renewals.close();
    agents.close();
    loop.close();
    web.close();
    courier.close();
    poster.close();
    feed.close();
    database.close();
    stack.close();
    closeVertx();
  }

  private void closeVertx() {
    try {
      vertx.close().toCompletionStage().toCompletableFuture().get(3, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException giveUp) {
      // The process is ending anyway; sockets go with it.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
