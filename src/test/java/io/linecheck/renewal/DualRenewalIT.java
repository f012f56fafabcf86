package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.app.RenewalStack;
import io.linecheck.config.Configuration;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.peer.TestAuthority;
import io.linecheck.sql.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code keyType: dual}: an ECDSA and an RSA certificate of the same names, on an nginx with two of
 * each line that speaks TLS 1.3 only, and on a server that finds the second one by its name, as
 * Asterisk does.
 */
class DualRenewalIT {
  private static final String NAME = "dialer1.dialer.test";
  @TempDir private static Path folder;
  private static RenewalWorld world;
  private static Path own;
  private static TestAuthority.CertificateFiles ecdsa;
  private static TestAuthority.CertificateFiles rsa;
  private static AsteriskStub phone;
  private static PeerProcess nginx;
  private static final int WEB = FreePorts.one();

  @BeforeAll
  static void start() throws IOException {
    world = new RenewalWorld(folder);
    own = Files.createDirectories(folder.resolve("dual"));
    TestAuthority old = TestAuthority.today();
    Instant now = Instant.now();
    ecdsa = old.writeChain(folder, "old-ecdsa", old.leaf(NAME));
    rsa =
        old.writeChain(
            folder,
            "old-rsa",
            old.leaf(
                TestAuthority.rsaKey(2048),
                now.minus(Duration.ofDays(1)),
                now.plus(Duration.ofDays(80)),
                NAME));
    putFirst();
    phone = new AsteriskStub(own, own.resolve("phone_rsa.pem"), own.resolve("phone_rsa.key"));
    Files.writeString(
        own.resolve("nginx.conf"),
        """
        pid %1$s/nginx.pid; error_log %1$s/error.log; worker_processes 1;
        events { worker_connections 200; }
        http { access_log off; server { listen 127.0.0.1:%2$d ssl; ssl_protocols TLSv1.3;
          ssl_certificate %1$s/web.pem; ssl_certificate_key %1$s/web.key;
          ssl_certificate %1$s/web.rsa.pem; ssl_certificate_key %1$s/web.rsa.key;
          location / { return 200 ok; } } }
        """
            .formatted(own, WEB));
    nginx =
        PeerProcess.start(
            "nginx",
            own,
            List.of("nginx", "-p", own.toString(), "-c", conf(), "-g", "daemon off;"));
    nginx.awaitPort(WEB);
  }

  private static String conf() {
    return own.resolve("nginx.conf").toString();
  }

  private static String reload() {
    return "nginx -p " + own + " -c " + conf() + " -s reload";
  }

  private static void putFirst() throws IOException {
    copy(ecdsa.certificate(), "web.pem");
    copy(ecdsa.key(), "web.key");
    copy(rsa.certificate(), "web.rsa.pem");
    copy(rsa.key(), "web.rsa.key");
    copy(rsa.certificate(), "phone_rsa.pem");
    copy(rsa.key(), "phone_rsa.key");
    Files.writeString(
        own.resolve("phone_ecc.pem"),
        Files.readString(ecdsa.certificate()) + Files.readString(ecdsa.key()));
  }

  private static void copy(Path from, String to) throws IOException {
    Files.copy(from, own.resolve(to), StandardCopyOption.REPLACE_EXISTING);
  }

  @AfterAll
  static void stop() throws IOException {
    nginx.close();
    phone.close();
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    world.afresh().reset();
    putFirst();
    Files.setLastModifiedTime(phone.httpConf, FileTime.from(Instant.now()));
    for (String line : List.of(reload(), phone.reloadCommand())) {
      assertEquals(0, new ProcessBuilder("sh", "-c", line).inheritIO().start().waitFor(), line);
    }
    awaitOld();
  }

  /** Old workers of nginx take a last connection now and then: several in a row must be right. */
  private static void awaitOld() throws Exception {
    Set<String> old = old();
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    for (int right = 0; right < 5; ) {
      Set<String> now = everywhere();
      right = now.equals(old) ? right + 1 : 0;
      assertTrue(System.nanoTime() < end, () -> "the first pairs are not served again: " + now);
      Thread.sleep(20);
    }
  }

  private static Set<String> old() throws IOException {
    return Set.of(
        "web ECDSA " + RenewalWorld.leaf(ecdsa.certificate()),
        "web RSA " + RenewalWorld.leaf(rsa.certificate()),
        "phone ECDSA " + RenewalWorld.leaf(ecdsa.certificate()),
        "phone RSA " + RenewalWorld.leaf(rsa.certificate()));
  }

  /** What each server shows to clients of one kind only. */
  private static Set<String> everywhere() {
    return Set.of(
        "web ECDSA " + RenewalWorld.served(WEB, "ECDSA"),
        "web RSA " + RenewalWorld.served(WEB, "RSA"),
        "phone ECDSA " + RenewalWorld.served(phone.port(), "ECDSA"),
        "phone RSA " + RenewalWorld.served(phone.port(), "RSA"));
  }

  private static String yaml() {
    String yaml =
        world
            .yaml()
            .replace("deploy: [web, phone]", "deploy: [web, phone], keyType: dual")
            .replaceFirst("  web: .*\n", "  web: " + web("web.rsa.pem") + "\n")
            .replaceFirst(
                "  phone: .*\n",
                "  phone: { type: local, recipe: asterisk, certificate: %1$s/phone_ecc.pem, key: %1$s/phone_ecc.pem, rsa: { certificate: %1$s/phone_rsa.pem, key: %1$s/phone_rsa.key }, settings: %2$s, reload: [\"%3$s\"] }\n"
                    .formatted(own, phone.httpConf, phone.reloadCommand()))
            .replace("https: { port: " + world.webPort, "https: { port: " + WEB)
            .replace("wss: { port: " + world.asterisk.port(), "wss: { port: " + phone.port());
    return yaml;
  }

  private static String web(String rsaChain) {
    return "{ type: local, recipe: nginx, certificate: %1$s/web.pem, key: %1$s/web.key, rsa: { certificate: %1$s/%2$s, key: %1$s/web.rsa.key }, reload: [\"%3$s\"] }"
        .formatted(own, rsaChain, reload());
  }

  private static RunResult.Done done(RunResult result) {
    return assertInstanceOf(RunResult.Done.class, result, result::toString);
  }

  @Test
  void bothAreOrderedInstalledAndProvenToClientsOfEitherKind() throws Exception {
    long orders = world.pebble.orders();
    List<String> heard = new ArrayList<>();
    try (Prober web = new Prober(WEB);
        Prober ws = new Prober(phone.port())) {
      RunResult.Done done =
          done(world.renew(yaml(), Renewal.Purpose.RENEWAL, (state, text) -> heard.add(text)));
      assertEquals(orders + 2, world.pebble.orders());
      String ec = done.renewal().fingerprint();
      String second = RenewalWorld.leaf(own.resolve("web.rsa.pem"));
      assertNotEquals(ec, second);
      assertEquals(
          Set.of(
              "web ECDSA " + ec, "web RSA " + second, "phone ECDSA " + ec, "phone RSA " + second),
          everywhere());
      assertEquals(
          List.of(
              "https 127.0.0.1:" + WEB + " (ECDSA)",
              "https 127.0.0.1:" + WEB + " (RSA)",
              "wss 127.0.0.1:" + phone.port() + " (ECDSA)",
              "wss 127.0.0.1:" + phone.port() + " (RSA)"),
          done.renewal().doors());
      assertTrue(
          done.text().endsWith("WebSockets held through the reload: 1 before, 1 after"),
          done::text);
      assertEquals(0, web.failed() + ws.failed(), heard::toString);
    }
    assertEquals(List.of(), world.bind.txt("_acme-challenge." + NAME));
    assertEquals(List.of(), world.exposed());
  }

  @Test
  void whereOneKindIsNotServedAllDoorsGetTheOldPairsBack() throws Exception {
    copy(rsa.certificate(), "elsewhere.pem");
    String wrong =
        yaml()
            .replaceFirst("  web: .*\n", "  web: " + web("elsewhere.pem") + "\n")
            .replace("proof: 15s", "proof: 2s");
    RunResult result = world.renew(wrong);
    RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, result, result::toString);
    String evidence = failed.faults().getFirst().evidence();
    assertEquals(State.ROLLED_BACK, failed.renewal().state(), evidence);
    awaitOld();
    long orders = world.pebble.orders();
    done(world.renew(yaml()));
    assertEquals(orders, world.pebble.orders(), "it is installed, not ordered again");
    assertNotEquals(old(), everywhere());
  }

  @Test
  void aCrashBetweenTheTwoOrdersKeepsTheFirstCertificate() throws Exception {
    long orders = world.pebble.orders();
    assertThrows(
        Crash.class,
        () ->
            world.renew(
                yaml(),
                Renewal.Purpose.RENEWAL,
                (state, text) -> {
                  if (text.contains("another is ordered")) {
                    throw new Crash();
                  }
                }));
    done(world.renew(yaml()));
    assertEquals(orders + 2, world.pebble.orders());
  }

  private static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A certificate of one kind is not what is wanted now, so both are due at once. */
  @Test
  void whoAsksForBothLaterGetsBoth() throws Exception {
    String single = yaml().replace(", keyType: dual", "");
    done(world.renew(single));
    Configuration configuration = world.configuration(yaml());
    try (Database database = RenewalStack.open(configuration.storage())) {
      CurrentCertificate current =
          new CurrentCertificate(new RenewalStore(database, (handle, event) -> {}));
      assertTrue(current.find(task(single)).isPresent());
      assertTrue(current.find(task(yaml())).isEmpty());
    }
  }

  private static RenewalTask task(String yaml) {
    Configuration configuration = world.configuration(yaml);
    return new RenewalTasks(configuration).task(configuration.find("d1").orElseThrow());
  }
}
