package io.linecheck.probe.turn;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.stun.Received;
import io.linecheck.probe.stun.StunTransport;
import io.linecheck.probe.stun.UdpTransport;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The far end of a measurement: sends back every packet of ours that reaches it and notes when it
 * came. Either a bare UDP socket or a second allocation. Has a virtual thread of its own.
 */
final class EchoPeer implements AutoCloseable {
  private final StunTransport transport;
  private final RelayPackets packets;
  private final OptionalInt channel;
  private final Deadline deadline;
  private final Map<Integer, Long> arrivals = new ConcurrentHashMap<>();
  private final CompletableFuture<InetSocketAddress> source = new CompletableFuture<>();
  private final Thread thread;

  /**
   * Starts echoing.
   *
   * @param transport where packets come from; owned by who opened it
   * @param packets tells ours from others
   * @param channel of the second allocation, else empty: packets come bare
   */
  EchoPeer(StunTransport transport, RelayPackets packets, OptionalInt channel, Deadline deadline) {
    this.transport = transport;
    this.packets = packets;
    this.channel = channel;
    this.deadline = deadline;
    this.thread = Thread.ofVirtual().name("relay-echo").start(this::run);
  }

  /** When each packet came, by its number, on the scale of {@link System#nanoTime()}. */
  Map<Integer, Long> arrivals() {
    return arrivals;
  }

  /** Who sent the first packet of ours that came; empty where none did. */
  Optional<InetSocketAddress> source() {
    return source.isDone() ? Optional.of(source.join()) : Optional.empty();
  }

  /** Ends the echo; the transport stays as it is, save that an interrupt may have closed it. */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    thread.interrupt();
    try {
      thread.join(Duration.ofMillis(200));
    } catch (InterruptedException again) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!deadline.passed()) {
        switch (transport.receive(deadline)) {
          case Received.Packet packet -> echo(packet);
          case Received.Silence() -> {
            return;
          }
          case Received.Garbage(String glimpse) -> {
            return;
          }
          case Received.Broken(String reason) -> {
            return;
          }
        }
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void echo(Received.Packet packet) throws InterruptedException {
    Buffer data = packet.bytes();
    if (channel.isPresent()) {
      if (data.length() < 4 || data.getUnsignedShort(0) != channel.getAsInt()) {
        return;
      }
      data = data.getBuffer(4, Math.min(data.length(), 4 + data.getUnsignedShort(2)));
    }
    OptionalInt number = packets.number(data);
    if (number.isEmpty()) {
      return;
    }
    arrivals.putIfAbsent(number.getAsInt(), System.nanoTime());
    source.complete(packet.source());
    if (channel.isPresent()) {
      transport.send(TurnSession.channelData(channel.getAsInt(), data), deadline);
    } else if (transport instanceof UdpTransport udp) {
      udp.sendTo(data, packet.source());
    }
  }
}
