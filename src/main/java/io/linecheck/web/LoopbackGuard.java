package io.linecheck.web;

import io.linecheck.config.AddressText;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;

/**
 * Protects those who need no token, because they sit at this machine, from web pages their browser
 * has open: a name that an attacker made to lead here (DNS rebinding) and requests that another
 * site makes the browser send (CSRF).
 */
final class LoopbackGuard {
  private LoopbackGuard() {}

  /** Refuses what a browser sends on behalf of somebody else. */
  static void check(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (authority == null || !isLocal(authority.host())) {
      throw new Problem(
          403,
          "without a token this machine is called localhost or 127.0.0.1, not '"
              + (authority == null ? "" : authority.host())
              + "'; a reverse proxy must send X-Forwarded-For");
    }
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    if (!reads && isForeign(request, authority)) {
      throw new Problem(403, "a page of another site may not act here without a token");
    }
  }

  private static boolean isLocal(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    String bare =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    return bare.equals("localhost")
        || bare.endsWith(".localhost")
        || AddressText.parse(bare).filter(InetAddress::isLoopbackAddress).isPresent();
  }

  private static boolean isForeign(HttpServerRequest request, HostAndPort authority) {
    String fetched = request.getHeader("Sec-Fetch-Site");
    if (fetched != null && !fetched.equals("same-origin") && !fetched.equals("none")) {
      return true;
    }
    String origin = request.getHeader("Origin");
    if (origin == null) {
      return false;
    }
    try {
      URI from = URI.create(origin);
      int standard = "https".equals(from.getScheme()) ? 443 : 80;
      int port = from.getPort() < 0 ? standard : from.getPort();
      int own = authority.port() < 0 ? (request.isSSL() ? 443 : 80) : authority.port();
      String scheme = request.isSSL() ? "https" : "http";
      return !scheme.equals(from.getScheme())
          || !authority.host().equalsIgnoreCase(String.valueOf(from.getHost()))
          || port != own;
    } catch (IllegalArgumentException notAnOrigin) {
      return true;
    }
  }
}
