package io.linecheck.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A door on loopback that takes connections and closes them, until it vanishes: then its queue is
 * full and a further connection gets no answer at all, as behind a firewall that drops.
 */
final class Gate implements AutoCloseable {
  private final ServerSocket socket;
  private final List<Socket> queued = new ArrayList<>();
  private final Thread accepting;
  private volatile boolean open = true;

  Gate() {
    try {
      socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
      socket.setSoTimeout(20);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    accepting = Thread.ofPlatform().daemon().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    while (open) {
      try (Socket taken = socket.accept()) {
        taken.setSoLinger(true, 0);
      } catch (SocketTimeoutException nobody) {
        Thread.onSpinWait();
      } catch (IOException closed) {
        return;
      }
    }
  }

  Gate vanish() throws InterruptedException {
    open = false;
    accepting.join();
    while (true) {
      Socket next = new Socket();
      try {
        next.connect(new InetSocketAddress(socket.getInetAddress(), port()), 300);
        queued.add(next);
      } catch (IOException full) {
        return this;
      }
    }
  }

  @Override
  public void close() throws IOException {
    open = false;
    for (Socket each : queued) {
      each.close();
    }
    socket.close();
  }
}
