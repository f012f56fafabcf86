package io.linecheck.config;

import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service that somebody named: replaces the profile's one of that name or adds to them. What is
 * left open comes from the profile.
 *
 * @param name the service's name
 * @param kind what is spoken there; else the profile's kind of that name, else told by the name
 * @param host else the dialer's
 * @param port 1 to 65535; else the profile's, else the kind's usual one
 * @param paths empty: the profile's
 */
public record ServiceOverride(
    String name,
    Optional<ServiceKind> kind,
    Optional<String> host,
    Optional<Integer> port,
    List<String> paths) {
  private static final Pattern FORM = Pattern.compile("([^=]*)=([^/]*)(/.*)?", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

  public ServiceOverride {
    paths = List.copyOf(paths);
  }

  /**
   * Reads {@code NAME=HOST:PORT[/PATH]}, an IPv6 address in brackets.
   *
   * @throws InvalidInputException with what was wrong
   */
  public static ServiceOverride parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw wrong(text, "there is no '='");
    }
    if (!NAME.matcher(form.group(1)).matches()) {
      throw wrong(text, "'" + form.group(1) + "' is no name of a service");
    }
    String path = form.group(3) == null ? "" : form.group(3);
    if (!path.matches("[!-~]*")) {
      throw wrong(text, "the path may not hold spaces or control characters");
    }
    HostAndPort door =
        HostAndPort.parse(form.group(2))
            .filter(found -> found.port() > 0)
            .orElseThrow(() ->
                wrong(
                    text, "'" + form.group(2) + "' is not HOST:PORT with a port from 1 to 65535"));
    return new ServiceOverride(
        form.group(1),
        Optional.empty(),
        Optional.of(door.host()),
        Optional.of(door.port()),
        path.isEmpty() ? List.of() : List.of(path));
  }

  private static InvalidInputException wrong(String text, String reason) {
    return new InvalidInputException(
        "service '"
            + text
            + "': "
            + reason
            + "; write NAME=HOST:PORT[/PATH], an IPv6 address as [2001:db8::1]:8089");
  }

  /** The service this means for a dialer of a profile at a host. */
  Service applyTo(Profile profile, String dialerHost) {
    Optional<Profile.Door> door = Optional.ofNullable(profile.doors().get(name));
    ServiceKind spoken =
        kind.or(() -> door.map(Profile.Door::kind)).orElseGet(() -> kindOf(name, paths));
    Optional<Profile.Door> like = door.filter(found -> found.kind() == spoken);
    int number =
        port.orElseGet(() -> like.map(Profile.Door::port).orElse(usualPort(spoken, profile)));
    List<String> asked =
        !paths.isEmpty()
            ? paths
            : like.map(Profile.Door::paths).orElseGet(() -> usualPaths(spoken, profile));
    return new Service(name, spoken, host.orElse(dialerHost), number, asked, true);
  }

  /** What is probably spoken at a door of this name: {@code turn-tls}, {@code wss-backup}. */
  static ServiceKind kindOf(String name, List<String> paths) {
    for (ServiceKind kind : ServiceKind.values()) {
      if (name.equals(kind.word())) {
        return kind;
      }
    }
    for (ServiceKind kind : ServiceKind.values()) {
      boolean part =
          name.startsWith(kind.word() + "-")
              || name.startsWith(kind.word() + ".")
              || name.endsWith("-" + kind.word());
      if (part) {
        return kind;
      }
    }
    return paths.isEmpty() ? ServiceKind.TLS : ServiceKind.HTTPS;
  }

  private static int usualPort(ServiceKind kind, Profile profile) {
    return profile.doors().values().stream()
        .filter(door -> door.kind() == kind)
        .findFirst()
        .map(Profile.Door::port)
        .orElseGet(() ->
            switch (kind) {
              case HTTPS, WSS, TLS -> 443;
              case STUN, TURN_UDP, TURN_TCP -> 3478;
              case TURN_TLS -> 5349;
              case SIPS -> 5061;
            });
  }

  private static List<String> usualPaths(ServiceKind kind, Profile profile) {
    return switch (kind) {
      case HTTPS -> List.of("/");
      case WSS ->
          profile.doors().values().stream()
              .filter(door -> door.kind() == ServiceKind.WSS)
              .findFirst()
              .map(Profile.Door::paths)
              .orElse(List.of("/ws"));
      case STUN, TURN_UDP, TURN_TCP, TURN_TLS, SIPS, TLS -> List.of();
    };
  }
}
