package io.linecheck.config;

import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somewhere that is told of incidents. Names are unique over all of them. */
public sealed interface Channel {
  /** Its name and which notices it gets. */
  Route route();

  /** Its name. */
  default String name() {
    return route().name();
  }

  /**
   * Which notices a channel gets.
   *
   * @param name the channel's name
   * @param severity this one and more urgent ones
   * @param labels only of dialers with all of these labels
   * @param escalation whether it gets only what was escalated
   */
  record Route(String name, Severity severity, Map<String, String> labels, boolean escalation) {}

  /**
   * Standard Webhooks 1.0.0.
   *
   * @param url where events are posted
   * @param secret what signs them, {@code whsec_…} or any text
   */
  record Webhook(Route route, URI url, Secret secret) implements Channel {}

  /**
   * Alertmanager, API v2.
   *
   * @param url its base, without {@code /api/v2/alerts}
   * @param token a bearer token
   */
  record Alertmanager(Route route, URI url, Optional<Secret> token) implements Channel {}

  /**
   * PagerDuty, Events API v2.
   *
   * @param routingKey the integration's key
   * @param url the service, for its EU region
   */
  record Pagerduty(Route route, Secret routingKey, URI url) implements Channel {}

  /**
   * A Slack incoming webhook.
   *
   * @param url the whole address, which is itself the secret
   */
  record Slack(Route route, Secret url) implements Channel {}

  /**
   * A Microsoft Teams workflow webhook.
   *
   * @param url the whole address, which is itself the secret
   */
  record Teams(Route route, Secret url) implements Channel {}

  /**
   * E-mail through a mail server.
   *
   * @param server host and port
   * @param security {@code starttls}, {@code tls} or {@code none}
   * @param user for authentication
   * @param password for authentication
   * @param from the sender
   * @param to the receivers
   */
  record Email(
      Route route,
      HostAndPort server,
      String security,
      Optional<String> user,
      Optional<Secret> password,
      String from,
      List<String> to)
      implements Channel {}
}
