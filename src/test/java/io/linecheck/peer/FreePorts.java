package io.linecheck.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that nobody uses, below the range from which the kernel takes ports for outgoing
 * connections, so that a client socket of another test cannot take one before the peer binds it.
 *
 * <p>A port that was given stays this JVM's until it ends: a locked file in the temporary folder
 * says so to every other test run on the machine. A peer may therefore bind late, or die and be
 * started again, and finds its port free.
 */
public final class FreePorts {
  private static final int FIRST = 10_000;
  private static final int LAST = 32_000;
  private static final int ATTEMPTS = 500;

  /** The locked files, kept open: a lock ends with its channel. */
  private static final Map<Integer, FileChannel> CLAIMS = new HashMap<>();

  private FreePorts() {}

  /** One port that is free for both TCP and UDP on 127.0.0.1. */
  public static int one() {
    return row(1);
  }

  /** The first of a row of ports that are all free for TCP and UDP, for relay ranges. */
  public static int row(int length) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int first = ThreadLocalRandom.current().nextInt(FIRST, LAST - length);
      if (takeRow(first, length)) {
        return first;
      }
    }
    throw new IllegalStateException("no row of " + length + " free ports on loopback");
  }

  /** A port of 127.0.0.1 on which nothing listens: connecting to it is refused. */
  public static int closed() {
    return one();
  }

  private static synchronized boolean takeRow(int first, int length) {
    for (int port = first; port < first + length; port++) {
      if (!claim(port) || !isFree(port)) {
        return false;
      }
    }
    return true;
  }

  /** Whether nobody had the port; it is this JVM's now, even where its row comes to nothing. */
  private static boolean claim(int port) {
    if (CLAIMS.containsKey(port)) {
      return false;
    }
    try {
      Path folder =
          Files.createDirectories(
              Path.of(
                  System.getProperty("java.io.tmpdir"),
                  "test-ports-" + System.getProperty("user.name")));
      FileChannel channel =
          FileChannel.open(
              folder.resolve(String.valueOf(port)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        return false;
      }
      CLAIMS.put(port, channel);
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("a port cannot be claimed in the temporary folder", e);
    }
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
}
