package io.linecheck.probe.turn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Secret;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Stage;
import io.linecheck.model.Status;
import io.linecheck.peer.Coturn;
import io.linecheck.peer.FreePorts;
import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.stun.Answer;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.UdpTransport;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each fault injected into a real coturn has its code, and costs no more than it must. */
class CoturnFaultsIT {
  private static final String SECRET = "north-wind-7";
  private static final String REST = "--static-auth-secret=" + SECRET;

  @TempDir static Path folder;
  private static Coturn healthy;

  @BeforeAll
  static void start() {
    healthy = Coturn.start(folder, "--use-auth-secret", REST, "--allow-loopback-peers");
  }

  @AfterAll
  static void stop() {
    healthy.close();
  }

  @Test
  void wrongSecretIsToldFromAWrongClockByOneMoreAllocate() throws Exception {
    TurnRun.Outcome seen = udp(healthy).secret("south-wind-8").run();
    assertCode("turn-credentials-rejected", seen);
    assertTrue(
        seen.evidence()
            .contains(
                "so is a time stamp ten years ahead, so the clock is not the cause: the shared"
                    + " secret differs"),
        seen::toString);
    // One with a time stamp far ahead, one with the name before the time stamp.
    assertEquals("2", seen.fact("turn.extraAllocations"));
    assertEquals("2", seen.fact("turn.extraConnections"));
    assertEquals(Optional.of(Status.SKIPPED), seen.status(Stage.RELAY));
  }

  @Test
  void serverClockTwoHoursAheadIsMeasuredInSeconds() throws Exception {
    TurnRun.Outcome seen = skewed(Duration.ofHours(2));
    assertCode("turn-clock-skew", seen);
    assertSkew(7200, 3, seen);
  }

  @Test
  void anOddSkewIsMeasuredToASmallPart() throws Exception {
    TurnRun.Outcome seen = skewed(Duration.ofSeconds(4321));
    assertCode("turn-clock-skew", seen);
    assertSkew(4321, 90, seen);
  }

  @Test
  void expiredUserIsSaidToHaveExpired() throws Exception {
    TurnCredentials expired = TurnCredentials.rest(new Secret(SECRET), 1_700_000_000L, "7999");
    TurnRun.Outcome seen = udp(healthy).user(expired.user(), expired.password().value()).run();
    assertCode("turn-credentials-rejected", seen);
    assertTrue(
        seen.evidence().contains("the user name expired at 2023-11-14T22:13:20Z"), seen::toString);
    assertEquals("", seen.fact("turn.extraAllocations"));
  }

  @Test
  void numericUserBeforeTheTimestampIsTheWrongOrder() throws Exception {
    String user = "10001:" + (Instant.now().getEpochSecond() + 3600);
    TurnRun.Outcome seen = udp(healthy).user(user, RestPassword.of(SECRET, user)).run();
    assertCode("turn-username-order", seen);
    assertEquals("", seen.fact("turn.extraAllocations"));
  }

  @Test
  void theOtherOrderWorksWithTheSameSecret() throws Exception {
    String user = (Instant.now().getEpochSecond() + 3600) + ":10001";
    assertEquals(List.of(), udp(healthy).user(user, RestPassword.of(SECRET, user)).run().codes());
  }

  @Test
  void allocationWithoutCredentialsIsAnOpenRelay() throws Exception {
    try (Coturn open = Coturn.start(folder, "--no-auth", "--allow-loopback-peers")) {
      TurnRun.Outcome seen = udp(open).secret(SECRET).run();
      assertCode("turn-open-relay", seen);
      assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY), seen::toString);
    }
  }

  @Test
  void longTermUserIsAcceptedAndAWrongPasswordRejected() throws Exception {
    try (Coturn users =
        Coturn.start(folder, "--lt-cred-mech", "--user=7999:blue", "--allow-loopback-peers")) {
      assertEquals(List.of(), udp(users).user("7999", "blue").run().codes());
      TurnRun.Outcome seen = udp(users).user("7999", "green").run();
      assertCode("turn-credentials-rejected", seen);
      assertEquals("", seen.fact("turn.extraAllocations"));
    }
  }

  @Test
  void deniedMediaAddressIsAForbiddenPeer() throws Exception {
    try (Coturn strict =
        Coturn.start(
            folder,
            "--use-auth-secret",
            REST,
            "--allow-loopback-peers",
            "--denied-peer-ip=203.0.113.0-203.0.113.255")) {
      TurnRun.Outcome seen = udp(strict).secret(SECRET).media("203.0.113.10").run();
      assertCode("turn-peer-forbidden", seen);
      assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY), seen::toString);
    }
  }

  @Test
  void relayThatForbidsOurOwnAddressStaysUnproven() throws Exception {
    try (Coturn strict = Coturn.start(folder, "--use-auth-secret", REST)) {
      TurnRun.Outcome seen = udp(strict).secret(SECRET).run();
      assertEquals(List.of(), seen.codes(), seen::toString);
      assertEquals(Optional.of(Status.UNKNOWN), seen.status(Stage.RELAY), seen::toString);
    }
  }

  @Test
  void relayAddressOfAnotherNetworkIsNotBlamedOnAFirewall() throws Exception {
    for (String astray : List.of("10.1.2.3", "100.64.1.2", "169.254.7.7", "192.0.2.9")) {
      try (Coturn cloud =
          Coturn.start(
              folder,
              "--use-auth-secret",
              REST,
              "--allow-loopback-peers",
              "--external-ip=" + astray)) {
        TurnRun.Outcome seen = udp(cloud).secret(SECRET).run();
        assertCode("turn-relay-address-private", seen);
        assertTrue(seen.evidence().contains(astray), seen::toString);
      }
    }
  }

  @Test
  void serverThatSendsOnIsFollowedOverUdpAndTcp() throws Exception {
    try (Coturn front =
        Coturn.start(
            folder,
            "--use-auth-secret",
            REST,
            "--alternate-server=127.0.0.1:" + healthy.address().getPort())) {
      for (ServiceKind kind : List.of(ServiceKind.TURN_UDP, ServiceKind.TURN_TCP)) {
        TurnRun.Outcome seen = TurnRun.of(kind, front.address()).secret(SECRET).run();
        assertEquals(List.of(), seen.codes(), seen::toString);
        assertEquals(Optional.of(Status.OK), seen.status(Stage.RELAY), seen::toString);
        assertEquals("127.0.0.1:" + healthy.address().getPort(), seen.fact("turn.alternateServer"));
      }
    }
  }

  @Test
  void quotaThatOnlyOurOwnTransportsReachIsNoFault() throws Exception {
    try (Coturn small =
        Coturn.start(
            folder,
            "--lt-cred-mech",
            "--user=7999:blue",
            "--user-quota=1",
            "--allow-loopback-peers")) {
      try (TurnSession other = session(small.address())) {
        allocate(other);
        Thread.ofVirtual()
            .start(() -> {
              try {
                Thread.sleep(400);
                other.close();
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
        TurnRun.Outcome seen = udp(small).user("7999", "blue").run();
        assertEquals(List.of(), seen.codes(), seen::toString);
      }
    }
  }

  @Test
  void usedUpQuotaIsNamed() throws Exception {
    try (Coturn small =
        Coturn.start(
            folder,
            "--lt-cred-mech",
            "--user=7999:blue",
            "--user-quota=1",
            "--allow-loopback-peers")) {
      try (TurnSession other = session(small.address())) {
        allocate(other);
        assertCode("turn-quota-reached", udp(small).user("7999", "blue").run());
      }
    }
  }

  @Test
  void usedUpRelayPortsAreNamed() throws Exception {
    int port = FreePorts.one();
    try (Coturn small =
        Coturn.start(
            folder,
            "--lt-cred-mech",
            "--user=7999:blue",
            "--min-port=" + port,
            "--max-port=" + port,
            "--allow-loopback-peers")) {
      try (TurnSession other = session(small.address())) {
        allocate(other);
        assertCode("turn-capacity-reached", udp(small).user("7999", "blue").run());
      }
    }
  }

  @Test
  void relayWithoutUdpIsAnUnsupportedTransport() throws Exception {
    try (Coturn tcpOnly = Coturn.start(folder, "--use-auth-secret", REST, "--no-udp-relay")) {
      assertCode("turn-transport-unsupported", udp(tcpOnly).secret(SECRET).run());
    }
  }

  @Test
  void stunOnlyServerDoesNotAnswerAllocate() throws Exception {
    try (Coturn stun = Coturn.start(folder, "--use-auth-secret", REST, "--stun-only")) {
      TurnRun.Outcome seen = udp(stun).secret(SECRET).settings(impatient()).run();
      assertCode("turn-no-answer", seen);
      assertTrue(
          seen.evidence().endsWith("it answers STUN Binding, so TURN is switched off there"),
          seen::toString);
    }
  }

  @Test
  void closedPortIsSeenAtOnce() throws Exception {
    InetSocketAddress closed = new InetSocketAddress("127.0.0.1", FreePorts.closed());
    TurnRun.Outcome seen = TurnRun.of(ServiceKind.TURN_UDP, closed).secret(SECRET).run();
    assertCode("turn-no-answer", seen);
    assertTrue(seen.evidence().contains("ICMP port unreachable"), seen::toString);
    assertTrue(seen.took().toMillis() < 1000, seen::toString);
  }

  @Test
  void withoutCredentialsTheChallengeShowsThatItLives() throws Exception {
    TurnRun.Outcome seen = udp(healthy).run();
    assertEquals(List.of(), seen.codes());
    assertEquals("no TURN credentials", seen.fact("turn.untried"));
    assertEquals(Optional.of(Status.OK), seen.status(Stage.TURN));
    assertEquals(Optional.of(Status.SKIPPED), seen.status(Stage.RELAY));
  }

  @Test
  void interruptedCheckStillReleasesItsAllocation() throws Exception {
    try (Coturn small =
        Coturn.start(
            folder,
            "--lt-cred-mech",
            "--user=7999:blue",
            "--user-quota=1",
            "--allow-loopback-peers")) {
      Thread ended =
          Thread.ofVirtual()
              .start(() -> {
                try (TurnSession session = session(small.address())) {
                  allocate(session);
                  session.client().listen(Deadline.in(Duration.ofSeconds(20)));
                } catch (InterruptedException expected) {
                  Thread.currentThread().interrupt();
                }
              });
      small
          .process()
          .await(
              "an allocation",
              () -> small.process().output().contains("ALLOCATE processed, success"));
      ended.interrupt();
      ended.join();
      small
          .process()
          .await(
              "the release",
              () -> small.process().output().contains("closed (2nd stage), user <7999>"));
      assertEquals(List.of(), udp(small).user("7999", "blue").run().codes());
    }
  }

  private static TurnRun.Outcome skewed(Duration ahead) throws Exception {
    InstantSource behind = () -> Instant.now().minus(ahead);
    return udp(healthy).secret(SECRET).clock(behind).run();
  }

  private static void assertSkew(long expected, long tolerance, TurnRun.Outcome seen) {
    String seconds = seen.evidence().replaceFirst("^the server's clock is (\\d+) s ahead.*", "$1");
    assertEquals(expected, Long.parseLong(seconds), tolerance, seen::toString);
    int attempts = Integer.parseInt(seen.fact("turn.extraAllocations"));
    assertTrue(attempts <= 12, () -> attempts + " Allocates");
  }

  private static void assertCode(String code, TurnRun.Outcome seen) {
    assertEquals(List.of(code), seen.codes(), seen::toString);
  }

  private static TurnRun udp(Coturn server) {
    return TurnRun.of(ServiceKind.TURN_UDP, server.address());
  }

  private static TurnSettings impatient() {
    TurnSettings standard = TurnSettings.STANDARD;
    return new TurnSettings(
        Duration.ofMillis(700),
        standard.answer(),
        standard.credentialLifetime(),
        standard.packets(),
        standard.pace(),
        standard.morePackets(),
        standard.morePace(),
        standard.packetBytes(),
        standard.straggler());
  }

  private static TurnSession session(InetSocketAddress server) {
    return new TurnSession(UdpTransport.open(server), new Transcript(List.of()));
  }

  private static void allocate(TurnSession session) throws InterruptedException {
    Deadline deadline = Deadline.in(Duration.ofSeconds(5));
    Answer challenged = session.allocate(deadline);
    StunMessage message = TurnSession.message(challenged).orElseThrow();
    session.identify(
        new TurnCredentials("7999", new Secret("blue")), Challenge.find(message).orElseThrow());
    assertTrue(TurnSession.succeeded(session.allocate(deadline)));
  }
}
