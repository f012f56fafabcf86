package io.linecheck.demo;

import io.linecheck.config.CertificatePlan;
import io.linecheck.config.DialerSettings;
import io.linecheck.model.Dialer;
import io.linecheck.model.Platform;
import io.linecheck.model.Secret;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.SipAccount;
import io.linecheck.model.TurnAccess;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One practice dialer: an agent page, SIP over WebSocket and STUN on loopback ports of its own,
 * with or without an ailment.
 */
final class PracticeDialer {
  /** How long {@link Ailment#COMES_AND_GOES} stays well, and then broken. */
  private static final Duration PHASE = Duration.ofSeconds(90);

  private static final String PAGE =
      "<!doctype html><title>Agent screen</title><p>A practice dialer of Linecheck's demo.";

  private static final Secret TURN_SECRET = new Secret("north-of-the-river");

  private final String id;
  private final String site;
  private final int seats;
  private final Ailment ailment;
  private final InstantSource clock;
  private final Instant born;
  private final Map<String, String> bindings = new ConcurrentHashMap<>();
  private final PracticePhone phone =
      new PracticePhone("7999", new Secret("practice-makes-perfect"));
  private int httpsPort;
  private int wssPort;
  private int turnPort;

  PracticeDialer(String id, String site, int seats, Ailment ailment, InstantSource clock) {
    this.id = id;
    this.site = site;
    this.seats = seats;
    this.ailment = ailment;
    this.clock = clock;
    this.born = clock.instant();
  }

  /**
   * The name by which the demo's dialers are known; below {@code localhost}, so that every browser
   * of this machine finds them without asking anybody (RFC 6761 section 6.3).
   */
  String host() {
    return id + ".localhost";
  }

  /** Opens its doors. */
  Future<Void> open(Vertx vertx, PracticeAuthority authority) {
    Instant now = clock.instant();
    PracticeAuthority.Pair current = current(authority, now);
    PracticeAuthority.Pair old =
        authority.leaf(host(), now.minus(Duration.ofDays(93)), now.minus(Duration.ofDays(3)));
    boolean drift = ailment == Ailment.OLD_CERTIFICATE_ON_WSS;
    return server(vertx, current)
        .requestHandler(this::page)
        .listen(0, "127.0.0.1")
        .compose(https -> {
          httpsPort = https.actualPort();
          return wss(vertx, drift ? old : current);
        })
        .compose(done -> PracticeTurn.listen(vertx, turnSecret(), clock))
        .map(port -> {
          turnPort = port;
          return null;
        });
  }

  private PracticeAuthority.Pair current(PracticeAuthority authority, Instant now) {
    return ailment == Ailment.CERTIFICATE_EXPIRING
        ? authority.leaf(host(), now.minus(Duration.ofDays(84)), now.plus(Duration.ofDays(6)))
        : authority.leaf(host(), now.minus(Duration.ofDays(20)), now.plus(Duration.ofDays(70)));
  }

  private Future<Void> wss(Vertx vertx, PracticeAuthority.Pair pair) {
    HttpServer server = server(vertx, pair);
    server.requestHandler(this::upgrade);
    return server
        .listen(0, "127.0.0.1")
        .compose(listening -> {
          wssPort = listening.actualPort();
          return ailment == Ailment.WSS_REFUSED ? listening.close() : Future.succeededFuture();
        });
  }

  private static HttpServer server(Vertx vertx, PracticeAuthority.Pair pair) {
    return vertx.createHttpServer(
        new HttpServerOptions()
            .setSsl(true)
            .setUseAlpn(false)
            .setRegisterWebSocketWriteHandlers(false)
            .setWebSocketSubProtocols(List.of("sip", "echo"))
            .setKeyCertOptions(
                new PemKeyCertOptions()
                    .addCertValue(Buffer.buffer(pair.certificatePem()))
                    .addKeyValue(Buffer.buffer(pair.keyPem()))));
  }

  private void page(HttpServerRequest request) {
    request
        .response()
        .putHeader("Server", "Apache/2.4.62 (Debian)")
        .putHeader("Content-Type", "text/html; charset=utf-8");
    if (isBrokenNow()) {
      request.response().setStatusCode(503).end("the web server is restarting");
    } else {
      request.response().end(PAGE);
    }
  }

  private Secret turnSecret() {
    return ailment == Ailment.TURN_SECRET_DIFFERS ? new Secret("south-of-the-river") : TURN_SECRET;
  }

  private boolean isBrokenNow() {
    Duration age = Duration.between(born, clock.instant());
    return ailment == Ailment.COMES_AND_GOES && (age.toSeconds() / PHASE.toSeconds()) % 2 == 1;
  }

  private void upgrade(HttpServerRequest request) {
    if (ailment == Ailment.SESSION_LIMIT) {
      request.connection().close();
      return;
    }
    String offered = String.valueOf(request.getHeader("Sec-WebSocket-Protocol"));
    boolean upgrade = "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    if (!request.path().equals("/ws")) {
      request
          .response()
          .setStatusCode(404)
          .putHeader("Server", "Asterisk/20.11.0")
          .end("Not Found");
    } else if (!upgrade) {
      request.response().setStatusCode(426).putHeader("Server", "Asterisk/20.11.0").end();
    } else if (!speaks(offered)) {
      request.response().setStatusCode(400).putHeader("Sec-WebSocket-Version", "7, 8, 13").end();
    } else {
      request.toWebSocket().onSuccess(socket -> talk(socket, offered));
    }
  }

  private boolean speaks(String offered) {
    return offered.equals("echo")
        || (offered.equals("sip") && ailment != Ailment.SIP_DRIVER_MISSING);
  }

  private void talk(ServerWebSocket socket, String protocol) {
    if (protocol.equals("echo")) {
      socket.textMessageHandler(socket::writeTextMessage);
      return;
    }
    PracticeSip sip = new PracticeSip(phone, bindings);
    socket.textMessageHandler(message -> {
      if (ailment != Ailment.SIP_SILENT) {
        sip.answer(message, clock.instant()).ifPresent(socket::writeTextMessage);
      }
    });
  }

  /** How it stands in Linecheck's configuration, with what only its owner knows. */
  DialerSettings settings() {
    return new DialerSettings(
        dialer(),
        Optional.empty(),
        Optional.empty(),
        certificate(),
        Optional.of(new SipAccount(phone.user(), Optional.of(phone.password()), Optional.empty())),
        new DialerSettings.ServiceMap(
            List.of(),
            List.of(
                "Put back the chain and key of the day before from /root/backup/certificates.",
                "asterisk -rx \"module reload http\" and look at this page: serial and end as before."),
            Optional.of("A practice dialer inside the demo; nothing of it is real.")));
  }

  private CertificatePlan certificate() {
    boolean byHand = ailment == Ailment.CERTIFICATE_EXPIRING;
    return CertificatePlan.others(
        byHand ? CertificatePlan.RenewedBy.MANUAL : CertificatePlan.RenewedBy.CERTBOT,
        byHand ? Optional.empty() : Optional.of("http-01"),
        new CertificatePlan.Stated(
            Optional.of(
                byHand ? "calendar of the web team" : "/var/log/letsencrypt/letsencrypt.log"),
            Optional.of(byHand ? "there are none" : "yes, in git")));
  }

  /** The dialer itself. */
  Dialer dialer() {
    Secret password =
        ailment == Ailment.PASSWORD_WRONG ? new Secret("yesterdays-password") : phone.password();
    return new Dialer(
        id,
        host(),
        "vicidial",
        Platform.VICIDIAL,
        seats,
        Map.of("site", site, "customer", "practice"),
        List.of(),
        Map.of(
            "pbx", "PBX team, +63 2 5550 100",
            "firewall", "Network team, +63 2 5550 200",
            "dns", "Hosting provider",
            "web", "Web team",
            "turn", "Network team, +63 2 5550 200",
            "certificate", "PBX team, +63 2 5550 100"),
        Optional.empty(),
        List.of(
            new Service(
                "https", ServiceKind.HTTPS, host(), httpsPort, List.of("/agc/vicidial.php"), true),
            new Service("wss", ServiceKind.WSS, host(), wssPort, List.of("/ws"), true),
            new Service("stun", ServiceKind.STUN, host(), turnPort, List.of(), true),
            new Service("turn-udp", ServiceKind.TURN_UDP, host(), turnPort, List.of(), true)),
        Optional.of(new SipAccount(phone.user(), Optional.of(password), Optional.empty())),
        new TurnAccess.SharedSecret(TURN_SECRET));
  }
}
