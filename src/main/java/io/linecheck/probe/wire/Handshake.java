package io.linecheck.probe.wire;

/**
 * How one TLS handshake went (RFC 8446, RFC 5246), as plain data that golden cases can hold. Texts
 * are empty where they do not apply.
 *
 * @param end how it ended
 * @param version what was agreed, {@code TLSv1.3}
 * @param cipher the suite, {@code TLS_AES_256_GCM_SHA384}
 * @param group of the key exchange, {@code x25519}
 * @param alpn the agreed protocol
 * @param alert the name of the fatal alert that came, {@code handshake_failure}
 * @param detail the first line of a plaintext answer, or what the engine could not accept
 * @param serverHello whether a ServerHello came
 * @param clientCertificateRequested whether the server asked for a certificate of ours
 */
public record Handshake(
    End end,
    String version,
    String cipher,
    String group,
    String alpn,
    String alert,
    String detail,
    boolean serverHello,
    boolean clientCertificateRequested) {

  /** How a handshake ended. */
  public enum End {
    /** Both sides agreed; the certificate was not judged. */
    COMPLETED,
    /** The server sent a fatal alert. */
    ALERT,
    /** The server closed with FIN before the end. */
    CLOSED,
    /** The server reset the connection. */
    RESET,
    /** Nothing more came until the deadline. */
    SILENCE,
    /** Something came that is not TLS. */
    PLAINTEXT,
    /** What came is TLS that our side cannot accept. */
    FAILED
  }

  public Handshake {
    version = version == null ? "" : version;
    cipher = cipher == null ? "" : cipher;
    group = group == null ? "" : group;
    alpn = alpn == null ? "" : alpn;
    alert = alert == null ? "" : alert;
    detail = detail == null ? "" : detail;
  }

  /** Whether it was completed. */
  public boolean completed() {
    return end == End.COMPLETED;
  }
}
