package io.linecheck.model;

/** How Linecheck authenticates to a TURN server. */
public sealed interface TurnAccess {
  /** No credentials: only what a server says to a stranger can be seen. */
  record None() implements TurnAccess {}

  /**
   * The shared secret of coturn's {@code use-auth-secret}: the user name is {@code expiry:user},
   * the password its HMAC-SHA1.
   */
  record SharedSecret(Secret secret) implements TurnAccess {}

  /** Long-term credentials (RFC 8489 section 9.2). */
  record LongTerm(String user, Secret password) implements TurnAccess {}
}
