package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.HostAndPort;
import io.linecheck.incident.NetworkDecision.Controls;
import io.linecheck.probe.dns.NamedResolver;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlWatchTest {
  private volatile Instant now = Instant.parse("2026-11-21T00:00:00Z");
  private final ControlWatch watch = new ControlWatch(() -> now);

  @Test
  void controlThatNeverAnsweredSaysNothing() throws Exception {
    watch.replace(List.of(() -> false));
    assertEquals(Controls.NONE, ask());
  }

  @Test
  void controlsAreUnreachableOnceAllThatAnsweredAreSilent() throws Exception {
    boolean[] up = {true};
    watch.replace(List.of(() -> up[0], () -> false));
    assertEquals(Controls.REACHABLE, ask());
    up[0] = false;
    assertEquals(Controls.UNREACHABLE, ask());
    up[0] = true;
    assertEquals(Controls.REACHABLE, ask());
  }

  @Test
  void theyAreNotAskedAgainAtOnce() throws Exception {
    int[] asked = {0};
    watch.replace(List.of(() -> ++asked[0] > 0));
    watch.ask();
    watch.ask();
    assertEquals(1, asked[0]);
  }

  @Test
  void oneThatHangsCostsTwoSeconds() throws Exception {
    watch.replace(
        List.of(() -> {
          Thread.sleep(60_000);
          return true;
        }));
    long began = System.nanoTime();
    assertEquals(Controls.NONE, ask());
    assertTrue(Duration.ofNanos(System.nanoTime() - began).toMillis() < 4000);
  }

  @Test
  void doorThatVanishesIsSilentAndOneThatRefusesIsNot() throws Exception {
    try (Gate gate = new Gate()) {
      HostAndPort door = new HostAndPort("127.0.0.1", gate.port());
      watch.use(List.of(door), List.of());
      assertEquals(Controls.REACHABLE, ask());
      watch.use(List.of(door), List.of());
      assertEquals(Controls.REACHABLE, watch.state());
      gate.vanish();
      assertEquals(Controls.UNREACHABLE, ask());
      gate.close();
      assertEquals(Controls.REACHABLE, ask());
    }
  }

  @ParameterizedTest
  @CsvSource({"0,true", "3,true", "5,true", "2,false"})
  void nameServerAnswersUnlessItFailsItself(int rcode, boolean answers) throws Exception {
    try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      Thread server =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  DatagramPacket packet = new DatagramPacket(new byte[512], 512);
                  socket.receive(packet);
                  packet.getData()[2] |= (byte) 0x80;
                  packet.getData()[3] = (byte) rcode;
                  socket.send(packet);
                } catch (java.io.IOException closed) {
                  Thread.currentThread().interrupt();
                }
              });
      assertEquals(
          answers,
          ControlWatch.nameServer(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()))
              .answers());
      server.join();
    }
  }

  @Test
  void nameServerOnThisMachineIsNoControl() throws Exception {
    watch.use(
        List.of(),
        List.of(new NamedResolver("default", Optional.of(new InetSocketAddress("127.0.0.1", 53)))));
    assertEquals(Controls.NONE, ask());
  }

  private Controls ask() throws InterruptedException {
    now = now.plusSeconds(10);
    watch.ask();
    return watch.state();
  }
}
