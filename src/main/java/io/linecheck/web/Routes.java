package io.linecheck.web;

import io.linecheck.history.ResultStore;
import io.vertx.ext.web.Router;
import java.net.URI;

/** All routes, in one place. */
final class Routes {
  private Routes() {}

  static void mount(Router router, WebSettings settings, WebParts parts, AccessTokens tokens) {
    Pages pages = new Pages();
    router.route().handler(new SecurityHeaders(settings.server().tls().isPresent()));
    RateLimit limit = new RateLimit(settings.server().requestsPerMinute(), parts.clock());
    Gate gate =
        new Gate(
            tokens,
            limit,
            new TrustedProxies(settings.server().trustedProxies()),
            settings.server().isLoopback());
    Desk desk = new Desk(router, gate);
    WebParts.Watching watching = parts.watching();
    new WallRoutes(
            parts.feed(),
            new Events(parts.feed(), parts.clock(), pages.version()),
            watching.agents())
        .mount(desk);
    new TextRoutes(watching.dialers(), watching.catalogue(), settings.version()).mount(desk);
    new OwnRoutes(parts.running()).mount(desk);
    String base = settings.server().publicUrl().map(URI::toString).orElse("").replaceAll("/+$", "");
    IncidentView incidents = new IncidentView(watching.dialers(), parts.feed(), base);
    MaintenanceView windows = new MaintenanceView(watching.dialers(), parts.database());
    DialerView dialers = new DialerView(parts.feed(), watching.wall());
    ResultStore results = new ResultStore(parts.database());
    DialerDetail detail =
        new DialerDetail(
            parts,
            dialers,
            incidents,
            windows,
            (id, before, most) -> results.kept(id, true, before, most));
    new DialerRoutes(
            watching.dialers(),
            dialers,
            detail,
            new ChecksOnDemand(parts.acting().checks(), parts.clock()))
        .mount(desk);
    new IncidentRoutes(parts, incidents, gate).mount(desk);
    new MaintenanceRoutes(parts, windows).mount(desk);
    new HistoryRoutes(parts).mount(desk);
    new AvailabilityRoutes(parts).mount(desk);
    new NotificationRoutes(parts).mount(desk);
    new CertificateRoutes(
            parts, new NextToBreak(watching.dialers(), watching.renewals(), parts.database()))
        .mount(desk);
    new ProbeRoutes(watching.dialers(), parts.acting().checks(), settings.probe()).mount(desk);
    TrustedProxies proxies = new TrustedProxies(settings.server().trustedProxies());
    watching
        .agents()
        .selfTests()
        .ifPresent(tests ->
            new AgentRoutes(tests, watching.catalogue(), parts.clock(), proxies).mount(desk));
    pages.mount(router);
  }
}
