package io.linecheck.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A way to a TCP server that can be made to work in one direction only: what the client sends goes
 * on, what the server answers is swallowed and the connections stay open.
 */
public final class TcpRelay implements AutoCloseable {
  private final ServerSocket door;
  private final InetSocketAddress server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean deaf;

  /** Opens one on a free port of 127.0.0.1, before a server. */
  public TcpRelay(InetSocketAddress server) {
    this.server = server;
    try {
      door = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Where clients connect to. */
  public int port() {
    return door.getLocalPort();
  }

  /** From now on the clients get nothing. */
  public void swallowAnswers() {
    deaf = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = kept(door.accept());
        Socket onward = kept(new Socket(server.getAddress(), server.getPort()));
        Thread.ofVirtual().start(() -> carry(client, onward, false));
        Thread.ofVirtual().start(() -> carry(onward, client, true));
      }
    } catch (IOException closed) {
      close();
    }
  }

  private Socket kept(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    open.add(socket);
    return socket;
  }

  private void carry(Socket from, Socket to, boolean answers) {
    byte[] block = new byte[16 * 1024];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        if (!answers || !deaf) {
          out.write(block, 0, length);
        }
      }
    } catch (IOException closed) {
      // Either end hung up: the other learns it by the end of this block.
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  @Override
  public void close() {
    try {
      door.close();
      for (Socket each : open) {
        each.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
