package io.linecheck.renewal.dns;

/** A provider of DNS did not do what it was asked. */
public final class DnsProviderException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What kind of refusal. */
  public enum Kind {
    /** Wrong token or key, or one without the right to this zone. */
    CREDENTIALS,
    /** Too many requests; later it may work. */
    LIMITED,
    /** Anything else: no answer, an error, an answer that is none. */
    OTHER
  }

  private final Kind kind;

  /**
   * A refusal; the message names provider, what was asked and what was answered, never a secret.
   */
  public DnsProviderException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What kind. */
  public Kind kind() {
    return kind;
  }
}
