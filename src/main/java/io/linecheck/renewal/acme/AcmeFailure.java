package io.linecheck.renewal.acme;

import java.time.Instant;
import java.util.Optional;

/** The authority did not do what it was asked. */
public final class AcmeFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of failure. */
  public enum Kind {
    /** The TXT record was not on all name servers, so the authority was not asked. */
    NOT_VISIBLE,
    /** A problem document (RFC 7807) of the authority says no. */
    REFUSED,
    /** Too much was asked; {@link AcmeFailure#retryAfter()} says when it may be tried again. */
    LIMITED,
    /** No answer, or one that is none. */
    UNREACHABLE
  }

  private final Kind kind;
  private final transient Optional<Instant> retryAfter;

  AcmeFailure(Kind kind, String message, Optional<Instant> retryAfter) {
    super(message);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  /** What kind. */
  public Kind kind() {
    return kind;
  }

  /** Not before it, where the authority said so. */
  public Optional<Instant> retryAfter() {
    return retryAfter;
  }
}
