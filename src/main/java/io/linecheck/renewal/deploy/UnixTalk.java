package io.linecheck.renewal.deploy;

import io.linecheck.probe.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Blocking talk over a Unix socket, all of it within one deadline; ends early when its thread is
 * interrupted. Used by one thread.
 */
final class UnixTalk implements AutoCloseable {
  private static final long ROUNDED_UP_MILLIS = 1;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final Deadline deadline;

  private UnixTalk(SocketChannel channel, Selector selector, Deadline deadline) throws IOException {
    this.channel = channel;
    this.selector = selector;
    channel.configureBlocking(false);
    this.key = channel.register(selector, 0);
    this.deadline = deadline;
  }

  static UnixTalk open(Path socket, Deadline deadline) throws IOException {
    UnixTalk talk =
        new UnixTalk(SocketChannel.open(StandardProtocolFamily.UNIX), Selector.open(), deadline);
    try {
      talk.connect(socket);
      return talk;
    } catch (IOException e) {
      talk.close();
      throw e;
    }
  }

  private void connect(Path socket) throws IOException {
    boolean connected = channel.connect(UnixDomainSocketAddress.of(socket));
    while (!connected) {
      await(SelectionKey.OP_CONNECT);
      connected = channel.finishConnect();
    }
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE);
      }
    }
  }

  /** Reads exactly so many bytes. */
  ByteBuffer read(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      int came = channel.read(bytes);
      if (came < 0) {
        throw new IOException("hangs up before its answer is whole");
      }
      if (came == 0) {
        await(SelectionKey.OP_READ);
      }
    }
    return bytes.flip();
  }

  private void await(int operation) throws IOException {
    if (deadline.passed()) {
      throw new IOException("does not answer");
    }
    key.interestOps(operation);
    selector.select(deadline.remaining().toMillis() + ROUNDED_UP_MILLIS);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("was not waited for");
    }
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
