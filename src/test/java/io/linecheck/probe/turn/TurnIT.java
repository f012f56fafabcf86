package io.linecheck.probe.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.TestAuthority;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnIT {
  private static final String SECRET = "north-wind-7";

  @TempDir static Path folder;
  private static Coturn healthy;

  @BeforeAll
  static void start() {
    healthy =
        Coturn.start(
            folder,
            "--use-auth-secret",
            "--static-auth-secret=" + SECRET,
            "--allow-loopback-peers");
  }

  @AfterAll
  static void stop() {
    healthy.close();
  }

  @Test
  void healthyRelayCarriesDataOverUdp() throws Exception {
    TurnRun run =
        TurnRun.of(ServiceKind.TURN_UDP, healthy.address()).secret(SECRET).media("127.0.0.1");
    run.run();
    TurnRun.Outcome seen = run.run();
    assertHealthy(seen);
    assertTrue(seen.took().toMillis() < 700, seen::toString);
  }

  @Test
  void healthyRelayCarriesDataOverTcp() throws Exception {
    assertHealthy(
        TurnRun.of(ServiceKind.TURN_TCP, healthy.address())
            .secret(SECRET)
            .media("127.0.0.1")
            .run());
  }

  @Test
  void healthyRelayCarriesDataOverTls() throws Exception {
    TestAuthority authority = TestAuthority.today();
    TestAuthority.CertificateFiles files =
        authority.writeChain(folder, "turn", authority.leaf("turn.linecheck.test"));
    try (Coturn server =
        Coturn.startWithTls(
            folder,
            files.certificate(),
            files.key(),
            "--use-auth-secret",
            "--static-auth-secret=" + SECRET,
            "--allow-loopback-peers")) {
      SSLContext context = trusting(authority);
      assertHealthy(
          TurnRun.of(ServiceKind.TURN_TLS, server.tlsAddress())
              .opening(address ->
                  context.getSocketFactory().createSocket(address.getAddress(), address.getPort()))
              .secret(SECRET)
              .media("127.0.0.1")
              .run());
    }
  }

  private static SSLContext trusting(TestAuthority authority) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("root", authority.root());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(roots);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  private static void assertHealthy(TurnRun.Outcome seen) {
    assertEquals(List.of(), seen.codes(), seen::toString);
    assertEquals(Optional.of(Status.OK), seen.status(Stage.TURN), seen::toString);
    assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY), seen::toString);
    assertEquals("reflexive", seen.fact("relay.path"));
    assertEquals("0.0000", seen.fact("relay.lossRatio"));
    assertEquals(Coturn.REALM, seen.fact("turn.realm"));
    assertEquals("600", seen.fact("turn.lifetimeSeconds"));
    assertEquals(0, seen.furtherOpened());
    String last = seen.transcript().lines().getLast().text();
    assertTrue(last.startsWith("Refresh success response, LIFETIME 0 s"), last);
  }
}
