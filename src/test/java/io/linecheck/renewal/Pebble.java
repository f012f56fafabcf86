package io.linecheck.renewal;

import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Let's Encrypt's own test server, in strict mode, which asks a given name server. */
final class Pebble implements AutoCloseable {
  final int port = FreePorts.one();
  final Path root;
  private final PeerProcess process;

  Pebble(Path folder, int dnsPort, int nonceReject, boolean bindingRequired) throws IOException {
    this(folder, dnsPort, nonceReject, bindingRequired, 0, 0);
  }

  /**
   * One of many manners.
   *
   * @param reuse how many authorisations of a hundred are reused
   * @param roots how many alternate chains it offers
   */
  Pebble(Path folder, int dnsPort, int nonceReject, boolean bindingRequired, int reuse, int roots)
      throws IOException {
    Files.createDirectories(folder);
    TestAuthority authority = TestAuthority.today();
    this.root = authority.writeRoot(folder);
    var files = authority.writeChain(folder, "door", authority.leaf("localhost", "127.0.0.1"));
    String keys =
        bindingRequired
            ? ", \"externalAccountMACKeys\": {\"kid-1\":"
                + " \"zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W\"}"
            : "";
    Files.writeString(
        folder.resolve("pebble.json"),
        """
        {"pebble": {"listenAddress": "127.0.0.1:%d", "managementListenAddress": "127.0.0.1:%d",
          "certificate": "%s", "privateKey": "%s", "httpPort": 5002, "tlsPort": 5001,
          "ocspResponderURL": "", "externalAccountBindingRequired": %s,
          "domainBlocklist": ["blocked.test"]%s}}
        """
            .formatted(
                port, FreePorts.one(), files.certificate(), files.key(), bindingRequired, keys));
    this.process =
        PeerProcess.start(
            "pebble",
            folder,
            List.of(
                "env",
                "PEBBLE_VA_NOSLEEP=1",
                "PEBBLE_AUTHZREUSE=" + reuse,
                "PEBBLE_ALTERNATE_ROOTS=" + roots,
                "PEBBLE_WFE_NONCEREJECT=" + nonceReject,
                "pebble",
                "-strict",
                "-config",
                folder.resolve("pebble.json").toString(),
                "-dnsserver",
                "127.0.0.1:" + dnsPort));
    process.awaitPort(port);
  }

  String directory() {
    return "https://localhost:" + port + "/dir";
  }

  /** How many orders it has taken. */
  long orders() {
    return process
        .output()
        .lines()
        .filter(line -> line.contains("There are now") && line.contains("orders"))
        .count();
  }

  String output() {
    return process.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
