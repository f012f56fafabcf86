package io.linecheck.notify;

import java.time.Instant;

/** Sends to each kind of channel in its own format. */
public final class ChannelSender implements Sender {
  private final HttpPoster poster;
  private final Mailer mailer;

  /** A sender that posts and mails through these. */
  public ChannelSender(HttpPoster poster, Mailer mailer) {
    this.poster = poster;
    this.mailer = mailer;
  }

  /** Believes other receivers from now on. */
  public void use(ReceiverTrust trust) {
    poster.use(trust);
    mailer.use(trust);
  }

  @Override
  public Outcome send(ChannelSettings channel, Notice notice, Instant now)
      throws InterruptedException {
    return switch (channel) {
      case ChannelSettings.Webhook webhook -> poster.post(new WebhookFormat(webhook), notice, now);
      case ChannelSettings.Alertmanager there ->
          poster.post(new AlertmanagerFormat(there), notice, now);
      case ChannelSettings.PagerDuty there -> page(new PagerDutyFormat(there), notice, now);
      case ChannelSettings.Slack slack -> poster.post(new SlackFormat(slack), notice, now);
      case ChannelSettings.Teams teams -> poster.post(new TeamsFormat(teams), notice, now);
      case ChannelSettings.Email email -> mailer.send(email, notice);
    };
  }

  private Outcome page(PagerDutyFormat format, Notice notice, Instant now)
      throws InterruptedException {
    Outcome outcome = poster.post(format, notice, now);
    return notice.type() == Notice.Type.DRILL && outcome instanceof Outcome.Delivered
        ? poster.post(format.resolving(), notice, now)
        : outcome;
  }
}
