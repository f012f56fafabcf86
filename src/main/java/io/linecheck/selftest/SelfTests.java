package io.linecheck.selftest;

import io.linecheck.config.AgentSettings;
import io.linecheck.config.Configuration;
import io.linecheck.config.DialerSettings;
import io.linecheck.model.Dialer;
import io.linecheck.model.Secret;
import io.linecheck.model.TurnAccess;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Self-tests of agents: reads links, opens runs, takes reports, joins them with the server's view
 * and keeps them. Safe for use by any thread; blocks.
 */
public final class SelfTests {
  private final LinkSigner signer;
  private final ReportStore reports;
  private final Supplier<Configuration> configuration;
  private final ServerEyes eyes;
  private final InstantSource clock;
  private final Consumer<String> heard;

  /**
   * Self-tests of one server.
   *
   * @param configuration the newest configuration
   * @param eyes what the server itself sees
   * @param heard told the dialer's id after a report was stored; quick
   */
  public SelfTests(
      Database database,
      InstantSource clock,
      Supplier<Configuration> configuration,
      ServerEyes eyes,
      Consumer<String> heard) {
    this.signer = new LinkKeys(database, clock).signer();
    this.reports = new ReportStore(database);
    this.configuration = configuration;
    this.eyes = eyes;
    this.clock = clock;
    this.heard = heard;
  }

  /**
   * What one run needs.
   *
   * @param run its id
   * @param link whose run it is
   * @param entry the dialer
   * @param settings thresholds and further STUN servers
   * @param turn credentials for this run; empty where none can be minted
   * @param server what the server saw lately
   * @param now the server's clock
   */
  public record Session(
      String run,
      AgentLink link,
      DialerSettings entry,
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
    Instant until = clock.instant().plus(configuration.get().agent().linkValid());
    return signer.sign(new AgentLink(dialer, agent, until));
  }

  /** The dialer a site's entry code leads to; empty where the code is unknown or entry is off. */
  public Optional<String> dialerOfSite(String code) {
    return Optional.ofNullable(configuration.get().agent().sites().get(code));
  }

  /** Opens a run and asks the server to look at the dialer too; empty where it is gone. */
  public Optional<Session> open(AgentLink link) {
    Configuration now = configuration.get();
    return now.find(link.dialer()).map(entry -> open(link, now, entry));
  }

  private Session open(AgentLink link, Configuration current, DialerSettings entry) {
    eyes.look(link.dialer());
    Instant now = clock.instant();
    String run = UUID.randomUUID().toString();
    return new Session(
        run,
        link,
        entry,
        current.agent(),
        secret(entry.dialer().turn())
            .map(secret ->
                RunCredentials.mint(
                    secret, run.substring(0, 8), now, current.agent().turnCredentialsValid())),
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
    Configuration current = configuration.get();
    Optional<Dialer> dialer = current.findDialer(link.dialer());
    Instant now = clock.instant();
    Optional<Joined> joined =
        dialer.map(found ->
            new JoinDecision(current.agent().thresholds())
                .decide(report, found, view(link.dialer(), now)));
    joined.ifPresent(verdict -> {
      Optional<String> kept = current.agent().kept().addresses().map(any -> address);
      if (reports.save(link, report, verdict, kept, now)) {
        heard.accept(link.dialer());
      }
    });
    return joined;
  }

  /** Whether there is a dialer of this id. */
  public boolean knows(String dialer) {
    return configuration.get().find(dialer).isPresent();
  }

  /** How long a link works unless told otherwise. */
  public Duration linkValid() {
    return configuration.get().agent().linkValid();
  }

  /** Most requests a minute of one agent. */
  public int requestsPerMinute() {
    return configuration.get().agent().reportsPerMinute();
  }

  /** The token of this link. */
  public String sign(AgentLink link) {
    return signer.sign(link);
  }

  /** When patterns over many reports are told. */
  public AgentSettings.Advice advice() {
    return configuration.get().agent().advice();
  }

  /** Stored reports. */
  public ReportStore reports() {
    return reports;
  }

  /** Forgets what may no longer be kept. */
  public void forget() {
    AgentSettings.Kept kept = configuration.get().agent().kept();
    reports.forget(clock.instant(), kept.reports(), kept.addresses());
  }
}
