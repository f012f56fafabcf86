package io.linecheck.app;

import io.linecheck.certificate.VerdictCache;
import io.linecheck.config.CatalogueReader;
import io.linecheck.diagnose.Diagnostician;
import io.linecheck.model.Catalogue;
import io.linecheck.probe.Approach;
import io.linecheck.probe.Conversations;
import io.linecheck.probe.Survey;
import io.linecheck.probe.Walk;
import io.linecheck.probe.WalkSettings;
import io.linecheck.probe.certificate.CertificateStage;
import io.linecheck.probe.dns.DnsProbe;
import io.linecheck.probe.dns.NamedResolver;
import io.linecheck.probe.http.HttpConversation;
import io.linecheck.probe.sip.FailedLoginBudget;
import io.linecheck.probe.stun.StunConversation;
import io.linecheck.probe.tls.TlsProbe;
import io.linecheck.probe.trust.RootFiles;
import io.linecheck.probe.turn.TurnConversation;
import io.linecheck.probe.websocket.WebSocketConversation;
import io.linecheck.probe.wire.TcpDoor;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;

/** The probes of one process, wired: Vert.x, the walk, the diagnosis. */
public final class ProbeStack implements AutoCloseable {
  private final Vertx vertx;
  private final ReadinessCheck readiness;

  private ProbeStack(Vertx vertx, ReadinessCheck readiness) {
    this.vertx = vertx;
    this.readiness = readiness;
  }

  /** Opens everything the probes need. */
  public static ProbeStack open(ProbeSettings settings) {
    Vertx vertx = Vertx.vertx();
    InstantSource clock = InstantSource.system();
    Catalogue catalogue = CatalogueReader.read();
    Walk walk = walk(vertx, settings, catalogue, clock);
    return new ProbeStack(
        vertx, new ReadinessCheck(walk::run, new Diagnostician(catalogue), clock));
  }

  private static Walk walk(
      Vertx vertx, ProbeSettings settings, Catalogue catalogue, InstantSource clock) {
    WalkSettings how = new WalkSettings(settings.resolved(), settings.stages(), true);
    TcpDoor door = new TcpDoor(vertx);
    CertificateStage certificate =
        new CertificateStage(RootFiles.with(settings.roots()), new VerdictCache(10_000));
    Conversations conversations =
        new Conversations(
            new HttpConversation(),
            new WebSocketConversation(new FailedLoginBudget(clock, FailedLoginBudget.STANDARD)),
            new StunConversation(),
            new TurnConversation());
    return new Walk(
        new Approach(new DnsProbe(List.of(NamedResolver.system())), door, how),
        new TlsProbe(door),
        certificate,
        new Survey(door, certificate),
        conversations,
        catalogue,
        how);
  }

  /** The full check of one dialer. */
  public ReadinessCheck readiness() {
    return readiness;
  }

  @Override
  public void close() {
    vertx.close();
  }
}
