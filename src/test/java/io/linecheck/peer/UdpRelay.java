package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A bad network in front of a UDP server: loses, delays and shakes packets in each direction, by
 * chance from a fixed seed. Every client gets a socket of its own towards the server.
 */
public final class UdpRelay implements AutoCloseable {
  /**
   * What happens to each packet of one direction.
   *
   * @param lossRatio 0 to 1: of every 1/ratio packets of a client one, anywhere among them, so that
   *     short measurements find what was injected
   * @param delay of every packet
   * @param jitter a further delay of each packet, evenly between nothing and this
   */
  public record Impairment(double lossRatio, Duration delay, Duration jitter) {
    /** None. */
    public static final Impairment NONE = new Impairment(0, Duration.ZERO, Duration.ZERO);

    /** Everything is lost. */
    public static final Impairment DEAD = new Impairment(1, Duration.ZERO, Duration.ZERO);
  }

  /**
   * What arrives while this machine is busy elsewhere waits; it is lost only where that is meant.
   */
  private static final int PATIENCE_BYTES = 1 << 20;

  private final DatagramSocket door;
  private final InetSocketAddress server;
  private final Map<SocketAddress, DatagramSocket> clients = new ConcurrentHashMap<>();
  private final Map<SocketAddress, Flow> flowsThere = new ConcurrentHashMap<>();
  private final DelayQueue<Late> late = new DelayQueue<>();
  private final Random chance = new Random(20_261_121);
  private final Tally tallyThere = new Tally();
  private final Tally tallyBack = new Tally();
  private volatile Impairment there = Impairment.NONE;
  private volatile Impairment back = Impairment.NONE;

  private static final class Tally {
    private final AtomicInteger packets = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();

    double ratio() {
      return (double) lost.get() / Math.max(1, packets.get());
    }
  }

  /** The packets of one client in one direction. */
  private static final class Flow {
    private int position;
    private int length;
    private int victim;

    boolean loses(double ratio, Random chance) {
      if (ratio <= 0 || ratio >= 1) {
        return ratio >= 1;
      }
      if (position == length) {
        position = 0;
        length = (int) Math.round(1 / ratio);
        victim = chance.nextInt(length);
      }
      return position++ == victim;
    }
  }

  private record Late(DatagramSocket from, DatagramPacket packet, long dueNanos)
      implements Delayed {
    @Override
    public long getDelay(TimeUnit unit) {
      return unit.convert(dueNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
      return Long.compare(dueNanos, ((Late) other).dueNanos);
    }
  }

  /** Opens one on an address, before a server; port 0 takes a free one. */
  public UdpRelay(InetAddress address, int port, InetSocketAddress server) {
    this.server = server;
    try {
      this.door = new DatagramSocket(port, address);
      this.door.setReceiveBufferSize(PATIENCE_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofPlatform().daemon().start(this::send);
    Thread.ofPlatform().daemon().start(this::fromClients);
  }

  /** Makes the network worse, or well again. */
  public void impair(Impairment towardsServer, Impairment towardsClient) {
    there = towardsServer;
    back = towardsClient;
  }

  /** How much was really lost on the way to the server. */
  public double lostThere() {
    return tallyThere.ratio();
  }

  /** How much was really lost on the way back. */
  public double lostBack() {
    return tallyBack.ratio();
  }

  /** Where clients send to. */
  public int port() {
    return door.getLocalPort();
  }

  private void fromClients() {
    try {
      while (true) {
        DatagramPacket packet = receive(door);
        SocketAddress client = packet.getSocketAddress();
        DatagramSocket socket = clients.get(client);
        if (socket == null) {
          socket = new DatagramSocket();
          socket.setReceiveBufferSize(PATIENCE_BYTES);
          socket.connect(server);
          clients.put(client, socket);
          DatagramSocket own = socket;
          Thread.ofPlatform().daemon().start(() -> fromServer(own, client));
        }
        packet.setSocketAddress(server);
        Flow flow = flowsThere.computeIfAbsent(client, any -> new Flow());
        pass(socket, packet, there, flow, tallyThere);
      }
    } catch (IOException closed) {
      clients.values().forEach(DatagramSocket::close);
    }
  }

  private void fromServer(DatagramSocket socket, SocketAddress client) {
    Flow flow = new Flow();
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = receive(socket);
        packet.setSocketAddress(client);
        pass(door, packet, back, flow, tallyBack);
      } catch (java.net.PortUnreachableException refused) {
        // The server is away: what the client would see is silence.
      } catch (IOException closed) {
        socket.close();
      }
    }
  }

  private static DatagramPacket receive(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
    socket.receive(packet);
    return packet;
  }

  private void pass(
      DatagramSocket from, DatagramPacket packet, Impairment how, Flow flow, Tally tally) {
    tally.packets.incrementAndGet();
    long delay = how.delay().toNanos();
    synchronized (chance) {
      if (flow.loses(how.lossRatio(), chance)) {
        tally.lost.incrementAndGet();
        return;
      }
      delay += (long) (chance.nextDouble() * how.jitter().toNanos());
    }
    late.add(new Late(from, packet, System.nanoTime() + delay));
  }

  private void send() {
    try {
      while (!door.isClosed()) {
        Late one = late.poll(1, TimeUnit.SECONDS);
        if (one != null && !one.from().isClosed()) {
          one.from().send(one.packet());
        }
      }
    } catch (InterruptedException | IOException closed) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    door.close();
  }
}
