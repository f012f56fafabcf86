package io.linecheck.cli;

import io.linecheck.peer.Ailing;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.FaultyPeer;
import io.linecheck.peer.Kamailio;
import io.linecheck.peer.Nginx;
import io.linecheck.peer.Nginx.Site;
import io.linecheck.peer.StubAsterisk;
import io.linecheck.peer.TestAuthority;
import io.linecheck.peer.TestAuthority.CertificateFiles;
import io.linecheck.peer.TestAuthority.Issued;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;

/**
 * A healthy dialer of real servers on loopback (nginx, Kamailio, coturn, one certificate for all of
 * them) and, beside it, every broken door of the fault table. The host name is {@code localhost}.
 */
final class Peers implements AutoCloseable {
  static final String HOST = "localhost";
  static final String PASSWORD = "s3cret";
  static final String TURN_SECRET = "north-wind-7";
  private static final String OLD_CIPHERS = " ssl_ciphers ALL:@SECLEVEL=0; " + Nginx.PAGES;

  private final Path folder;
  private final TestAuthority authority = TestAuthority.today();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Kamailio kamailio;
  private final CertificateFiles served;
  private final Nginx nginx;
  private final Coturn coturn;
  private final Coturn withoutTls;
  private final Coturn unguarded;

  Peers(Path folder) throws IOException {
    this.folder = folder;
    Path sip = Files.createDirectory(folder.resolve("sip"));
    kamailio = keep(Kamailio.start(sip, authority, Kamailio.Habit.SOUND));
    served = new CertificateFiles(sip.resolve("kamailio.pem"), sip.resolve("kamailio.key"));
    nginx = keep(Nginx.start(folder, sites()));
    String secret = "--static-auth-secret=" + TURN_SECRET;
    coturn =
        keep(
            Coturn.startWithTls(
                folder,
                served.certificate(),
                served.key(),
                "--use-auth-secret",
                secret,
                "--allow-loopback-peers",
                "--denied-peer-ip=203.0.113.0-203.0.113.255"));
    withoutTls = keep(Coturn.start(folder, "--use-auth-secret", secret, "--allow-loopback-peers"));
    unguarded = keep(Coturn.start(folder, "--no-auth", "--allow-loopback-peers"));
    authority.writeRoot(folder);
    secret("sip", PASSWORD + "\n");
    secret("wrong", "not-" + PASSWORD);
    secret("turn", TURN_SECRET + "\n");
    secret("turn-wrong", "south-wind-8");
  }

  private List<Site> sites() {
    Instant now = Instant.now();
    Issued leaf = authority.leaf(HOST);
    return List.of(
        Site.sound("good", served),
        chain("expired", at(now.minus(days(90)), now.minus(days(3)))),
        chain("not-yet-valid", at(now.plus(days(2)), now.plus(days(92)))),
        chain("expiring", at(now.minus(days(80)), now.plus(days(10)))),
        chain("ends-today", at(now.minus(days(89)), now.plus(days(1)))),
        chain("overdue", at(now.minus(days(70)), now.plus(days(20)))),
        chain("wrong-name", authority.leaf("pbx.example.com")),
        chain("no-san", authority.leaf()),
        Site.sound("self-signed", leafOnly("self-signed", authority.selfSigned(HOST))),
        Site.sound("unknown-root", strangers()),
        Site.sound("no-intermediate", leafOnly("no-intermediate", leaf)),
        stapling("demands-staple", true, CertificateStatus.GOOD),
        stapling("stapled", true, CertificateStatus.GOOD),
        stapling("staples-revoked", false, new RevokedStatus(new Date(), 1)),
        stapling("staples-unknown", false, new UnknownStatus()),
        Site.of("tls1.0", served, "ssl_protocols TLSv1;" + OLD_CIPHERS),
        Site.of("p521-group", served, "ssl_ecdh_curve secp521r1; " + Nginx.PAGES),
        Site.of("tls1.1", served, "ssl_protocols TLSv1.1;" + OLD_CIPHERS),
        Site.of("tls1.1-too", served, "ssl_protocols TLSv1.1 TLSv1.2 TLSv1.3;" + OLD_CIPHERS),
        Site.of(
            "asks-certificate",
            served,
            "ssl_verify_client on; ssl_client_certificate "
                + authority.writeRoot(folder)
                + "; "
                + Nginx.PAGES),
        Site.of("rejects", served, "ssl_reject_handshake on;"),
        Site.of("page-403", served, "location / { return 403; }"),
        Site.of("page-500", served, "location / { return 500; }"),
        Site.of("closes", served, "location / { return 444; }"),
        Site.of(
            "to-http", served, "location / { return 302 http://$host:$server_port$request_uri; }"),
        Site.of("circle", served, "location / { return 302 $request_uri; }"),
        Site.of(
            "circle-of-two",
            served,
            "location = / { return 301 /login; } location / { return 302 /; }"),
        Site.of("nowhere", served, "location / { return 302 mailto:admin@example.com; }"),
        Site.of(
            "cookie",
            served,
            "location / { if ($cookie_seen) { return 200 ok; } add_header Set-Cookie seen=1;"
                + " return 302 $request_uri; }"),
        Site.of("moved", served, "location / { return 404; }"),
        Site.of("up-403", served, "location / { return 403; }"),
        Site.of("up-404", served, "location / { return 404; }"),
        Site.of("up-426", served, "location / { return 426; }"),
        Site.of("up-502", served, "location / { proxy_pass http://127.0.0.1:1; }"),
        Site.of("up-503", served, "location / { return 503; }"),
        Site.sound("up-200", served),
        new Site("plain", Optional.empty(), Nginx.PAGES));
  }

  /** A site that staples an OCSP answer of that status; "demands-staple" none. */
  private Site stapling(String name, boolean demanded, CertificateStatus status) {
    Issued leaf = demanded ? authority.leaf(HOST, TestAuthority.MUST_STAPLE) : authority.leaf(HOST);
    CertificateFiles files = authority.writeChain(folder, name, leaf);
    Path answer = folder.resolve(name + ".ocsp");
    try {
      Files.write(answer, authority.ocspAnswer(leaf, status, Instant.now().minus(days(1))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String stapling = "ssl_stapling on; ssl_stapling_file " + answer + "; ";
    return Site.of(name, files, (name.equals("demands-staple") ? "" : stapling) + Nginx.PAGES);
  }

  private Site chain(String name, Issued leaf) {
    return Site.sound(name, authority.writeChain(folder, name, leaf));
  }

  private CertificateFiles leafOnly(String name, Issued leaf) {
    return authority.writeLeafOnly(folder, name, leaf);
  }

  /** A whole chain up to the root of an authority that nobody trusts. */
  private CertificateFiles strangers() {
    TestAuthority stranger = TestAuthority.today();
    CertificateFiles files = stranger.writeChain(folder, "unknown", stranger.leaf(HOST));
    try {
      String root = TestAuthority.pem(stranger.root());
      Files.writeString(files.certificate(), root, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  private Issued at(Instant notBefore, Instant notAfter) {
    return authority.leaf(notBefore, notAfter, HOST);
  }

  private static Duration days(long days) {
    return Duration.ofDays(days);
  }

  /** {@code --service https=…} at a door of nginx. */
  String https(String site) {
    return "https=" + HOST + ":" + nginx.port(site) + "/";
  }

  /** {@code --service wss=…} at a door of nginx. */
  String wss(String site) {
    return "wss=" + HOST + ":" + nginx.port(site) + "/ws";
  }

  /** {@code --service NAME=…} at a port. */
  static String at(String service, int port) {
    return service + "=" + HOST + ":" + port;
  }

  /** {@code --service wss=…} at the healthy Kamailio, or at a path where it has nothing. */
  String kamailio(String path) {
    return at("wss", kamailio.port()) + path;
  }

  /** {@code --service wss=…} at a new Asterisk that is ill. */
  String asterisk(StubAsterisk.Driver driver, Ailing... ailing) {
    var stub = new StubAsterisk(Optional.of(context(authority.leaf(HOST))), driver, ailing);
    return at("wss", keep(stub).port()) + "/ws";
  }

  /** {@code --service wss=…} at a sound Asterisk whose certificate of 90 days began long ago. */
  String asteriskSince(int daysAgo) {
    Instant began = Instant.now().minus(days(daysAgo));
    SSLContext old = context(at(began, began.plus(days(90))));
    var stub = new StubAsterisk(Optional.of(old), StubAsterisk.Driver.PJSIP);
    return at("wss", keep(stub).port()) + "/ws";
  }

  /** The port of a new page behind an RSA key of 1024 bits, which nginx would not load. */
  int weakKey() {
    Instant now = Instant.now();
    Issued weak =
        authority.leaf(TestAuthority.rsaKey(1024), now.minus(days(30)), now.plus(days(60)), HOST);
    return keep(FaultyPeer.tls(authority, weak, Peers::page)).port();
  }

  /** The port of a new page whose key is on a curve that Chrome has no signature scheme for. */
  int largestCurve() {
    Instant now = Instant.now();
    Issued odd =
        authority.leaf(
            TestAuthority.ecKey("secp521r1"), now.minus(days(30)), now.plus(days(60)), HOST);
    return keep(FaultyPeer.tls(authority, odd, Peers::page)).port();
  }

  /** The port of a new page whose certificate stands in the list that it names. */
  int revoked() {
    byte[][] list = new byte[1][];
    FaultyPeer lists =
        keep(
            FaultyPeer.tcp(socket -> {
              FaultyPeer.swallow(socket);
              FaultyPeer.send(
                  socket, "HTTP/1.1 200 OK\r\nContent-Length: " + list[0].length + "\r\n\r\n");
              socket.getOutputStream().write(list[0]);
            }));
    String place = "http://127.0.0.1:" + lists.port() + "/list.crl";
    Issued leaf = authority.leaf(HOST, place);
    list[0] = authority.revocationList(leaf);
    return keep(FaultyPeer.tls(authority, leaf, Peers::page)).port();
  }

  private static void page(Socket socket) throws IOException {
    FaultyPeer.swallow(socket);
    FaultyPeer.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  }

  /** A UDP port that takes everything and never answers. */
  int silentUdp() throws IOException {
    return keep(new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1"))).getLocalPort();
  }

  /** The file of the REST password that coturn expects of a user name. */
  String rest(String user) throws IOException {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(TURN_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] hash = mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
      String name = user.replace(':', '-');
      return secret(name, Base64.getEncoder().encodeToString(hash));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The port of a new peer that speaks TLS with a sound certificate and then misbehaves. */
  int afterTls(FaultyPeer.Manner manner) {
    return keep(FaultyPeer.tls(authority, authority.leaf(HOST), manner)).port();
  }

  /** A port whose backlog is full: SYNs are dropped as by a firewall. */
  int filtered() throws IOException {
    ServerSocket listener = keep(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
    for (int i = 0; i < 8; i++) {
      Socket filler = keep(new Socket());
      try {
        filler.connect(listener.getLocalSocketAddress(), 100);
      } catch (java.net.SocketTimeoutException full) {
        break;
      }
    }
    return listener.getLocalPort();
  }

  Coturn coturn() {
    return coturn;
  }

  Coturn withoutTls() {
    return withoutTls;
  }

  Coturn unguarded() {
    return unguarded;
  }

  TestAuthority authority() {
    return authority;
  }

  /** Everything of the healthy dialer, with credentials. */
  List<String> healthy() {
    List<String> args = new ArrayList<>(base());
    services(args, https("good"), kamailio("/ws"));
    for (String turn : List.of("stun", "turn-udp", "turn-tcp")) {
      services(args, at(turn, coturn.address().getPort()));
    }
    services(args, at("turn-tls", coturn.tlsAddress().getPort()));
    args.addAll(List.of("--sip-user", "7999", "--sip-password-file", file("sip")));
    args.addAll(List.of("--turn-secret-file", file("turn")));
    return args;
  }

  /** The agent page and the phone's door without credentials. */
  List<String> doors(String... services) {
    List<String> args = new ArrayList<>(base());
    services(args, https("good"), kamailio("/ws"));
    services(args, services);
    return args;
  }

  /** {@code check localhost} with the authority's root and the address given. */
  List<String> base() {
    return List.of(
        "check",
        HOST,
        "--resolve",
        HOST + ":127.0.0.1",
        "--ca-file",
        folder.resolve("root.pem").toString());
  }

  static void services(List<String> args, String... services) {
    for (String service : services) {
      args.add("--service");
      args.add(service);
    }
  }

  /** The file of a secret. */
  String file(String name) {
    return folder.resolve(name + ".secret").toString();
  }

  /** Writes a secret; its file. */
  String secret(String name, String text) throws IOException {
    Files.writeString(Path.of(file(name)), text);
    return file(name);
  }

  /** A configuration of the dialer {@code manila-1}, whose media address no relay may reach. */
  String configuration() throws IOException {
    String text = "dialers: [{id: manila-1, host: localhost, addresses: [203.0.113.10]}]\n";
    return Files.writeString(folder.resolve("linecheck.yaml"), text).toString();
  }

  /** A configuration that trusts nothing but the tests' authority, of a page at this port. */
  String dialer(int port, boolean fetchCrls) throws IOException {
    String text =
        """
        trust: { caFiles: [%s], onlyCaFiles: true, fetchCrls: %s }
        dialers:
          - { id: manila-1, host: localhost, services: { https: { port: %d, paths: [/] } } }
        """
            .formatted(folder.resolve("root.pem"), fetchCrls, port);
    return Files.writeString(folder.resolve("crl-" + fetchCrls + ".yaml"), text).toString();
  }

  private SSLContext context(Issued leaf) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      X509Certificate[] chain = {leaf.certificate(), authority.intermediate()};
      store.setKeyEntry("leaf", leaf.key().getPrivate(), new char[0], chain);
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Closes this with everything else. */
  synchronized <C extends AutoCloseable> C keep(C peer) {
    open.add(peer);
    return peer;
  }

  @Override
  public void close() {
    for (AutoCloseable peer : open.reversed()) {
      try {
        peer.close();
      } catch (Exception e) {
        throw new IllegalStateException("a peer does not stop", e);
      }
    }
  }
}
