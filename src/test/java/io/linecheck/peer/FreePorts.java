package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that nobody uses, below the range from which the kernel takes ports for outgoing
 * connections, so that a client socket of another test cannot take one before the peer binds it.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;

  private FreePorts() {}

  /** One port that is free for both TCP and UDP on 127.0.0.1. */
  public static int one() {
    for (int attempt = 0; attempt < 500; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no free port on loopback after 500 attempts");
  }

  /** The first of a row of ports that are all free for TCP and UDP, for relay ranges. */
  public static int row(int length) {
    for (int attempt = 0; attempt < 500; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(FIRST, LAST - length);
      List<Integer> free = new ArrayList<>();
      for (int port = first; port < first + length && isFree(port); port++) {
        free.add(port);
      }
      if (free.size() == length) {
        return first;
      }
    }
    throw new IllegalStateException("no row of " + length + " free ports on loopback");
  }

  private static boolean isFree(int port) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket tcp = new ServerSocket(port, 1, loopback);
        DatagramSocket udp = new DatagramSocket(port, loopback)) {
      return tcp.isBound() && udp.isBound();
    } catch (IOException taken) {
      return false;
    }
  }

  /** A port of 127.0.0.1 on which nothing listens: connecting to it is refused. */
  public static int closed() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
