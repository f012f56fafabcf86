package io.linecheck.notify;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which channels want nothing any more (410) and which want to be left alone for a while. */
final class ChannelStates {
  private ChannelStates() {}

  /** Why a channel is disabled; empty when it is not, or leads somewhere else by now. */
  static Optional<String> disabled(Handle handle, ChannelSettings channel) {
    return handle
        .createQuery(
            "SELECT reason FROM channel_state"
                + " WHERE channel = :channel AND target = :target AND disabled_at IS NOT NULL")
        .bind("channel", channel.name())
        .bind("target", channel.target())
        .mapTo(String.class)
        .findOne();
  }

  static void disable(Handle handle, ChannelSettings channel, String reason, Instant now) {
    upsert(handle, channel, now.toEpochMilli(), reason, 0);
  }

  static void pause(Handle handle, ChannelSettings channel, Instant until) {
    upsert(handle, channel, null, "", until.toEpochMilli());
  }

  static void enable(Handle handle, String channel) {
    handle
        .createUpdate("DELETE FROM channel_state WHERE channel = :channel")
        .bind("channel", channel)
        .execute();
  }

  private static void upsert(
      Handle handle,
      ChannelSettings channel,
      @Nullable Long disabledAt,
      String reason,
      long pausedUntil) {
    handle
        .createUpdate(
            """
            INSERT INTO channel_state (channel, target, disabled_at, reason, paused_until)
            VALUES (:channel, :target, :disabled, :reason, :paused)
            ON CONFLICT (channel) DO UPDATE SET target = excluded.target,
              disabled_at = excluded.disabled_at, reason = excluded.reason,
              paused_until = excluded.paused_until
            """)
        .bind("channel", channel.name())
        .bind("target", channel.target())
        .bind("disabled", disabledAt)
        .bind("reason", reason)
        .bind("paused", pausedUntil)
        .execute();
  }
}
