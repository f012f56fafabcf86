package io.linecheck.notify;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How each channel does, from its deliveries. Reads inside a transaction of somebody else. */
public final class ChannelHealth {

  /**
   * One channel.
   *
   * @param pending notices that wait
   * @param failingSince when the oldest notice that waits after a failed try was put in
   * @param lastDeliveredAt when a notice last arrived
   * @param lastError of the newest try that failed
   * @param disabled why it is left alone until it is changed or replayed
   */
  public record State(
      int pending,
      Optional<Instant> failingSince,
      Optional<Instant> lastDeliveredAt,
      Optional<String> lastError,
      Optional<String> disabled) {}

  /** The state of these channels, in their order. */
  public Map<String, State> of(Handle handle, Collection<ChannelSettings> channels) {
    Map<String, State> states = new LinkedHashMap<>();
    channels.forEach(channel -> states.put(channel.name(), state(handle, channel)));
    return states;
  }

  private static State state(Handle handle, ChannelSettings channel) {
    Optional<String> disabled = ChannelStates.disabled(handle, channel);
    return handle
        .createQuery(
            """
            SELECT
              (SELECT count(*) FROM delivery WHERE channel = :channel AND state = 'pending'),
              (SELECT min(created_at) FROM delivery
                WHERE channel = :channel AND state = 'pending' AND attempts > 0),
              (SELECT max(ended_at) FROM delivery
                WHERE channel = :channel AND state = 'delivered'),
              (SELECT last_error FROM delivery
                WHERE channel = :channel AND last_error <> '' ORDER BY id DESC LIMIT 1)
            """)
        .bind("channel", channel.name())
        .map((row, _) ->
            new State(
                row.getInt(1),
                instant(row.getLong(2)),
                instant(row.getLong(3)),
                Optional.ofNullable(row.getString(4)),
                disabled))
        .one();
  }

  private static Optional<Instant> instant(long millis) {
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }
}
