package io.linecheck.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes TCP connections of one address on to a server at another. */
public final class TcpRelay implements AutoCloseable {
  private final ServerSocket door;
  private final InetSocketAddress server;

  /** Opens one on an address, before a server; port 0 takes a free one. */
  public TcpRelay(InetAddress address, int port, InetSocketAddress server) {
    this.server = server;
    try {
      this.door = new ServerSocket(port, 50, address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return door.getLocalPort();
  }

  private void accept() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket onward = new Socket();
        onward.connect(server, 2000);
        Thread.ofVirtual().start(() -> pass(client, onward));
        Thread.ofVirtual().start(() -> pass(onward, client));
      } catch (IOException closed) {
        // The server is away, or the relay is closed: the client sees its connection end.
      }
    }
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
    } catch (IOException ended) {
      // One side has gone; both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
  }
}
