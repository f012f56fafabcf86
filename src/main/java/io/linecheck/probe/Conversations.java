package io.linecheck.probe;

import io.linecheck.model.ServiceKind;
import java.util.Optional;

/**
 * The registry: what is spoken at each kind of door. A kind without its line does not compile.
 *
 * @param http for pages
 * @param wss for SIP over WebSocket
 * @param stun for STUN
 * @param turn for TURN over any transport
 */
public record Conversations(
    Conversation http, Conversation wss, Conversation stun, Conversation turn) {

  /** Where only WebSockets are spoken to. */
  public static Conversations only(Conversation wss) {
    Conversation none = path -> {};
    return new Conversations(none, wss, none, none);
  }

  /** What is spoken at this kind; empty where handshake and certificate are all. */
  public Optional<Conversation> of(ServiceKind kind) {
    return switch (kind) {
      case HTTPS -> Optional.of(http);
      case WSS -> Optional.of(wss);
      case STUN -> Optional.of(stun);
      case TURN_UDP, TURN_TCP, TURN_TLS -> Optional.of(turn);
      case SIPS, TLS -> Optional.empty();
    };
  }
}
