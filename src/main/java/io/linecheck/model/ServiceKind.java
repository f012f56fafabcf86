package io.linecheck.model;

import java.util.Locale;

/** What is spoken at a door of a dialer. */
public enum ServiceKind {
  /** Web pages over TLS. */
  HTTPS,
  /** SIP over secure WebSocket (RFC 7118). */
  WSS,
  /** STUN Binding over UDP. */
  STUN,
  /** TURN over UDP. */
  TURN_UDP,
  /** TURN over TCP. */
  TURN_TCP,
  /** TURN over TLS. */
  TURN_TLS,
  /** SIP over TLS; only the handshake and certificate are looked at. */
  SIPS,
  /** Any other TLS door; only the handshake and certificate are looked at. */
  TLS;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether the door speaks TLS and therefore serves a certificate. */
  public boolean servesCertificate() {
    return switch (this) {
      case HTTPS, WSS, TURN_TLS, SIPS, TLS -> true;
      case STUN, TURN_UDP, TURN_TCP -> false;
    };
  }

  /** Whether this is one of the three transports of TURN. */
  public boolean isTurn() {
    return switch (this) {
      case TURN_UDP, TURN_TCP, TURN_TLS -> true;
      case HTTPS, WSS, STUN, SIPS, TLS -> false;
    };
  }
}
