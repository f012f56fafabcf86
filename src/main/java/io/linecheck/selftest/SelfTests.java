package io.linecheck.selftest;

import io.linecheck.config.AgentSettings;
import io.linecheck.model.Secret;
import io.linecheck.model.TurnAccess;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Self-tests of agents: reads links, opens runs, takes reports, joins them with the server's view
 * and keeps them. Safe for use by any thread; blocks.
 */
public final class SelfTests {
  private final LinkSigner signer;
  private final ReportStore reports;
  private final Floor floor;
  private final ServerEyes eyes;
  private final InstantSource clock;
  private final Consumer<Heard> heard;

  /**
   * Self-tests of one server.
   *
   * @param floor the dialers and terms of now
   * @param eyes what the server itself sees
   * @param heard told of each report after it was stored; quick
   */
  public SelfTests(
      Database database, InstantSource clock, Floor floor, ServerEyes eyes, Consumer<Heard> heard) {
    this.signer = new LinkKeys(database, clock).signer();
    this.reports = new ReportStore(database);
    this.floor = floor;
    this.eyes = eyes;
    this.clock = clock;
    this.heard = heard;
  }

  /**
   * A report that has just been stored.
   *
   * @param link whose
   * @param report what was told
   * @param joined the verdict
   * @param at when
   */
  public record Heard(AgentLink link, AgentReport report, Joined joined, Instant at) {}

  /**
   * What one run needs.
   *
   * @param run its id
   * @param link whose run it is
   * @param place the dialer
   * @param settings thresholds and further STUN servers
   * @param turn credentials for this run; empty where none can be minted
   * @param server what the server saw lately
   * @param now the server's clock
   */
  public record Session(
      String run,
      AgentLink link,
      Floor.Place place,
      AgentSettings settings,
      Optional<RunCredentials> turn,
      ServerView server,
      Instant now) {}

  /** Reads a token. */
  public LinkSigner.Reading read(String token) {
    return signer.read(token, clock.instant());
  }

  /** The token of a new link. */
  public String link(String dialer, String agent) {
    Instant until = clock.instant().plus(floor.settings().linkValid());
    return signer.sign(new AgentLink(dialer, agent, until));
  }

  /** Whether agents may enter by the code of their site. */
  public boolean admitsByCode() {
    return !floor.settings().sites().isEmpty();
  }

  /** The dialer a site's entry code leads to; empty where the code is unknown or entry is off. */
  public Optional<String> dialerOfSite(String code) {
    return Optional.ofNullable(floor.settings().sites().get(code));
  }

  /** Opens a run and asks the server to look at the dialer too; empty where it is gone. */
  public Optional<Session> open(AgentLink link) {
    return floor.find(link.dialer()).map(place -> open(link, place));
  }

  private Session open(AgentLink link, Floor.Place place) {
    eyes.look(link.dialer());
    AgentSettings settings = floor.settings();
    Instant now = clock.instant();
    String run = UUID.randomUUID().toString();
    return new Session(
        run,
        link,
        place,
        settings,
        secret(place.entry().dialer().turn())
            .map(secret ->
                RunCredentials.mint(
                    secret, run.substring(0, 8), now, settings.turnCredentialsValid())),
        view(link.dialer(), now),
        now);
  }

  private static Optional<Secret> secret(TurnAccess access) {
    return switch (access) {
      case TurnAccess.SharedSecret shared -> Optional.of(shared.secret());
      case TurnAccess.LongTerm lasting -> Optional.empty();
      case TurnAccess.None none -> Optional.empty();
    };
  }

  /** What the server sees of a dialer now. */
  public ServerView view(String dialer, Instant now) {
    return ServerView.of(eyes.latest(dialer), now);
  }

  /** Joins and stores a report; empty where the dialer is gone. */
  public Optional<Joined> accept(AgentLink link, AgentReport report, String address) {
    AgentSettings settings = floor.settings();
    Instant now = clock.instant();
    Optional<Joined> joined =
        floor
            .find(link.dialer())
            .map(place ->
                new JoinDecision(settings.thresholds(), place.webPhone().usesTurn())
                    .decide(report, place.entry().dialer(), view(link.dialer(), now)));
    joined.ifPresent(verdict -> {
      Optional<String> kept = settings.kept().addresses().map(any -> address);
      if (reports.save(link, report, verdict, kept, now)) {
        heard.accept(new Heard(link, report, verdict, now));
      }
    });
    return joined;
  }

  /** Whether there is a dialer of this id. */
  public boolean knows(String dialer) {
    return floor.find(dialer).isPresent();
  }

  /** How long a link works unless told otherwise. */
  public Duration linkValid() {
    return floor.settings().linkValid();
  }

  /** Most requests a minute of one agent. */
  public int requestsPerMinute() {
    return floor.settings().reportsPerMinute();
  }

  /** The token of this link. */
  public String sign(AgentLink link) {
    return signer.sign(link);
  }

  /** What all reports together say, by the terms of now. */
  public FleetWatch fleet() {
    return new FleetWatch(reports, floor.settings().advice());
  }

  /** Stored reports. */
  public ReportStore reports() {
    return reports;
  }

  /** Forgets what may no longer be kept. */
  public void forget() {
    AgentSettings.Kept kept = floor.settings().kept();
    reports.forget(clock.instant(), kept.reports(), kept.addresses());
  }
}
