package io.linecheck.certificate;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Verdicts by chain and all that is asked besides, each good until its next date boundary: a walk
 * with an OCSP answer and a survey without one do not drive each other out. Bounded: the oldest
 * goes first. Safe for any number of threads; two that ask at once may both do the work.
 */
public final class VerdictCache {
  /** Everything of a question but its instant. */
  private record Key(
      List<Bytes> chain,
      String host,
      TrustStore trust,
      List<RevocationList> lists,
      List<Certificate> intermediates,
      HandshakeWitness witness,
      TransparencyLogs logs) {
    static Key of(List<byte[]> chain, Question question) {
      return new Key(
          chain.stream().map(Bytes::new).toList(),
          question.host(),
          question.trust(),
          question.lists(),
          question.intermediates(),
          question.witness(),
          question.logs());
    }
  }

  /** Octets compared by content. */
  private static final class Bytes {
    private final byte[] octets;
    private final int hash;

    Bytes(byte[] octets) {
      this.octets = octets;
      this.hash = Arrays.hashCode(octets);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Bytes that && Arrays.equals(octets, that.octets);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  private record Entry(Verdict verdict, Instant from) {
    boolean answers(Instant at) {
      return !at.isBefore(from) && at.isBefore(verdict.until());
    }
  }

  private final int most;
  private final ConcurrentHashMap<Key, Entry> verdicts = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Key> byAge = new ConcurrentLinkedQueue<>();

  /**
   * An empty cache.
   *
   * @param most how many verdicts it keeps, at least 1
   */
  public VerdictCache(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("a cache of " + most + " verdicts");
    }
    this.most = most;
  }

  /**
   * The verdict on a chain, from the cache where it still holds. Its fact {@code
   * certificate.lifetimeUsed} may be as old as the verdict.
   */
  public Verdict judge(List<byte[]> chain, Question question) {
    Key key = Key.of(chain, question);
    Entry known = verdicts.get(key);
    if (known != null && known.answers(question.at())) {
      return known.verdict();
    }
    Verdict verdict = BrowserVerdict.judge(chain, question);
    if (verdicts.put(key, new Entry(verdict, question.at())) == null) {
      byAge.add(key);
      while (verdicts.size() > most) {
        Key oldest = byAge.poll();
        if (oldest == null) {
          break;
        }
        verdicts.remove(oldest);
      }
    }
    return verdict;
  }
}
