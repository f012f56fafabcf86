package io.linecheck.probe.wire;

import java.time.Duration;

/** What an attempt to open a TCP connection came to (RFC 9293 section 3.5). */
public sealed interface TcpOutcome {
  /** It is open; nothing has been read yet. */
  record Connected(TcpConnection connection) implements TcpOutcome {}

  /** The peer answered with RST: nothing listens. */
  record Refused() implements TcpOutcome {}

  /**
   * Nothing answered.
   *
   * @param waited how long was waited for an answer
   */
  record Filtered(Duration waited) implements TcpOutcome {}

  /**
   * The network says that there is no way.
   *
   * @param reason {@code no route to host}, {@code network is unreachable}
   */
  record Unreachable(String reason) implements TcpOutcome {}

  /**
   * It could not be tried: our own limits, not the peer's fault.
   *
   * @param reason what this machine said, {@code too many open files}
   */
  record NotTried(String reason) implements TcpOutcome {}
}
