package io.linecheck.app;

import io.linecheck.config.Channel;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.ChannelSettings.Email.Security;
import java.util.Optional;

/** Channels as the configuration says them, turned into those that notices are sent through. */
final class ChannelWiring {
  private ChannelWiring() {}

  static ChannelSettings of(Channel channel) {
    ChannelSettings.Route route = route(channel.route());
    return switch (channel) {
      case Channel.Webhook it ->
          new ChannelSettings.Webhook(route, it.url(), Optional.of(it.secret()));
      case Channel.Alertmanager it -> new ChannelSettings.Alertmanager(route, it.url(), it.token());
      case Channel.Pagerduty it -> new ChannelSettings.PagerDuty(route, it.url(), it.routingKey());
      case Channel.Slack it -> new ChannelSettings.Slack(route, it.url());
      case Channel.Teams it -> new ChannelSettings.Teams(route, it.url());
      case Channel.Email it ->
          new ChannelSettings.Email(
              route,
              it.server().host(),
              it.server().port(),
              security(it.security()),
              it.user(),
              it.password(),
              it.from(),
              it.to());
    };
  }

  private static ChannelSettings.Route route(Channel.Route route) {
    return new ChannelSettings.Route(
        route.name(), route.severity(), route.labels(), route.escalation());
  }

  private static Security security(String word) {
    return switch (word) {
      case "tls" -> Security.TLS;
      case "none" -> Security.NONE;
      default -> Security.STARTTLS;
    };
  }
}
