package io.linecheck.web;

import io.linecheck.web.AccessTokens.AccessToken;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may come in: a token in {@code Authorization: Bearer}, or in {@code ?token=} where a browser
 * cannot send a header (event streams, kiosk walls); somebody at this very machine needs none,
 * unless a reverse proxy brings the request. Blocks; runs on a virtual thread.
 */
final class Gate {
  private final AccessTokens tokens;
  private final RateLimit limit;
  private final TrustedProxies proxies;
  private final boolean loopbackIsTrusted;

  /**
   * A gate.
   *
   * @param loopbackIsTrusted whether requests from this machine need no token: only where the
   *     server listens on loopback
   */
  Gate(AccessTokens tokens, RateLimit limit, TrustedProxies proxies, boolean loopbackIsTrusted) {
    this.tokens = tokens;
    this.limit = limit;
    this.proxies = proxies;
    this.loopbackIsTrusted = loopbackIsTrusted;
  }

  /** Lets the caller in or throws a {@link Problem}. */
  Caller admit(RoutingContext context) {
    Optional<String> secret = secret(context);
    String client = "address " + proxies.client(context.request());
    if (secret.isPresent()) {
      Optional<AccessToken> token = tokens.find(secret.get());
      limit(context, limit, token.map(known -> "token " + known.name()).orElse(client));
      AccessToken known =
          token.orElseThrow(() -> unauthorized(context, "this access token is unknown or revoked"));
      return new Caller(known.name(), known.role());
    }
    limit(context, limit, client);
    String address = context.request().remoteAddress().hostAddress();
    if (loopbackIsTrusted && isLoopback(address) && !isForwarded(context)) {
      LoopbackGuard.check(context.request());
      return Caller.LOOPBACK;
    }
    throw unauthorized(
        context,
        "this needs an access token, made with `linecheck token create NAME --role viewer`");
  }

  /** Takes one request from what this client may ask for. */
  void limit(RoutingContext context) {
    limit(context, limit, "address " + proxies.client(context.request()));
  }

  /** Takes one request from the limit or throws a {@link Problem} that says when to come again. */
  static void limit(RoutingContext context, RateLimit limit, String key) {
    Duration wait = limit.take(key);
    if (!wait.isZero()) {
      long seconds = Math.max(1, (wait.toMillis() + 999) / 1000);
      context.response().putHeader("Retry-After", Long.toString(seconds));
      throw new Problem(429, "too many requests; try again in " + seconds + " s");
    }
  }

  private static Problem unauthorized(RoutingContext context, String detail) {
    context.response().putHeader("WWW-Authenticate", "Bearer realm=\"linecheck\"");
    return new Problem(401, detail);
  }

  private static Optional<String> secret(RoutingContext context) {
    String header = context.request().getHeader("Authorization");
    if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      return Optional.of(header.substring(7).strip());
    }
    HttpMethod method = context.request().method();
    return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD)
        ? Optional.ofNullable(context.request().getParam("token")).filter(text -> !text.isEmpty())
        : Optional.empty();
  }

  private static boolean isForwarded(RoutingContext context) {
    return context.request().headers().contains("X-Forwarded-For")
        || context.request().headers().contains("Forwarded");
  }

  private static boolean isLoopback(String address) {
    return InetAddress.ofLiteral(address).isLoopbackAddress();
  }
}
