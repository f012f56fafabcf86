package io.linecheck.renewal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import io.linecheck.probe.wire.TcpDoor;
import io.linecheck.probe.wire.TlsOffer.Ciphers;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A real nginx that holds two certificates is asked for each of them, in every version of TLS. */
class DoorReaderIT {
  private static final String NAME = "pbx.test";
  private static final List<String> MANNERS =
      List.of(
          "TLSv1.3 on RSA",
          "TLSv1.3 off P-256",
          "TLSv1.2 on P-256",
          "TLSv1.2 TLSv1.3 on RSA",
          "TLSv1.2 TLSv1.3 off P-256");
  private static final int FIRST = FreePorts.row(MANNERS.size());
  private static final Vertx VERTX = Vertx.vertx();
  @TempDir private static Path folder;
  private static PeerProcess nginx;

  @BeforeAll
  static void start() throws Exception {
    Instant now = Instant.now();
    TestAuthority authority = TestAuthority.today();
    authority.writeChain(folder, "P-256-ECDSA", authority.leaf(NAME));
    authority.writeChain(
        folder,
        "P-256-RSA",
        authority.leaf(
            TestAuthority.rsaKey(2048),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(80)),
            NAME));
    signedByRsa();
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(
        conf,
        "pid %1$s/nginx.pid; error_log %1$s/error.log; worker_processes 1;".formatted(folder)
            + "events { worker_connections 200; } http { access_log off;"
            + MANNERS.stream().map(DoorReaderIT::server).collect(Collectors.joining())
            + "}");
    nginx =
        PeerProcess.start(
            "nginx", folder, List.of("nginx", "-c", conf.toString(), "-g", "daemon off;"));
    nginx.awaitPort(FIRST);
  }

  /** An RSA authority with a leaf of each kind. */
  private static void signedByRsa() throws Exception {
    String script =
        """
        openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=ca -days 9 -keyout ca.key -out ca.pem
        for kind in ECDSA RSA; do
          [ $kind = RSA ] && key="rsa:2048" || key="ec -pkeyopt ec_paramgen_curve:P-256"
          openssl req -newkey $key -nodes -subj /CN=pbx.test -keyout RSA-$kind.key -out leaf.csr
          openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 9 -out RSA-$kind.pem
        done
        """;
    Process process =
        new ProcessBuilder("sh", "-e", "-c", script)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
  }

  private static String server(String manner) {
    String[] words = manner.split(" ");
    String authority = words[words.length - 1];
    String held =
        Stream.of("ECDSA", "RSA")
            .map(kind -> folder + "/" + authority + "-" + kind)
            .map("ssl_certificate %1$s.pem; ssl_certificate_key %1$s.key;"::formatted)
            .collect(Collectors.joining());
    return "server { listen 127.0.0.1:%d ssl; ssl_protocols %s; ssl_prefer_server_ciphers %s; %s }"
        .formatted(
            FIRST + MANNERS.indexOf(manner),
            String.join(" ", List.of(words).subList(0, words.length - 2)),
            words[words.length - 2],
            held);
  }

  @AfterAll
  static void stop() {
    nginx.close();
    VERTX.close();
  }

  static Stream<Arguments> doors() {
    return MANNERS.stream()
        .flatMap(manner ->
            Stream.of(Ciphers.ECDSA, Ciphers.RSA).map(kind -> Arguments.of(manner, kind)));
  }

  /** Versions, whether the server's preference counts, and the kind of the authority's key. */
  @ParameterizedTest
  @MethodSource("doors")
  void eachCertificateIsSeen(String manner, Ciphers kind) throws Exception {
    Door door =
        new Door(
            "https",
            NAME,
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), FIRST + MANNERS.indexOf(manner)),
            Optional.empty(),
            kind);
    String authority = manner.substring(manner.lastIndexOf(' ') + 1);
    String pem = Files.readString(folder.resolve(authority + "-" + kind + ".pem"));
    DoorReader.Served served = new DoorReader(new TcpDoor(VERTX)).read(door);
    assertEquals(
        DoorReader.fingerprint(Preflight.leafOf(pem).orElseThrow().getEncoded()),
        served.fingerprint(),
        served::text);
  }
}
