package io.linecheck.probe.call;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/**
 * The nominated pair of a call, its packets told apart by their first byte (RFC 7983): DTLS for the
 * handshake, RTP and RTCP for the media. Where more comes than is taken, the oldest is dropped. A
 * virtual thread reads until the socket is closed.
 */
final class MediaSocket implements AutoCloseable {
  private static final int MTU = 1500;
  private static final int DTLS_WAITING = 64;
  private static final int MEDIA_WAITING = 4000;

  private final DatagramSocket socket;
  private final InetSocketAddress peer;
  private final BlockingQueue<byte[]> dtls = new ArrayBlockingQueue<>(DTLS_WAITING);
  private final BlockingQueue<Arrival> media = new ArrayBlockingQueue<>(MEDIA_WAITING);
  private final Thread reader;

  /**
   * A packet and when it came.
   *
   * @param nanos on the scale of {@link System#nanoTime()}
   */
  record Arrival(byte[] packet, long nanos) {}

  MediaSocket(DatagramSocket socket, InetSocketAddress peer) {
    this.socket = socket;
    this.peer = peer;
    this.reader = Thread.ofVirtual().name("call-media").start(this::read);
  }

  private void read() {
    byte[] buffer = new byte[MTU];
    try {
      while (!Thread.currentThread().isInterrupted()) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        socket.receive(packet);
        long now = System.nanoTime();
        int first = packet.getLength() == 0 ? 0 : buffer[packet.getOffset()] & 0xff;
        byte[] bytes =
            Arrays.copyOfRange(buffer, packet.getOffset(), packet.getOffset() + packet.getLength());
        sort(first, bytes, now);
      }
    } catch (IOException closed) {
      // The call is over.
    }
  }

  private void sort(int first, byte[] packet, long now) {
    if (first >= 20 && first <= 63) {
      newest(dtls, packet);
    } else if (first >= 128 && first <= 191) {
      newest(media, new Arrival(packet, now));
    }
  }

  /** Puts one in; where the queue is full the oldest gives way. */
  private static <T> void newest(BlockingQueue<T> queue, T one) {
    while (!queue.offer(one)) {
      queue.poll();
    }
  }

  /** Sends one packet; one that cannot be sent is lost, as on the way. */
  void send(byte[] packet, int length) {
    try {
      socket.send(new DatagramPacket(packet, length, peer));
    } catch (IOException lost) {
      // Counted by the peer, or not at all.
    }
  }

  /** What came of media since the last time. */
  List<Arrival> arrivals() {
    List<Arrival> arrivals = new ArrayList<>();
    media.drainTo(arrivals);
    return arrivals;
  }

  /** The handshake's side of the socket. */
  DatagramTransport dtls() {
    return new DatagramTransport() {
      @Override
      public int getReceiveLimit() {
        return MTU;
      }

      @Override
      public int getSendLimit() {
        return 1200;
      }

      @Override
      public int receive(byte[] buffer, int offset, int length, int waitMillis) {
        try {
          byte[] packet = dtls.poll(Math.max(1, waitMillis), TimeUnit.MILLISECONDS);
          if (packet == null) {
            return -1;
          }
          int fits = Math.min(length, packet.length);
          System.arraycopy(packet, 0, buffer, offset, fits);
          return fits;
        } catch (InterruptedException ended) {
          Thread.currentThread().interrupt();
          return -1;
        }
      }

      @Override
      public void send(byte[] buffer, int offset, int length) {
        MediaSocket.this.send(Arrays.copyOfRange(buffer, offset, offset + length), length);
      }

      @Override
      public void close() {
        // The socket goes with the call.
      }
    };
  }

  @Override
  public void close() {
    reader.interrupt();
    socket.close();
  }
}
