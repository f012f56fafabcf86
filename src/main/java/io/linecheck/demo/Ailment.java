package io.linecheck.demo;

/** What is wrong with a practice dialer: each a true way in which real ones fail. */
public enum Ailment {
  /** Nothing. */
  NONE,
  /** The web server got the renewed certificate, Asterisk did not and its old one has expired. */
  OLD_CERTIFICATE_ON_WSS,
  /**
   * The WebSocket module is up, the SIP driver is not: {@code sip} gets 400, {@code echo} gets 101.
   */
  SIP_DRIVER_MISSING,
  /** Nothing listens on the WebSocket port. */
  WSS_REFUSED,
  /**
   * The HTTP server's session limit is reached: TLS completes, then the connection is closed
   * without a byte.
   */
  SESSION_LIMIT,
  /** The phone's password was changed on one side only. */
  PASSWORD_WRONG,
  /** The certificate ends within days and nobody has renewed it. */
  CERTIFICATE_EXPIRING,
  /** The WebSocket opens and SIP requests stay unanswered. */
  SIP_SILENT,
  /** The TURN server was given another shared secret than the rest. */
  TURN_SECRET_DIFFERS,
  /** Breaks and heals every few minutes: the agent page answers 503 while it is broken. */
  COMES_AND_GOES
}
