package io.linecheck.probe.tcp;

import java.util.List;

/**
 * What connecting came to, address by address until one was open.
 *
 * @param attempts in the order tried, at least one
 */
public record TcpObservation(List<Attempt> attempts) {
  public TcpObservation {
    attempts = List.copyOf(attempts);
  }

  /** How one attempt ended. */
  public enum Outcome {
    /** It was opened. */
    CONNECTED,
    /** RST. */
    REFUSED,
    /** Silence. */
    FILTERED,
    /** The network says there is no way. */
    UNREACHABLE,
    /** Not tried, for a limit of this machine. */
    NOT_TRIED
  }

  /**
   * One attempt.
   *
   * @param address {@code 203.0.113.10:8089}
   * @param outcome how it ended
   * @param detail how long was waited, or what the system said
   */
  public record Attempt(String address, Outcome outcome, String detail) {
    public Attempt {
      detail = detail == null ? "" : detail;
    }
  }

  /** Whether some address was open. */
  public boolean connected() {
    return attempts.stream().anyMatch(attempt -> attempt.outcome() == Outcome.CONNECTED);
  }
}
