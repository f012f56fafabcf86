package io.linecheck.web;

import io.linecheck.config.InvalidInputException;
import io.linecheck.config.ServerSettings;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages, API, events and metrics on one port, HTTP/1.1 and HTTP/2 (RFC 9112, RFC 9113). Beyond
 * loopback it listens only with TLS and when there is a token. Its certificate is read again when
 * the files change; one that cannot be used leaves the old one in place.
 */
public final class WebServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final int IDLE_SECONDS = 60;
  private static final long PATIENCE_SECONDS = 15;

  private final Vertx vertx;
  private final HttpServer server;
  private final ServerSettings settings;
  private volatile Optional<ServerCertificate> certificate;
  private long timer = -1;

  private WebServer(
      Vertx vertx,
      HttpServer server,
      ServerSettings settings,
      Optional<ServerCertificate> certificate) {
    this.vertx = vertx;
    this.server = server;
    this.settings = settings;
    this.certificate = certificate;
  }

  /**
   * Listens.
   *
   * @throws InvalidInputException when the address is not allowed or taken, or the certificate
   *     cannot be used
   */
  public static WebServer start(Vertx vertx, WebSettings settings, WebParts parts) {
    AccessTokens tokens = new AccessTokens(parts.database(), parts.clock());
    refuseOpenDoors(settings.server(), tokens);
    Optional<ServerCertificate> certificate =
        settings.server().tls().map(files -> ServerCertificate.read(files, vertx));
    HttpServerOptions options = options(certificate.isPresent());
    certificate.ifPresent(own -> options.setKeyCertOptions(own.options()));
    ConnectionLimits limits = new ConnectionLimits(vertx);
    Router router = Router.router(vertx);
    router.route().handler(limits::requested);
    Routes.mount(router, settings, parts, tokens);
    HttpServer server =
        vertx.createHttpServer(options).connectionHandler(limits::opened).requestHandler(router);
    WebServer started = new WebServer(vertx, server, settings.server(), certificate);
    started.listen();
    return started;
  }

  private static void refuseOpenDoors(ServerSettings server, AccessTokens tokens) {
    if (server.isLoopback()) {
      return;
    }
    String listen = "server.listen: " + server.listen() + " can be reached from other machines; ";
    if (server.tls().isEmpty()) {
      throw new InvalidInputException(
          listen
              + "that needs server.tls, because access tokens and agents' microphones need https."
              + " Give a certificate, or listen on 127.0.0.1 behind a reverse proxy");
    }
    if (!tokens.any()) {
      throw new InvalidInputException(
          listen
              + "that needs an access token, and there is none."
              + " Make one first: linecheck token create NAME --role operator");
    }
  }

  private static HttpServerOptions options(boolean tls) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxInitialLineLength(8192)
            .setMaxHeaderSize(16_384)
            .setMaxFormAttributeSize(8192)
            .setIdleTimeout(IDLE_SECONDS)
            .setIdleTimeoutUnit(TimeUnit.SECONDS)
            .setHttp2ClearTextEnabled(false)
            .setHandle100ContinueAutomatically(true)
            .setSsl(tls)
            .setUseAlpn(tls)
            .setReuseAddress(true);
    options.getInitialSettings().setMaxConcurrentStreams(100).setMaxHeaderListSize(16_384);
    if (tls) {
      options
          .setSslHandshakeTimeout(10)
          .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
          .setEnabledSecureTransportProtocols(java.util.Set.copyOf(List.of("TLSv1.2", "TLSv1.3")));
    }
    return options;
  }

  private void listen() {
    try {
      server
          .listen(settings.listen().port(), settings.listen().host())
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InvalidInputException(
          "server.listen: cannot listen on " + settings.listen() + ": " + cause.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InvalidInputException("interrupted before it listened");
    }
    if (certificate.isPresent()) {
      timer =
          vertx.setPeriodic(
              LOOK.toMillis(), tick -> Thread.startVirtualThread(this::reloadCertificate));
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** When its own certificate ends; empty where it has none. */
  public Optional<Instant> certificateEndsAt() {
    return certificate.map(ServerCertificate::notAfter);
  }

  /** Takes a new certificate from the files, if there is one that can be used. */
  public synchronized void reloadCertificate() {
    if (settings.tls().isEmpty() || certificate.isEmpty()) {
      return;
    }
    try {
      ServerCertificate newest = ServerCertificate.read(settings.tls().get(), vertx);
      if (!newest.differs(certificate.get())) {
        return;
      }
      ServerSSLOptions options =
          options(true).getSslOptions().copy().setKeyCertOptions(newest.options());
      server
          .updateSSLOptions(options, true)
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      certificate = Optional.of(newest);
      LOG.info("the server's certificate was replaced; the new one ends {}", newest.notAfter());
    } catch (InvalidInputException unusable) {
      LOG.warn("the old certificate stays: {}", unusable.getMessage());
    } catch (ExecutionException | TimeoutException refused) {
      LOG.warn("the old certificate stays: {}", refused.toString());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops listening and ends all connections. */
  @Override
  public void close() {
    if (timer >= 0) {
      vertx.cancelTimer(timer);
    }
    try {
      server.close().toCompletionStage().toCompletableFuture().get(4, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException late) {
      LOG.debug("connections ended late: {}", late.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
