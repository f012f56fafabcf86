package io.linecheck.peer;

import io.linecheck.peer.TestAuthority.CertificateFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real nginx on 127.0.0.1: one process with a door of its own, on a free port, for each site of a
 * test.
 */
public final class Nginx implements AutoCloseable {
  /** What every page of a sound site answers. */
  public static final String PAGES = "location / { return 200 \"agent screen\\n\"; }";

  /**
   * One door.
   *
   * @param name by which its port is asked for
   * @param tls its chain and key; empty for plain HTTP
   * @param directives of its server block
   */
  public record Site(String name, Optional<CertificateFiles> tls, String directives) {
    /** A sound site over TLS 1.2 and 1.3. */
    public static Site sound(String name, CertificateFiles files) {
      return new Site(name, Optional.of(files), PAGES);
    }

    /** A site over TLS with further directives. */
    public static Site of(String name, CertificateFiles files, String directives) {
      return new Site(name, Optional.of(files), directives);
    }

    private String block(int port) {
      String certificate =
          tls.map(files ->
                  "ssl_certificate %s; ssl_certificate_key %s;"
                      .formatted(files.certificate(), files.key()))
              .orElse("");
      return "server { listen 127.0.0.1:%d%s; server_name _; %s %s }\n"
          .formatted(port, tls.isPresent() ? " ssl" : "", certificate, directives);
    }
  }

  private final PeerProcess process;
  private final Map<String, Integer> ports;

  private Nginx(PeerProcess process, Map<String, Integer> ports) {
    this.process = process;
    this.ports = ports;
  }

  /** Starts one with these doors. */
  public static Nginx start(Path folder, List<Site> sites) {
    return start(folder, sites, 1);
  }

  /** Starts one with this many worker processes. */
  public static Nginx start(Path folder, List<Site> sites, int workers) {
    Map<String, Integer> ports = new LinkedHashMap<>();
    StringBuilder blocks = new StringBuilder();
    for (Site site : sites) {
      int port = FreePorts.one();
      while (ports.containsValue(port)) {
        port = FreePorts.one();
      }
      ports.put(site.name(), port);
      blocks.append(site.block(port));
    }
    Path config = folder.resolve("nginx.conf");
    try {
      Files.writeString(config, config(folder, blocks.toString(), workers));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        List.of(
            "/usr/sbin/nginx",
            "-p",
            folder.toString(),
            "-c",
            config.toString(),
            "-e",
            folder.resolve("nginx-error.log").toString());
    PeerProcess process = PeerProcess.start("nginx", folder, command);
    ports.values().forEach(process::awaitPort);
    return new Nginx(process, ports);
  }

  private static String config(Path folder, String blocks, int workers) {
    return """
    daemon off;
    worker_processes %d;
    worker_rlimit_nofile 20000;
    pid %s/nginx.pid;
    events { worker_connections 8192; }
    http {
      access_log off;
      server_tokens on;
      ssl_session_tickets off;
      client_body_temp_path %s/body;
      proxy_temp_path %s/proxy;
      fastcgi_temp_path %s/fastcgi;
      uwsgi_temp_path %s/uwsgi;
      scgi_temp_path %s/scgi;
      %s
    }
    """
        .formatted(workers, folder, folder, folder, folder, folder, folder, blocks);
  }

  /** The port of a door. */
  public int port(String site) {
    Integer port = ports.get(site);
    if (port == null) {
      throw new IllegalArgumentException("no site " + site + " among " + ports.keySet());
    }
    return port;
  }

  /** The master process. */
  public PeerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
