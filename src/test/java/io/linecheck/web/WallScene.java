package io.linecheck.web;

import io.linecheck.app.LinecheckServer;
import io.linecheck.app.ProbeSettings;
import io.linecheck.app.ServerPlan;
import io.linecheck.certificate.Certificate;
import io.linecheck.certificate.TrustStore;
import io.linecheck.config.CatalogueReader;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.model.Secret;
import io.linecheck.model.Stage;
import io.linecheck.notify.FaultyReceiver;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.TestAuthority;
import io.linecheck.probe.dns.NamedResolver;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The whole server, as {@code serve} wires it, watching web servers on loopback: one that the test
 * breaks and mends, one whose every text is hostile, one of two hosts, and some that stay well.
 */
final class WallScene implements AutoCloseable {
  static final String MARKUP = "<img src=x onerror=window.pwned=1>";

  final FaultyReceiver receiver = new FaultyReceiver(request -> 200);
  final int port;
  private final TestAuthority authority = TestAuthority.today();
  private final FaultyPeer breakable;
  private final FaultyPeer hostile;
  private final FaultyPeer well;
  private final Path folder;
  private final Path file;
  private volatile int status = 200;

  /** When a check was last told something else than the one before, in milliseconds. */
  volatile long answeredAt;

  private volatile int answered = 200;
  private LinecheckServer server;

  WallScene(Path folder) throws Exception {
    this.folder = folder;
    this.breakable = peer("break.test", this::answer);
    this.hostile =
        peer("evil.test", socket -> page(socket, 503, "<script>window.pwned=1</script>" + MARKUP));
    this.well = peer("well.test", socket -> page(socket, 200, "Apache/2.4.62"));
    this.port = FreePorts.one();
    this.file = Files.writeString(folder.resolve("linecheck.yaml"), yaml());
    start();
  }

  private FaultyPeer peer(String host, FaultyPeer.Manner manner) {
    return FaultyPeer.tls(authority, authority.leaf(host, "two." + host, MARKUP), manner);
  }

  private void answer(Socket socket) throws IOException {
    int now = status;
    page(socket, now, "Apache/2.4.62");
    if (now != answered) {
      answered = now;
      answeredAt = System.currentTimeMillis();
    }
  }

  private static void page(Socket socket, int status, String server) throws IOException {
    FaultyPeer.swallow(socket);
    String body = "<!doctype html><title>Agent</title>";
    FaultyPeer.send(
        socket,
        "HTTP/1.1 "
            + status
            + " Said\r\nServer: "
            + server
            + "\r\nContent-Type: text/html\r\n"
            + "Content-Length: "
            + body.length()
            + "\r\nConnection: close\r\n\r\n"
            + body);
  }

  private String yaml() {
    String two =
        "{https: {port: "
            + well.port()
            + "}, wss: false,"
            + " transcription: {host: two.well.test, kind: https, port: "
            + well.port()
            + ", path: /}}";
    return """
    server: {listen: "127.0.0.1:%d", trustedProxies: ["127.0.0.1"], requestsPerMinute: 100000}
    storage: "sqlite:wall.db"
    trust: {fetchCrls: false}
    defaults: {interval: 2s, timeout: 2s}
    incidents: {groupWithin: 1s}
    webhooks: [{name: on-call, url: "%s", secret: {env: HOOK}}]
    dialers:
      - id: manila-1
        host: break.test
        seats: 84
        labels: {customer: acme, site: manila}
        owners: {pbx: "Ana, +63 2 8123 4567", web: "Wen, web team"}
        rollback: ["Put the old certificate back."]
        services: {https: {port: %d}, wss: false}
        certificate: {renewedBy: certbot, renewalLog: /var/log/le.log, scriptsBackedUp: "yes, in git"}
      - id: evil-1
        host: evil.test
        seats: 7
        labels: {customer: "%s", site: "%s"}
        owners: {pbx: "%s", web: "%s"}
        notes: "%s"
        interval: 2s
        services: {https: {port: %d}, wss: false}
      - id: cebu-1
        host: well.test
        labels: {site: cebu}
        interval: 5s
        services: %s
    %s\
    """
        .formatted(
            port,
            receiver.url(),
            breakable.port(),
            MARKUP,
            MARKUP,
            MARKUP,
            MARKUP,
            MARKUP,
            hostile.port(),
            two,
            steady());
  }

  private String steady() {
    return IntStream.range(0, 6)
        .mapToObj(i ->
            "  - {id: steady-%d, host: well.test, seats: 10, interval: 10s, timeout: 5s, labels: {site: davao}, services: {https: {port: %d}, wss: false}}\n"
                .formatted(i, well.port()))
        .collect(Collectors.joining());
  }

  /** Starts the server, again after {@link #stop} on the same port. */
  void start() throws Exception {
    if (!(Certificate.read(authority.root().getEncoded()) instanceof Certificate root)) {
      throw new IllegalStateException("the tests' own root cannot be read");
    }
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    ProbeSettings probes =
        new ProbeSettings(
            Map.of(
                "break.test",
                loopback,
                "evil.test",
                loopback,
                "well.test",
                loopback,
                "two.well.test",
                loopback),
            List.of(NamedResolver.system()),
            TrustStore.of(List.of(root)),
            EnumSet.allOf(Stage.class));
    Profiles profiles = Profiles.load();
    ServerPlan plan = ServerPlan.of(configuration(profiles), profiles, probes);
    server =
        LinecheckServer.start(plan, CatalogueReader.read(), InstantSource.system(), () -> plan);
  }

  private Configuration configuration(Profiles profiles) {
    return switch (new ConfigurationFile(profiles, Map.of("HOOK", "whsec_c2VjcmV0")).load(file)) {
      case Loaded.Valid(Configuration valid, var _) -> valid;
      case Loaded.Invalid(var problems) -> throw new IllegalStateException(problems.toString());
    };
  }

  /** The server goes, as on a restart. */
  void stop() {
    server.close();
  }

  void breakIt() {
    status = 503;
  }

  void mend() {
    status = 200;
  }

  /** A token as {@code linecheck token create} makes it. */
  String token(String name, Role role) {
    try (Database database = Database.openAlone(new Storage.Sqlite(folder.resolve("wall.db")))) {
      return new AccessTokens(database, InstantSource.system())
          .create(name, role)
          .map(Secret::value)
          .orElseThrow();
    }
  }

  String url(String path) {
    return "http://localhost:" + port + path;
  }

  @Override
  public void close() {
    server.close();
    breakable.close();
    hostile.close();
    well.close();
    receiver.close();
  }
}
