package io.linecheck.probe;

/**
 * What is spoken at a door once the layers below stand: HTTP, WebSocket and SIP, STUN, TURN. It
 * does the I/O of its stages, has them decided, and writes each into the path's log. Runs on the
 * check's virtual thread, blocks, and ends by interrupt or deadline.
 */
@FunctionalInterface
public interface Conversation {
  /**
   * Speaks. What goes wrong out there is a fault in the log, never an exception.
   *
   * @throws InterruptedException when the loop ends the run
   */
  void converse(Path path) throws InterruptedException;
}
