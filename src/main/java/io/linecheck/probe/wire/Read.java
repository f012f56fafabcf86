package io.linecheck.probe.wire;

import io.vertx.core.buffer.Buffer;

/** What a read came to. */
public sealed interface Read {
  /** Bytes came; never empty. */
  record Bytes(Buffer bytes) implements Read {}

  /** The peer closed in order: FIN, or close_notify. */
  record Closed() implements Read {}

  /**
   * The connection broke.
   *
   * @param reason {@code connection reset}, or what TLS said
   */
  record Broken(String reason) implements Read {}

  /** Nothing came until the deadline. */
  record Silence() implements Read {}
}
