package io.linecheck.certificate;

import java.time.Instant;
import java.util.List;

/**
 * What a verdict is asked about besides the chain itself.
 *
 * @param host the DNS name or IP address in the address bar
 * @param at the instant at which it is judged; browsers compare whole seconds
 * @param trust the roots
 * @param lists revocation lists that were given or fetched; what none covers is not revoked
 * @param intermediates issuers known from elsewhere: they tell what a browser could repair
 * @param witness what the TLS handshake brought beside the chain
 * @param logs which operator runs which transparency log
 */
public record Question(
    String host,
    Instant at,
    TrustStore trust,
    List<RevocationList> lists,
    List<Certificate> intermediates,
    HandshakeWitness witness,
    TransparencyLogs logs) {
  /** Copies the lists. */
  public Question {
    lists = List.copyOf(lists);
    intermediates = List.copyOf(intermediates);
  }

  /** Nothing but host, instant and roots. */
  public static Question of(String host, Instant at, TrustStore trust) {
    return new Question(
        host, at, trust, List.of(), List.of(), HandshakeWitness.NONE, TransparencyLogs.shipped());
  }

  /** The same with revocation lists. */
  public Question withLists(List<RevocationList> given) {
    return new Question(host, at, trust, given, intermediates, witness, logs);
  }

  /** The same with issuers known from elsewhere. */
  public Question withIntermediates(List<Certificate> known) {
    return new Question(host, at, trust, lists, known, witness, logs);
  }

  /** The same with what a handshake brought. */
  public Question withWitness(HandshakeWitness given) {
    return new Question(host, at, trust, lists, intermediates, given, logs);
  }
}
