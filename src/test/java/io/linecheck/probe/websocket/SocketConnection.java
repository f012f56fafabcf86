package io.linecheck.probe.websocket;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;

/** A connection over a socket of the JDK, plain or through its TLS, for tests. */
public final class SocketConnection implements Connection {
  private final Socket socket;

  /** Wraps a connected socket. */
  public SocketConnection(Socket socket) {
    this.socket = socket;
  }

  /** Connects to a port of 127.0.0.1. */
  public static SocketConnection to(int port) {
    try {
      Socket socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      return new SocketConnection(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean write(Buffer bytes, Deadline deadline) {
    try {
      socket.getOutputStream().write(bytes.getBytes());
      socket.getOutputStream().flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public Read read(Deadline deadline) {
    long millis = deadline.remaining().toMillis();
    if (millis <= 0) {
      return new Read.Silence();
    }
    try {
      socket.setSoTimeout((int) millis);
      byte[] bytes = new byte[16 * 1024];
      int length = socket.getInputStream().read(bytes);
      return length < 0
          ? new Read.Closed()
          : new Read.Bytes(Buffer.buffer(Arrays.copyOf(bytes, length)));
    } catch (SocketTimeoutException e) {
      return new Read.Silence();
    } catch (IOException e) {
      return new Read.Broken("connection reset");
    }
  }

  @Override
  public InetSocketAddress local() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  @Override
  public InetSocketAddress remote() {
    return (InetSocketAddress) socket.getRemoteSocketAddress();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
