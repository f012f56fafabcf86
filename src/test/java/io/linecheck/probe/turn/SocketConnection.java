package io.linecheck.probe.turn;

import io.linecheck.probe.Deadline;
import io.linecheck.probe.wire.Connection;
import io.linecheck.probe.wire.Read;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;

/** A connection over a plain or TLS socket of the JDK, for tests of what is spoken above it. */
final class SocketConnection implements Connection {
  private final Socket socket;

  SocketConnection(Socket socket) {
    this.socket = socket;
  }

  @Override
  public boolean write(Buffer bytes, Deadline deadline) {
    try {
      socket.getOutputStream().write(bytes.getBytes());
      return true;
    } catch (IOException broken) {
      return false;
    }
  }

  @Override
  public Read read(Deadline deadline) {
    long millis = deadline.remaining().toMillis();
    if (millis == 0) {
      return new Read.Silence();
    }
    try {
      socket.setSoTimeout((int) millis);
      byte[] bytes = new byte[2048];
      int length = socket.getInputStream().read(bytes);
      return length < 0
          ? new Read.Closed()
          : new Read.Bytes(Buffer.buffer().appendBytes(bytes, 0, length));
    } catch (SocketTimeoutException silence) {
      return new Read.Silence();
    } catch (IOException broken) {
      return new Read.Broken(String.valueOf(broken.getMessage()));
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
    } catch (IOException ignored) {
      return;
    }
  }
}
