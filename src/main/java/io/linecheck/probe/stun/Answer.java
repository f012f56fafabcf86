package io.linecheck.probe.stun;

import java.time.Duration;

/** What a request came to. */
public sealed interface Answer {
  /**
   * A response of the right transaction.
   *
   * @param message success or error
   * @param roundTrip from the last sending of the request to its arrival
   */
  record Response(StunMessage message, Duration roundTrip) implements Answer {}

  /**
   * Something came, but no response to the request.
   *
   * @param reason what is wrong with it
   */
  record Malformed(String reason) implements Answer {}

  /**
   * The way there is gone.
   *
   * @param reason how
   */
  record Broken(String reason) implements Answer {}

  /**
   * Nothing came.
   *
   * @param waited how long
   * @param sendings how many times the request was sent
   */
  record Silence(Duration waited, int sendings) implements Answer {}
}
