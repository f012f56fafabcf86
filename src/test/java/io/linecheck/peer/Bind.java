package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real BIND on a free port of 127.0.0.1, for UDP and TCP, authoritative for zones of a test. */
public final class Bind implements AutoCloseable {
  private final PeerProcess process;
  private final int port;

  private Bind(PeerProcess process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts one.
   *
   * @param zones the records of each zone, without SOA and NS
   * @param further statements of named.conf at the top level, such as forwarding zones
   */
  public static Bind start(Path folder, Map<String, String> zones, String further) {
    int port = FreePorts.one();
    StringBuilder config =
        new StringBuilder(
            """
            options {
              directory "%s";
              pid-file "%s/named-%d.pid";
              session-keyfile "%s/session-%d.key";
              listen-on port %d { 127.0.0.1; };
              listen-on-v6 { none; };
              allow-query { any; };
              recursion yes;
              dnssec-validation no;
              resolver-query-timeout 1000;
            };
            controls { };
            zone "." { type primary; file "%s"; };
            """
                .formatted(
                    folder, folder, port, folder, port, port, zone(folder, port, "root", "")));
    zones.forEach((name, records) ->
        config.append(
            "zone \"%s\" { type primary; file \"%s\"; };\n"
                .formatted(name, zone(folder, port, name, records))));
    config.append(further);
    return run(folder, port, config.toString());
  }

  /**
   * Starts one at 127.0.0.1 and ::1 with a configuration of the test's own.
   *
   * @param options further options
   * @param rest zones or views, and whatever else stands at the top level
   */
  public static Bind configured(Path folder, String options, String rest) {
    int port = FreePorts.one();
    String config =
        """
        options {
          directory "%s";
          pid-file "%s/named-%d.pid";
          session-keyfile "%s/session-%d.key";
          listen-on port %d { 127.0.0.1; };
          listen-on-v6 port %d { ::1; };
          allow-query { any; };
          recursion yes;
          resolver-query-timeout 1000;
          managed-keys-directory "%s";
          %s
        };
        controls { };
        %s
        """
            .formatted(folder, folder, port, folder, port, port, port, folder, options, rest);
    return run(folder, port, config);
  }

  private static Bind run(Path folder, int port, String config) {
    Path file = folder.resolve("named-" + port + ".conf");
    try {
      Files.writeString(file, config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PeerProcess process =
        PeerProcess.start(
                "named-" + port,
                folder,
                List.of("/usr/sbin/named", "-g", "-n", "1", "-c", file.toString()))
            .awaitPort(port)
            .awaitOutput("running");
    return new Bind(process, port);
  }

  /** Writes a zone's file; its records without SOA and NS. */
  public static Path zone(Path folder, String name, String records) {
    return zone(folder, 0, name, records);
  }

  private static Path zone(Path folder, int port, String name, String records) {
    String text =
        """
        $TTL 60
        @ SOA ns.invalid. admin.invalid. 1 3600 600 86400 60
        @ NS ns.invalid.
        """
            + records
            + "\n";
    try {
      return Files.writeString(folder.resolve(name + "-" + port + ".zone"), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ADDRESS:PORT, as a configuration names a resolver. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** The port, the same at every address. */
  public int port() {
    return port;
  }

  /** Its process. */
  public PeerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
  }
}
