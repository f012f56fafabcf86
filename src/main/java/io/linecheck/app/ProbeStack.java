package io.linecheck.app;

import io.linecheck.certificate.VerdictCache;
import io.linecheck.diagnose.Diagnostician;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Stage;
import io.linecheck.probe.Approach;
import io.linecheck.probe.Conversations;
import io.linecheck.probe.Survey;
import io.linecheck.probe.Walk;
import io.linecheck.probe.WalkSettings;
import io.linecheck.probe.call.CallSettings;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.http.HttpConversation;
import io.linecheck.probe.sip.FailedLoginBudget;
import io.linecheck.probe.stun.StunConversation;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.turn.TurnConversation;
import io.linecheck.probe.websocket.IdleSettings;
import io.linecheck.probe.websocket.IdleSurvival;
import io.linecheck.probe.websocket.WebSocketConversation;
import io.linecheck.probe.wire.TcpDoor;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The probes of one process, wired: event loops, the walks with and without the survey, the
 * diagnosis.
 */
public final class ProbeStack implements AutoCloseable {
  private static final int VERDICTS = 20_000;
  private static final int LOOPS = 2;

  private final Runnable closing;
  private final Walk surveying;
  private final Walk plain;
  private final Diagnostician diagnostician;
  private final ReadinessCheck readiness;
  private final Function<IdleSettings, Walk> idle;
  private final Function<ProbeSettings, ProbeStack> again;

  private ProbeStack(
      Runnable closing,
      Function<ProbeSettings, ProbeStack> again,
      Walk surveying,
      Walk plain,
      Function<IdleSettings, Walk> idle,
      Diagnostician diagnostician,
      InstantSource clock) {
    this.closing = closing;
    this.again = again;
    this.idle = idle;
    this.surveying = surveying;
    this.plain = plain;
    this.diagnostician = diagnostician;
    this.readiness = new ReadinessCheck(surveying::run, diagnostician, clock);
  }

  /** The probes of a process that only checks: on event loops of their own, without Vert.x. */
  public static ProbeStack open(ProbeSettings settings, Catalogue catalogue, InstantSource clock) {
    EventLoopGroup loops = new MultiThreadIoEventLoopGroup(LOOPS, NioIoHandler.newFactory());
    return wire(
        new TcpDoor(loops),
        settings,
        catalogue,
        clock,
        budget(clock),
        () -> {
          var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        });
  }

  /** The probes of a server, on the event loops of its Vert.x, which stays the caller's. */
  public static ProbeStack on(
      Vertx vertx, ProbeSettings settings, Catalogue catalogue, InstantSource clock) {
    return wire(new TcpDoor(vertx), settings, catalogue, clock, budget(clock), () -> {});
  }

  private static FailedLoginBudget budget(InstantSource clock) {
    return new FailedLoginBudget(clock, FailedLoginBudget.STANDARD);
  }

  /**
   * The same probes with other settings, on the same event loops. What was spent of the budget of
   * failed logins stays spent.
   */
  public ProbeStack anew(ProbeSettings settings) {
    return again.apply(settings);
  }

  private static ProbeStack wire(
      TcpDoor door,
      ProbeSettings settings,
      Catalogue catalogue,
      InstantSource clock,
      FailedLoginBudget budget,
      Runnable closing) {
    CertificateStage certificate =
        new CertificateStage(settings.trust(), new VerdictCache(VERDICTS));
    Survey survey =
        new Survey(
            door,
            certificate,
            settings.resolvers().getFirst(),
            settings.files(),
            settings.fetchLists());
    HttpConversation http = new HttpConversation(new RedirectNames(settings));
    StunConversation stun = new StunConversation();
    TurnConversation turn = new TurnConversation();
    DnsProbe dns = new DnsProbe(settings.resolvers());
    Diagnostician diagnostician = new Diagnostician(catalogue);
    Walk[] walks = new Walk[2];
    for (int i = 0; i < 2; i++) {
      boolean thorough = i == 0;
      WalkSettings walk = new WalkSettings(settings.resolved(), settings.stages(), thorough);
      Optional<CallSettings> calls =
          thorough && settings.stages().contains(Stage.MEDIA)
              ? Optional.of(CallSettings.standard())
              : Optional.empty();
      walks[i] =
          new Walk(
              new Approach(dns, door, walk),
              new TlsProbe(door),
              certificate,
              survey,
              new Conversations(http, new WebSocketConversation(budget, calls), stun, turn),
              catalogue,
              walk);
    }
    Function<IdleSettings, Walk> idle =
        patience ->
            new Walk(
                new Approach(dns, door, walks[1].settings()),
                new TlsProbe(door),
                certificate,
                survey,
                Conversations.only(new IdleSurvival(patience, budget)),
                catalogue,
                walks[1].settings());
    return new ProbeStack(
        closing,
        newer -> wire(door, newer, catalogue, clock, budget, closing),
        walks[0],
        walks[1],
        idle,
        diagnostician,
        clock);
  }

  /** The full check of one dialer, survey included. */
  public ReadinessCheck readiness() {
    return readiness;
  }

  /** The walk of one service with the survey of its surroundings. */
  public Walk surveying() {
    return surveying;
  }

  /** The walk of one service alone. */
  public Walk plain() {
    return plain;
  }

  /** How long the quiet WebSockets of a dialer live. */
  public IdleCheck idle(IdleSettings patience) {
    return new IdleCheck(idle.apply(patience)::run, patience, diagnostician);
  }

  /** What joins results into a verdict. */
  public Diagnostician diagnostician() {
    return diagnostician;
  }

  @Override
  public void close() {
    closing.run();
  }
}
