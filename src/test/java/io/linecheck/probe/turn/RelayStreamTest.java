package io.linecheck.probe.turn;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.Transcript;
import io.linecheck.probe.stun.Received;
import io.linecheck.probe.stun.StunTransport;
import io.vertx.core.buffer.Buffer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class RelayStreamTest {
  private static final int CHANNEL = 0x4000;
  private static final TurnSettings SETTINGS =
      new TurnSettings(
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMinutes(5),
          5,
          Duration.ofMillis(1),
          10,
          Duration.ofMillis(1),
          172,
          Duration.ofMillis(40));

  @Test
  void whoWakesUpLateListensAgainBeforeItCallsNothingSilence() throws Exception {
    // The last wait of the first round ends late; the answers are there only after it.
    assertTrue(run(new Relay(wait -> wait == 1), Duration.ofSeconds(5)));
  }

  @Test
  void silenceInTimeIsSilence() throws Exception {
    assertFalse(run(new Relay(wait -> false), Duration.ofSeconds(5)));
  }

  /** What was sent comes back after the first wait that ended late. */
  private static final class Relay implements StunTransport {
    private final IntPredicate late;
    private final Queue<Buffer> held = new ArrayDeque<>();
    private boolean given;
    private int waits;

    Relay(IntPredicate late) {
      this.late = late;
    }

    @Override
    public boolean send(Buffer message, Deadline deadline) {
      held.add(message);
      return true;
    }

    @Override
    public Received receive(Deadline deadline) throws InterruptedException {
      if (given && !held.isEmpty()) {
        return new Received.Packet(held.remove(), remote());
      }
      boolean whole = held.size() == SETTINGS.packets();
      waits += whole ? 1 : 0;
      given |= whole && late.test(waits);
      Thread.sleep(deadline.remaining().plusMillis(given ? 60 : 1));
      return new Received.Silence();
    }

    @Override
    public boolean reliable() {
      return false;
    }

    @Override
    public InetSocketAddress local() {
      return remote();
    }

    @Override
    public InetSocketAddress remote() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    }

    @Override
    public void farewell(Buffer message) {}

    @Override
    public void close() {}
  }

  private static boolean run(Relay relay, Duration time) throws InterruptedException {
    Deadline deadline = Deadline.in(time);
    TurnSession session = new TurnSession(relay, new Transcript(List.of()));
    RelayPackets packets = new RelayPackets(SETTINGS.packetBytes());
    try (EchoPeer peer =
        new EchoPeer(
            new Relay(wait -> false), packets, OptionalInt.empty(), Deadline.in(Duration.ZERO))) {
      return new RelayStream(session, SETTINGS, packets, peer, deadline).run(CHANNEL);
    }
  }
}
