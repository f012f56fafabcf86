package io.linecheck.probe.stun;

import io.linecheck.probe.Deadline;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * STUN over UDP (RFC 8489 section 6.2.1). Towards a server the channel is connected, so that the
 * kernel tells of ICMP errors and drops what others send; as a peer of a relay, or where an answer
 * from another address is awaited, it is not. A virtual thread that waits here holds no platform
 * thread.
 */
public final class UdpTransport implements StunTransport {
  private static final int MAX_DATAGRAM = 4096;

  private final InetSocketAddress remote;
  private final boolean connected;
  private final byte[] buffer = new byte[MAX_DATAGRAM];
  private @Nullable DatagramChannel channel;
  private InetSocketAddress local = new InetSocketAddress(0);
  private volatile @Nullable String failure;

  private UdpTransport(InetSocketAddress remote, boolean connected) {
    this.remote = remote;
    this.connected = connected;
  }

  /** A socket that speaks with one server; where opening fails, {@link #receive} says why. */
  public static UdpTransport open(InetSocketAddress server) {
    return open(Optional.empty(), server, true);
  }

  /** The same from a given local port, once whoever had it has closed it. */
  public static UdpTransport open(InetSocketAddress local, InetSocketAddress server) {
    return open(Optional.of(local), server, true);
  }

  /** A socket that hears everybody and by default sends to the given address. */
  public static UdpTransport openToAll(InetSocketAddress local, InetSocketAddress server) {
    return open(Optional.of(local), server, false);
  }

  private static UdpTransport open(
      Optional<InetSocketAddress> local, InetSocketAddress server, boolean connected) {
    UdpTransport transport = new UdpTransport(server, connected);
    try {
      DatagramChannel channel = DatagramChannel.open();
      transport.channel = channel;
      if (local.isPresent()) {
        channel.bind(local.get());
      }
      if (connected) {
        channel.connect(server);
      }
      if (channel.getLocalAddress() instanceof InetSocketAddress address) {
        transport.local = address;
      }
    } catch (IOException problem) {
      transport.failure = words(problem);
    }
    return transport;
  }

  @Override
  public boolean send(Buffer message, Deadline deadline) throws InterruptedException {
    return sendTo(message, remote);
  }

  /** Sends to another address than the server's; only for a socket that is open to all. */
  public boolean sendTo(Buffer message, InetSocketAddress target) throws InterruptedException {
    DatagramChannel open = channel;
    if (open == null || failure != null) {
      return false;
    }
    try {
      write(open, message, target);
      return true;
    } catch (IOException problem) {
      interrupted();
      // That one peer cannot be reached from here says nothing of the others.
      if (connected) {
        failure = words(problem);
      }
      return false;
    }
  }

  private void write(DatagramChannel open, Buffer message, InetSocketAddress target)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(message.getBytes());
    if (connected) {
      open.write(bytes);
    } else {
      open.send(bytes, target);
    }
  }

  @Override
  public Received receive(Deadline deadline) throws InterruptedException {
    DatagramChannel open = channel;
    if (open == null || failure != null) {
      String reason = failure;
      return new Received.Broken(reason == null ? "closed" : reason);
    }
    long millis = deadline.remaining().plusNanos(999_999).toMillis();
    if (millis <= 0) {
      return new Received.Silence();
    }
    DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
    try {
      open.socket().setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
      open.socket().receive(packet);
      return new Received.Packet(
          Buffer.buffer(packet.getLength()).appendBytes(buffer, 0, packet.getLength()),
          new InetSocketAddress(packet.getAddress(), packet.getPort()));
    } catch (SocketTimeoutException silence) {
      return new Received.Silence();
    } catch (IOException problem) {
      interrupted();
      failure = words(problem);
      return new Received.Broken(words(problem));
    }
  }

  @Override
  public boolean reliable() {
    return false;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public InetSocketAddress remote() {
    return remote;
  }

  /** An interrupt has closed the channel: the same port is opened again for the last words. */
  @Override
  public void farewell(Buffer message) {
    boolean interrupted = Thread.interrupted();
    try {
      DatagramChannel open = channel;
      if (open != null && open.isOpen()) {
        write(open, message, remote);
      } else if (open != null) {
        UdpTransport again = open(local, remote);
        again.send(message, new Deadline(0));
        again.close();
      }
    } catch (IOException gone) {
      failure = words(gone);
    } catch (InterruptedException again) {
      interrupted = true;
    } finally {
      close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    DatagramChannel open = channel;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException ignored) {
      failure = "closed";
    }
  }

  private static void interrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  private static String words(IOException problem) {
    if (problem instanceof PortUnreachableException) {
      return "ICMP port unreachable: nothing listens there";
    }
    String message = problem.getMessage();
    return message == null ? problem.getClass().getSimpleName() : message;
  }
}
