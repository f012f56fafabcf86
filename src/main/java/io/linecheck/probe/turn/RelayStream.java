package io.linecheck.probe.turn;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.stun.AttributeType;
import io.linecheck.probe.stun.Decoded;
import io.linecheck.probe.stun.StunCodec;
import io.linecheck.probe.stun.StunMessage;
import io.linecheck.probe.stun.StunMethod;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Paced packets through a channel to a peer that sends them back. A few suffice where none is lost
 * or slow; where one is, more follow, so that the loss is a ratio and not chance. Where this
 * machine itself is late, it sends no burst to catch up, and waits again.
 */
final class RelayStream {
  /** The number of the packet that the peer sends by itself; it is not measured. */
  static final int HELLO = -1;

  private static final Duration RESERVE = Duration.ofSeconds(1);

  /**
   * Who wakes up so much later than asked has not been listening: what came is still on its way.
   */
  private static final Duration OVERSLEPT = Duration.ofMillis(20);

  /** A pause that is longer than so many begins a new rhythm. */
  private static final int CATCH_UP = 4;

  private final TurnSession session;
  private final TurnSettings settings;
  private final RelayPackets packets;
  private final EchoPeer peer;
  private final Deadline deadline;
  private final Map<Integer, Long> sent = new HashMap<>();
  private final Map<Integer, Long> back = new HashMap<>();
  private Optional<InetSocketAddress> seen = Optional.empty();
  private boolean broken;
  private boolean patient;
  private int next;

  RelayStream(
      TurnSession session,
      TurnSettings settings,
      RelayPackets packets,
      EchoPeer peer,
      Deadline deadline) {
    this.session = session;
    this.settings = settings;
    this.packets = packets;
    this.peer = peer;
    this.deadline = deadline;
    session.client().others(this::heard);
  }

  /** Sends and listens; whether anything came back. */
  boolean run(int channel) throws InterruptedException {
    sent.clear();
    back.clear();
    send(channel, settings.packets(), settings.pace());
    collect();
    boolean doubtful = back.size() < sent.size() || RelayDecision.isSlow(measurement());
    Duration needed =
        settings.morePace().multipliedBy(settings.morePackets()).plus(settings.straggler());
    if (!back.isEmpty() && doubtful && deadline.remaining().compareTo(needed.plus(RESERVE)) > 0) {
      send(channel, settings.morePackets(), settings.morePace());
      collect();
    }
    return !back.isEmpty();
  }

  /** Whether the run's time sufficed to call nothing silence. */
  boolean patient() {
    return patient;
  }

  /** The peer as the relay sees it, learned from a packet that came by no channel. */
  Optional<InetSocketAddress> seen() {
    return seen;
  }

  /** The numbers of the last run. */
  RelayMeasurement measurement() {
    return RelayMeasurement.of(sent, peer.arrivals(), back);
  }

  private void send(int channel, int count, Duration pace) throws InterruptedException {
    long due = System.nanoTime();
    for (int i = 1; i <= count && !broken && !deadline.passed(); i++) {
      int number = next++;
      long now = System.nanoTime();
      sent.put(number, now);
      broken = !session.send(channel, packets.packet(number), deadline);
      due = (now - due > pace.toNanos() * CATCH_UP ? now : due) + pace.toNanos();
      Deadline pause = new Deadline(due);
      while (!broken && i < count && !pause.passed()) {
        broken = !session.client().listen(pause);
      }
    }
  }

  private void collect() throws InterruptedException {
    Duration rest = settings.straggler().dividedBy(4);
    patient = deadline.remaining().compareTo(rest) >= 0;
    Deadline last = deadline.atMost(settings.straggler());
    while (!broken && back.size() < sent.size() && !last.passed()) {
      int before = back.size();
      broken = !session.client().listen(last);
      if (back.size() > before || overslept(last)) {
        last = deadline.atMost(rest);
      }
    }
  }

  private static boolean overslept(Deadline asked) {
    return System.nanoTime() - asked.nanos() > OVERSLEPT.toNanos();
  }

  private void heard(Buffer bytes) {
    long now = System.nanoTime();
    if (bytes.length() >= 4 && bytes.getUnsignedByte(0) >>> 6 == 1) {
      int length = bytes.getUnsignedShort(2);
      if (bytes.length() >= 4 + length) {
        arrived(bytes.getBuffer(4, 4 + length), now);
      }
    } else if (StunCodec.decode(bytes) instanceof Decoded.Whole(StunMessage message)
        && message.method() == StunMethod.DATA) {
      Optional<Buffer> data = message.find(AttributeType.DATA);
      if (data.isPresent() && packets.number(data.get()).isPresent()) {
        seen = message.findXored(AttributeType.XOR_PEER_ADDRESS);
        arrived(data.get(), now);
      }
    }
  }

  private void arrived(Buffer data, long now) {
    packets
        .number(data)
        .ifPresent(number -> {
          if (sent.containsKey(number)) {
            back.putIfAbsent(number, now);
          }
        });
  }
}
