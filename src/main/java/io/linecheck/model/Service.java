package io.linecheck.model;

import java.util.List;
import java.util.Objects;

/**
 * One listening door of a dialer.
 *
 * @param name its name in the profile or configuration: {@code wss}, {@code turn-udp}, {@code
 *     transcription}
 * @param kind what is spoken there
 * @param host the name agents use for it: looked up, sent as SNI and compared with the certificate
 * @param port 1 to 65535
 * @param paths for {@code https} the pages to ask for, for {@code wss} exactly one path; each
 *     begins with {@code /}; empty otherwise
 * @param required whether agents cannot work without it: {@code https}, {@code wss}, and whatever
 *     the configuration or the command line names
 */
public record Service(
    String name, ServiceKind kind, String host, int port, List<String> paths, boolean required) {
  public Service {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(host);
    paths = List.copyOf(paths);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
    }
  }

  /** The first path, {@code /} where there is none. */
  public String path() {
    return paths.isEmpty() ? "/" : paths.getFirst();
  }
}
