package io.linecheck.model;

import java.util.Locale;

/** One layer that a check walks through, in the order of the walk. */
public enum Stage {
  /** The name is looked up (RFC 1034). */
  DNS,
  /** A connection is opened. */
  TCP,
  /** The handshake (RFC 8446, RFC 5246). */
  TLS,
  /** The served chain is judged as a browser judges it. */
  CERTIFICATE,
  /** A page is asked for (RFC 9110). */
  HTTP,
  /** The upgrade with sub-protocol {@code sip} (RFC 6455, RFC 7118). */
  WEBSOCKET,
  /** OPTIONS and REGISTER (RFC 3261). */
  SIP,
  /** A Binding request (RFC 8489). */
  STUN,
  /** Allocation and permission (RFC 8656). */
  TURN,
  /** Data through the relay and back. */
  RELAY,
  /** Connectivity checks of a call (RFC 8445). */
  ICE,
  /** The DTLS-SRTP handshake of a call (RFC 5764). */
  DTLS,
  /** RTP there and back. */
  MEDIA;

  /** The public word, as it stands in JSON and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
