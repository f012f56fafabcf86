package io.linecheck.notify;

import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats to every Alertmanager what still stands. Alertmanager keeps alerts in memory and lets go
 * of those that nobody repeats before their end, so that neither its restart loses an alert nor the
 * silence of a dead Linecheck leaves one for ever. Repeating is no delivery: nothing of it stands
 * in the log.
 */
final class StandingAlerts {
  /** From one repetition to the next. */
  static final Duration RHYTHM = Duration.ofMinutes(1);

  private static final Logger LOG = LoggerFactory.getLogger(StandingAlerts.class);

  private final Database database;
  private final Outbox outbox;
  private final Sender sender;

  StandingAlerts(Database database, Outbox outbox, Sender sender) {
    this.database = database;
    this.outbox = outbox;
    this.sender = sender;
  }

  /** One round; a channel that does not take one alert is left alone until the next round. */
  void repeat(Collection<ChannelSettings> channels, Instant now) throws InterruptedException {
    for (ChannelSettings channel : channels) {
      if (channel instanceof ChannelSettings.Alertmanager) {
        repeat(channel, now);
      }
    }
  }

  private void repeat(ChannelSettings channel, Instant now) throws InterruptedException {
    List<Notice> standing =
        database.read(handle ->
            ChannelStates.disabled(handle, channel).isPresent()
                ? List.of()
                : outbox.standing(handle, channel.name()));
    for (Notice notice : standing) {
      Outcome outcome = sender.send(channel, notice, now);
      if (!(outcome instanceof Outcome.Delivered)) {
        LOG.warn("{} could not be told again what stands: {}", channel.name(), outcome.detail());
        return;
      }
    }
  }
}
