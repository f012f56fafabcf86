package io.linecheck.web;

import io.linecheck.config.DialerPlan;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.ProbeEndpoint;
import io.linecheck.config.Profile;
import io.linecheck.config.Profiles;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What {@code /probe?target=&module=} means: a door of a configured dialer, or of a host that the
 * allow-list names. Nothing else can be probed.
 *
 * @param dialer whose door
 * @param service which door
 */
record ProbeTarget(Dialer dialer, Service service) {
  private static final String DEFAULT = "http_2xx";

  /** The part of a target that says where. */
  private record Place(String host, Optional<Integer> port, Optional<String> path) {}

  static ProbeTarget of(
      String target, Optional<String> module, DialerBook dialers, ProbeEndpoint allowed) {
    Optional<String> scheme =
        target.contains("://")
            ? Optional.of(target.substring(0, target.indexOf("://")).toLowerCase(Locale.ROOT))
            : Optional.empty();
    String named = module.or(() -> scheme).orElse(DEFAULT);
    Optional<WatchedDialer> byId = dialers.find(target);
    if (byId.isPresent()) {
      return ofDialer(byId.get(), named);
    }
    Place place = place(target);
    for (WatchedDialer watched : dialers.all()) {
      Optional<Service> door =
          watched.dialer().services().stream()
              .filter(service -> fits(service, named, place))
              .findFirst();
      if (door.isPresent()) {
        return new ProbeTarget(watched.dialer(), at(door.get(), place.path()));
      }
    }
    if (!allowed.allows(place.host())) {
      throw new Problem(
          403,
          "target '"
              + target
              + "' is no "
              + named
              + " door of a configured dialer, and probe.allow does not name its host");
    }
    return elsewhere(place, kind(named).orElseThrow(() -> unknown(named)));
  }

  private static ProbeTarget ofDialer(WatchedDialer watched, String module) {
    Optional<Service> byName = watched.dialer().findService(module);
    Service service =
        byName
            .or(() ->
                watched.dialer().services().stream()
                    .filter(each -> kind(module).filter(kind -> kind == each.kind()).isPresent())
                    .findFirst())
            .orElseThrow(() ->
                Problem.badRequest(
                    "dialer "
                        + watched.id()
                        + " has no service '"
                        + module
                        + "'; it has "
                        + watched.dialer().services().stream()
                            .map(Service::name)
                            .collect(Collectors.joining(", "))));
    return new ProbeTarget(watched.dialer(), service);
  }

  private static boolean fits(Service service, String module, Place place) {
    boolean kind =
        service.name().equals(module)
            || kind(module).filter(wanted -> wanted == service.kind()).isPresent();
    return kind
        && service.host().equalsIgnoreCase(place.host())
        && place.port().filter(port -> port != service.port()).isEmpty();
  }

  private static Service at(Service service, Optional<String> path) {
    return path.map(wanted ->
            new Service(
                service.name(),
                service.kind(),
                service.host(),
                service.port(),
                List.of(wanted),
                service.required()))
        .orElse(service);
  }

  private static ProbeTarget elsewhere(Place place, ServiceKind kind) {
    Profile profile = Profiles.load().get("asterisk");
    Dialer dialer = DialerPlan.of(place.host(), profile).dialer();
    List<String> paths =
        switch (kind) {
          case HTTPS -> List.of(place.path().orElse("/"));
          case WSS -> List.of(place.path().orElse("/ws"));
          case STUN, TURN_UDP, TURN_TCP, TURN_TLS, SIPS, TLS -> List.of();
        };
    return new ProbeTarget(
        dialer,
        new Service(kind.word(), kind, place.host(), place.port().orElse(port(kind)), paths, true));
  }

  private static int port(ServiceKind kind) {
    return switch (kind) {
      case HTTPS, WSS, TLS -> 443;
      case STUN, TURN_UDP, TURN_TCP -> 3478;
      case TURN_TLS -> 5349;
      case SIPS -> 5061;
    };
  }

  /** The kind that a module asks for: our words, and those of blackbox_exporter's examples. */
  private static Optional<ServiceKind> kind(String module) {
    return switch (module) {
      case "http_2xx", "http" -> Optional.of(ServiceKind.HTTPS);
      case "websocket", "ws" -> Optional.of(ServiceKind.WSS);
      case "tls_connect", "tcp_connect_tls" -> Optional.of(ServiceKind.TLS);
      default ->
          Arrays.stream(ServiceKind.values())
              .filter(kind -> kind.word().equals(module))
              .findFirst();
    };
  }

  private static Problem unknown(String module) {
    return Problem.badRequest(
        "unknown module '"
            + module
            + "'; use the name of a service or one of "
            + Arrays.stream(ServiceKind.values())
                .map(ServiceKind::word)
                .collect(Collectors.joining(", ")));
  }

  private static Place place(String target) {
    int scheme = target.indexOf("://");
    if (scheme >= 0) {
      try {
        URI uri = URI.create(target);
        Optional<String> host = Optional.ofNullable(uri.getHost()).flatMap(HostAndPort::host);
        if (host.isPresent() && uri.getUserInfo() == null && uri.getPort() <= 65_535) {
          String path = uri.getRawPath() == null ? "" : uri.getRawPath();
          String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
          return new Place(
              host.get(),
              uri.getPort() < 1 ? Optional.empty() : Optional.of(uri.getPort()),
              path.isEmpty() ? Optional.empty() : Optional.of(path + query));
        }
      } catch (IllegalArgumentException notAnAddress) {
        // told below
      }
    } else {
      Optional<HostAndPort> both = HostAndPort.parse(target).filter(each -> each.port() > 0);
      if (both.isPresent()) {
        return new Place(both.get().host(), Optional.of(both.get().port()), Optional.empty());
      }
      Optional<String> host = HostAndPort.host(target);
      if (host.isPresent()) {
        return new Place(host.get(), Optional.empty(), Optional.empty());
      }
    }
    throw Problem.badRequest(
        "target must be a dialer's id, host, host:port or https://host/path, not '" + target + "'");
  }
}
