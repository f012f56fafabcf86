package io.linecheck.app;

import io.linecheck.certificate.VerdictCache;
import io.linecheck.diagnose.Diagnostician;
import io.linecheck.model.Catalogue;
import io.linecheck.probe.Approach;
import io.linecheck.probe.Conversations;
import io.linecheck.probe.Survey;
import io.linecheck.probe.Walk;
import io.linecheck.probe.WalkSettings;
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
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * The probes of one process, wired: Vert.x, the walks with and without the survey, the diagnosis.
 */
public final class ProbeStack implements AutoCloseable {
  private static final int VERDICTS = 20_000;

  private final Vertx vertx;
  private final Walk surveying;
  private final Walk plain;
  private final Diagnostician diagnostician;
  private final ReadinessCheck readiness;
  private final Function<IdleSettings, Walk> idle;

  private ProbeStack(
      Vertx vertx,
      Walk surveying,
      Walk plain,
      Function<IdleSettings, Walk> idle,
      Diagnostician diagnostician,
      InstantSource clock) {
    this.vertx = vertx;
    this.idle = idle;
    this.surveying = surveying;
    this.plain = plain;
    this.diagnostician = diagnostician;
    this.readiness = new ReadinessCheck(surveying::run, diagnostician, clock);
  }

  /** Opens everything the probes need. */
  public static ProbeStack open(ProbeSettings settings, Catalogue catalogue, InstantSource clock) {
    Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
    TcpDoor door = new TcpDoor(vertx);
    CertificateStage certificate =
        new CertificateStage(settings.trust(), new VerdictCache(VERDICTS));
    Survey survey =
        new Survey(door, certificate, settings.resolvers().getFirst(), settings.files());
    FailedLoginBudget budget = new FailedLoginBudget(clock, FailedLoginBudget.STANDARD);
    Conversations conversations =
        new Conversations(
            new HttpConversation(),
            new WebSocketConversation(budget),
            new StunConversation(),
            new TurnConversation());
    DnsProbe dns = new DnsProbe(settings.resolvers());
    Diagnostician diagnostician = new Diagnostician(catalogue);
    Walk[] walks = new Walk[2];
    for (int i = 0; i < 2; i++) {
      WalkSettings walk = new WalkSettings(settings.resolved(), settings.stages(), i == 0);
      walks[i] =
          new Walk(
              new Approach(dns, door, walk),
              new TlsProbe(door),
              certificate,
              survey,
              conversations,
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
    return new ProbeStack(vertx, walks[0], walks[1], idle, diagnostician, clock);
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

  /** The event loops everything here runs on. */
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public void close() {
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
