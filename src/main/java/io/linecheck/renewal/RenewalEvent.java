package io.linecheck.renewal;

import io.linecheck.model.Fault;
import java.time.Instant;
import java.util.Optional;

/**
 * Something people should hear of a renewal.
 *
 * @param type what happened
 * @param renewal the renewal's id
 * @param dialer whose certificate
 * @param at when
 * @param since when the trouble, or the renewal, began
 * @param fault what is wrong; absent on success
 * @param failures how many attempts have failed in a row; 0 where none was made
 * @param text one sentence: failing step, the authority's words, attempts left
 */
public record RenewalEvent(
    Type type,
    String renewal,
    String dialer,
    Instant at,
    Instant since,
    Optional<Fault> fault,
    int failures,
    String text) {
  /** The webhook's types. */
  public enum Type {
    /** The new certificate is proven to be served. */
    SUCCEEDED("renewal.succeeded"),
    /** An attempt failed. */
    FAILED("renewal.failed"),
    /** Time runs out, or agents are hit: somebody must act now. */
    ESCALATED("renewal.escalated");

    private final String word;

    Type(String word) {
      this.word = word;
    }

    /** The public word. */
    public String word() {
      return word;
    }
  }
}
