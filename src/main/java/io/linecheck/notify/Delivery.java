package io.linecheck.notify;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * The way of one notice to one channel.
 *
 * @param id of the delivery
 * @param noticeId the {@code webhook-id}
 * @param incident whose notice it is
 * @param type the notice's public word
 * @param channel the channel's name
 * @param state how far it is
 * @param attempts how many tries there were since it was put in or replayed
 * @param nextAt when it is tried next
 * @param createdAt when it was put in
 * @param endedAt when it was delivered or given up
 * @param lastError of the last failed try; else empty
 */
public record Delivery(
    long id,
    String noticeId,
    String incident,
    String type,
    String channel,
    State state,
    int attempts,
    Instant nextAt,
    Instant createdAt,
    Optional<Instant> endedAt,
    String lastError) {
  /** How far a delivery is. */
  public enum State {
    /** It will be tried, again or for the first time. */
    PENDING,
    /** The receiver has taken it. */
    DELIVERED,
    /** Every try failed, or the channel is disabled; it can be replayed. */
    FAILED;

    /** The public word. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One try.
   *
   * @param at when
   * @param tookMillis how long it took
   * @param outcome {@code delivered}, {@code failed} or {@code gone}
   * @param detail one line
   */
  public record Attempt(Instant at, long tookMillis, String outcome, String detail) {}
}
