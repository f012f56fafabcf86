package io.linecheck.renewal;

import io.linecheck.app.RenewalStack;
import io.linecheck.config.Configuration;
import io.linecheck.config.ConfigurationFile;
import io.linecheck.config.Loaded;
import io.linecheck.config.Profiles;
import io.linecheck.config.Storage;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import io.linecheck.renewal.deploy.Door;
import io.linecheck.renewal.deploy.DoorReader;
import io.linecheck.sql.Database;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;

/** Pebble, BIND, a real nginx and a server that reloads as Asterisk does, with one dialer. */
final class RenewalWorld implements AutoCloseable {
  private static final Profiles PROFILES = Profiles.load();
  final Path folder;
  final Bind bind;
  final Pebble pebble;
  final PebbleFront front;
  final Path webChain;
  final Path webKey;
  final Path phoneChain;
  final Path phoneKey;
  final AsteriskStub asterisk;
  final int webPort = FreePorts.one();
  final Vertx vertx = Vertx.vertx();
  final List<RenewalEvent> events = new CopyOnWriteArrayList<>();
  private final PeerProcess nginx;
  private final TestAuthority.CertificateFiles first;
  private final Path migrated;
  private int databases;
  private @Nullable Database database;

  RenewalWorld(Path folder) throws IOException {
    this.folder = folder;
    this.migrated = folder.resolve("migrated.sqlite");
    RenewalStack.open(new Storage.Sqlite(migrated)).close();
    Files.copy(migrated, databaseFile(), StandardCopyOption.COPY_ATTRIBUTES);
    this.bind = new Bind(folder.resolve("bind"));
    this.pebble =
        new Pebble(
            folder.resolve("pebble"), bind.port, Integer.getInteger("nonceReject", 5), false);
    this.front = new PebbleFront(folder.resolve("front"), pebble.port);
    TestAuthority old = TestAuthority.today();
    this.first = old.writeChain(folder, "first", old.leaf("dialer1.dialer.test"));
    this.webChain = folder.resolve("web.pem");
    this.webKey = folder.resolve("web.key");
    this.phoneChain = folder.resolve("phone.pem");
    this.phoneKey = folder.resolve("phone.key");
    putFirst();
    this.asterisk = new AsteriskStub(folder, phoneChain, phoneKey);
    Path web = Files.createDirectories(folder.resolve("nginx"));
    Files.writeString(
        web.resolve("nginx.conf"),
        """
        pid %s/nginx.pid; error_log %s/error.log; worker_processes 1;
        events { worker_connections 200; }
        http { access_log off; server { listen 127.0.0.1:%d ssl; ssl_certificate %s;
          ssl_certificate_key %s; location / { return 200 ok; } } }
        """
            .formatted(web, web, webPort, webChain, webKey));
    this.nginx =
        PeerProcess.start(
            "nginx",
            web,
            List.of(
                "nginx",
                "-p",
                web.toString(),
                "-c",
                web.resolve("nginx.conf").toString(),
                "-g",
                "daemon off;"));
    nginx.awaitPort(webPort);
  }

  /** Puts the first pair back on both servers. */
  void reset() throws IOException, InterruptedException {
    events.clear();
    front.reset();
    if (untouched()) {
      return;
    }
    putFirst();
    Files.setLastModifiedTime(
        asterisk.httpConf, java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis()));
    for (String command : List.of(asterisk.reloadCommand(), nginxReload())) {
      new ProcessBuilder("sh", "-c", command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    }
    String old = leaf(first.certificate());
    long end = System.nanoTime() + 10_000_000_000L;
    // nginx' old workers take a last connection now and then: several in a row must be right.
    for (int right = 0; right < 5; ) {
      boolean both = served(webPort).equals(old) && served(asterisk.port()).equals(old);
      right = both ? right + 1 : 0;
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the first pair is not served again");
      }
      Thread.sleep(20);
    }
  }

  /** Whether both servers and their files are as they were at the beginning. */
  private boolean untouched() throws IOException {
    for (Path file : List.of(webChain, phoneChain, webKey, phoneKey)) {
      boolean key = file.equals(webKey) || file.equals(phoneKey);
      boolean same =
          Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
              && Files.mismatch(file, key ? first.key() : first.certificate()) < 0
              && PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                  .equals(key ? "rw-r-----" : "rw-r--r--");
      if (!same) {
        return false;
      }
    }
    try (var files = Files.list(folder)) {
      if (files.anyMatch(file -> file.toString().contains(".linecheck-"))) {
        return false;
      }
    }
    String old = oldLeaf();
    return served(webPort).equals(old) && served(asterisk.port()).equals(old);
  }

  private void putFirst() throws IOException {
    for (Path chain : List.of(webChain, phoneChain)) {
      Files.copy(first.certificate(), chain, StandardCopyOption.REPLACE_EXISTING);
    }
    for (Path key : List.of(webKey, phoneKey)) {
      Files.copy(first.key(), key, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    }
    try (var files = Files.list(folder)) {
      for (Path left : files.filter(file -> file.toString().contains(".linecheck-")).toList()) {
        Files.delete(left);
      }
    }
  }

  String oldLeaf() throws IOException {
    return leaf(first.certificate());
  }

  static String leaf(Path chain) throws IOException {
    return RenewalRun.fingerprint(
        io.linecheck.renewal.deploy.Preflight.leafOf(Files.readString(chain)).orElseThrow());
  }

  String nginxReload() {
    Path web = folder.resolve("nginx");
    return "nginx -p " + web + " -c " + web.resolve("nginx.conf") + " -s reload";
  }

  /** The configuration as an operator would write it; parts may be replaced. */
  String yaml() {
    return """
    storage: "sqlite:%s"
    resolvers: { default: "127.0.0.1:%d" }
    acme:
      pebble: { directory: "%s", caFile: %s }
    dns:
      bind: { type: rfc2136, server: "127.0.0.1:%d", keyName: linecheck., key: {env: TSIG} }
    targets:
      web: { type: local, recipe: nginx, certificate: %s, key: %s, reload: ["%s"], timeout: 3s }
      phone: { type: local, recipe: asterisk, certificate: %s, key: %s, settings: %s, reload: ["%s"], timeout: 3s }
    renewal: { account: pebble, folder: %s, propagation: 5s, proof: 15s }
    dialers:
      - id: d1
        host: dialer1.dialer.test
        profile: vicidial
        addresses: [127.0.0.1]
        services: { https: { port: %d }, wss: { port: %d } }
        certificate: { renewedBy: linecheck, dns: bind, deploy: [web, phone] }
    """
        .formatted(
            databaseFile(),
            bind.port,
            front.directory(),
            front.root,
            bind.port,
            webChain,
            webKey,
            nginxReload(),
            phoneChain,
            phoneKey,
            asterisk.httpConf,
            asterisk.reloadCommand(),
            folder.resolve("keys"),
            webPort,
            asterisk.port());
  }

  /**
   * A fresh database and a fresh account for the next configuration. Pebble reuses one valid
   * authorization of an account in a hundred even when told to reuse none.
   */
  RenewalWorld afresh() throws IOException {
    shut();
    databases++;
    Files.copy(migrated, databaseFile(), StandardCopyOption.COPY_ATTRIBUTES);
    Path accounts = folder.resolve("keys").resolve("accounts");
    if (Files.isDirectory(accounts)) {
      try (var keys = Files.list(accounts)) {
        for (Path key : keys.toList()) {
          Files.delete(key);
        }
      }
    }
    return this;
  }

  Configuration configuration(String yaml) {
    return switch (new ConfigurationFile(
            PROFILES,
            Map.of(
                "TSIG",
                bind.key,
                "WRONG",
                "d3JvbmcgYnV0IGJhc2U2NA==",
                "TOKEN",
                "token",
                "API_KEY",
                "secret",
                "PASSWORD",
                "password",
                "REVOKED",
                "revoked-secret",
                "WEBHOOK",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "EAB",
                "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W"))
        .load(yaml, "linecheck.yaml", folder)) {
      case Loaded.Valid(Configuration configuration, var warnings) -> configuration;
      case Loaded.Invalid(var problems) ->
          throw new IllegalStateException(
              String.join("\n", problems.stream().map(problem -> problem.text()).toList()));
    };
  }

  RunResult renew(String yaml) throws InterruptedException {
    return renew(yaml, Renewal.Purpose.RENEWAL, (state, text) -> {});
  }

  RunResult renew(String yaml, InstantSource clock) throws InterruptedException {
    boolean others = yaml.contains("source:");
    return renew(
        yaml,
        others ? Renewal.Purpose.DEPLOYMENT : Renewal.Purpose.RENEWAL,
        RenewalPlan.Route.FIRST,
        clock,
        (state, text) -> {});
  }

  /** Every name under which a challenge was ever written, from the newest database's journal. */
  List<String> challengeNames() {
    return database(new Storage.Sqlite(databaseFile()))
        .read(handle ->
            handle.createQuery("SELECT DISTINCT name FROM renewal_txt").mapTo(String.class).list());
  }

  private Path databaseFile() {
    return folder.resolve("db" + databases + ".sqlite");
  }

  /** The newest database, opened once. */
  private synchronized Database database(Storage storage) {
    if (database == null) {
      database = RenewalStack.open(storage);
    }
    return database;
  }

  private synchronized void shut() {
    if (database != null) {
      database.close();
      database = null;
    }
  }

  RunResult renew(String yaml, Renewal.Purpose purpose, RenewalRun.Watcher watcher)
      throws InterruptedException {
    return renew(yaml, purpose, RenewalPlan.Route.FIRST, InstantSource.system(), watcher);
  }

  RunResult renew(
      String yaml,
      Renewal.Purpose purpose,
      RenewalPlan.Route route,
      InstantSource clock,
      RenewalRun.Watcher watcher)
      throws InterruptedException {
    Configuration configuration = configuration(yaml);
    RenewalStack stack =
        new RenewalStack(
            configuration,
            database(configuration.storage()),
            vertx,
            (handle, event) -> events.add(event),
            clock);
    RenewalTask task = new RenewalTasks(configuration).task(configuration.find("d1").orElseThrow());
    return stack
        .run()
        .run(
            RenewalRun.Request.alone(task, purpose, route, stack.current().find(task), "test"),
            watcher);
  }

  /**
   * The leaf a port serves; empty where the handshake fails. By the native engine: forty handshakes
   * a second in the JDK's own arithmetic would take more time than all that is tested.
   */
  static String served(int port) {
    try {
      return Eyes.READER
          .read(
              new Door(
                  "port",
                  "dialer1",
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                  Optional.empty(),
                  Ciphers.BROWSER))
          .fingerprint();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Waits for a port to serve a leaf: a web server's old workers take a last connection. */
  static void assertServed(String leaf, int port) throws InterruptedException {
    long end = System.nanoTime() + 5_000_000_000L;
    String now = served(port);
    while (!now.equals(leaf) && System.nanoTime() < end) {
      Thread.sleep(20);
      now = served(port);
    }
    Assertions.assertEquals(leaf, now);
  }

  /** Shared by all tests, as its engine is. */
  private static final class Eyes {
    static final DoorReader READER =
        new DoorReader(new TcpDoor(Vertx.vertx(new VertxOptions().setUseDaemonThread(true))));
  }

  /** The leaf a port serves to a client that takes only {@code RSA} or only {@code ECDSA}. */
  static String served(int port, String kind) {
    return served(
        port,
        tls -> {
          SSLParameters parameters = tls.getSSLParameters();
          parameters.setCipherSuites(
              new String[] {
                "TLS_AES_128_GCM_SHA256", "TLS_ECDHE_" + kind + "_WITH_AES_128_GCM_SHA256"
              });
          parameters.setSignatureSchemes(
              kind.equals("RSA")
                  ? new String[] {
                    "rsa_pss_rsae_sha256", "rsa_pkcs1_sha256", "ecdsa_secp256r1_sha256"
                  }
                  : new String[] {"ecdsa_secp256r1_sha256", "rsa_pkcs1_sha256"});
          tls.setSSLParameters(parameters);
        });
  }

  private static String served(int port, Consumer<SSLSocket> manner) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Everybody()}, null);
      try (Socket plain = new Socket()) {
        plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5000);
        plain.setSoTimeout(5000);
        try (SSLSocket tls =
            (SSLSocket) context.getSocketFactory().createSocket(plain, "dialer1", port, true)) {
          manner.accept(tls);
          tls.startHandshake();
          return RenewalRun.fingerprint(
              (X509Certificate) tls.getSession().getPeerCertificates()[0]);
        }
      }
    } catch (IOException | java.security.GeneralSecurityException failed) {
      return "";
    }
  }

  private static final class Everybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  /** Files under the key folder that others than the owner may touch. */
  List<Path> exposed() throws IOException {
    List<Path> exposed = new ArrayList<>();
    try (var files = Files.walk(folder.resolve("keys"))) {
      for (Path file : files.toList()) {
        String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        if (!mode.endsWith("------")) {
          exposed.add(file);
        }
      }
    }
    return exposed;
  }

  @Override
  public void close() throws IOException {
    shut();
    nginx.close();
    asterisk.close();
    front.close();
    pebble.close();
    bind.close();
    vertx.close();
  }
}
