package io.linecheck.probe.wire;

import io.linecheck.probe.Deadline;
import io.vertx.core.buffer.Buffer;
import java.net.InetSocketAddress;

/**
 * An open connection, plain or through TLS, that a virtual thread reads and writes in blocking
 * style. What arrives is buffered up to a bound and then left in the kernel, so that a peer who
 * floods costs no memory.
 */
public interface Connection extends AutoCloseable {
  /**
   * Writes all bytes, or reports why not.
   *
   * @return whether they went out before the deadline; after {@code false} the next {@link #read}
   *     tells the reason
   * @throws InterruptedException when the run is ended
   */
  boolean write(Buffer bytes, Deadline deadline) throws InterruptedException;

  /**
   * The next bytes, in whatever pieces they come, or why there are none.
   *
   * @throws InterruptedException when the run is ended
   */
  Read read(Deadline deadline) throws InterruptedException;

  /** Our own address of this connection. */
  InetSocketAddress local();

  /** The peer's address. */
  InetSocketAddress remote();

  /** Closes it politely, TLS close_notify first; never blocks for long, never throws. */
  @Override
  void close();
}
