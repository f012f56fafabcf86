package io.linecheck.certificate.corpus;

import io.linecheck.model.FindingCode;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One chain of the corpus.
 *
 * @param name what is special about it
 * @param rule which rule decides
 * @param host for which host
 * @param at when
 * @param sent DER, leaf first
 * @param roots DER of the roots that are trusted
 * @param publicRoots whether they count as roots that browsers ship
 * @param lists DER of revocation lists
 * @param accepted whether a browser accepts it
 * @param code the leading fault, or the one it is accepted with
 * @param key the leaf's, where there is one that fits
 */
public record Chain(
    String name,
    String rule,
    String host,
    Instant at,
    List<byte[]> sent,
    List<byte[]> roots,
    boolean publicRoots,
    List<byte[]> lists,
    boolean accepted,
    Optional<FindingCode> code,
    Optional<PrivateKey> key) {
  public Chain {
    sent = List.copyOf(sent);
    roots = List.copyOf(roots);
    lists = List.copyOf(lists);
  }

  @Override
  public String toString() {
    return name;
  }
}
