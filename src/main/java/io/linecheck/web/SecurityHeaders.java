package io.linecheck.web;

import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** What every answer carries: no foreign scripts, no framing, no sniffing, no referrer. */
final class SecurityHeaders implements Handler<RoutingContext> {
  private static final String PAGES =
      "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action"
          + " 'self'; object-src 'none'";

  /** The self-test goes to dialers and plays back what was recorded. */
  private static final String AGENT_PAGE =
      PAGES.replace("connect-src 'self'", "connect-src 'self' wss: https:")
          + "; media-src 'self' blob:";

  private final boolean tls;

  SecurityHeaders(boolean tls) {
    this.tls = tls;
  }

  @Override
  public void handle(RoutingContext context) {
    MultiMap headers = context.response().headers();
    headers.set(
        "Content-Security-Policy",
        context.request().path().startsWith("/agent/") ? AGENT_PAGE : PAGES);
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Opener-Policy", "same-origin");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set(
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(self), screen-wake-lock=(self), autoplay=(self)");
    if (tls) {
      headers.set("Strict-Transport-Security", "max-age=31536000");
    }
    context.next();
  }
}
