package io.linecheck.config;

import io.linecheck.config.Channel.Alertmanager;
import io.linecheck.config.Channel.Email;
import io.linecheck.config.Channel.Pagerduty;
import io.linecheck.config.Channel.Route;
import io.linecheck.config.Channel.Slack;
import io.linecheck.config.Channel.Teams;
import io.linecheck.config.Channel.Webhook;
import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Listing;
import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Scalar;
import io.linecheck.config.shape.Values;
import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What the lists of channels may hold. */
final class ChannelShapes {
  private ChannelShapes() {}

  /** The keys that all channels have. */
  private record RouteKeys(
      Key<String> name,
      Key<Severity> severity,
      Key<Map<String, String>> labels,
      Key<Boolean> escalation) {
    static RouteKeys in(Keys keys, String example) {
      return new RouteKeys(
          keys.required(
              "name",
              Words.name().naming(Kinds.CHANNEL),
              example,
              "Its name, unique among all channels."),
          keys.defaulted(
              "severity",
              Words.oneOf(List.of(Severity.values()), Severity::word),
              "warning",
              "The least urgent severity it is told: critical, warning or info."),
          keys.defaulted(
              "labels",
              Dictionary.of(Words.text()),
              "{}",
              "Only of dialers with all of these labels; none: of all."),
          keys.defaulted(
              "escalation",
              Words.truth(),
              "false",
              "Whether it is told only what nobody acknowledged in time and the renewals'"
                  + " escalation."));
    }

    Route route(Values values) {
      return new Route(
          values.get(name), values.get(severity), values.get(labels), values.get(escalation));
    }
  }

  static Mapping<Webhook> webhook() {
    Keys keys = new Keys();
    RouteKeys route = RouteKeys.in(keys, "on-call");
    Key<URI> url =
        keys.required(
            "url",
            Words.url("https", "http"),
            "https://hooks.example.com/linecheck",
            "Where events are posted (Standard Webhooks 1.0.0).");
    Key<Secret> secret =
        keys.required(
            "secret",
            Secrets.shape(),
            "{env: WEBHOOK_SECRET}",
            "What signs them: whsec_… in base64, or any text.");
    return keys.make(
        values -> new Webhook(route.route(values), values.get(url), values.get(secret)));
  }

  static Mapping<Alertmanager> alertmanager() {
    Keys keys = new Keys();
    RouteKeys route = RouteKeys.in(keys, "alertmanager");
    Key<URI> url =
        keys.required(
            "url",
            Words.url("https", "http"),
            "http://alertmanager.example.com:9093",
            "Its base address; /api/v2/alerts is added.");
    Key<Secret> token =
        keys.optional("token", Secrets.shape(), "{env: ALERTMANAGER_TOKEN}", "A bearer token.");
    return keys.make(
        values -> new Alertmanager(route.route(values), values.get(url), values.find(token)));
  }

  static Mapping<Pagerduty> pagerduty() {
    Keys keys = new Keys();
    RouteKeys route = RouteKeys.in(keys, "pagerduty");
    Key<Secret> key =
        keys.required(
            "routingKey",
            Secrets.shape(),
            "{env: PAGERDUTY_ROUTING_KEY}",
            "The key of an Events API v2 integration.");
    Key<URI> url =
        keys.defaulted(
            "url",
            Words.url("https", "http"),
            "https://events.pagerduty.com/v2/enqueue",
            "The service; https://events.eu.pagerduty.com/v2/enqueue in the EU.");
    return keys.make(
        values -> new Pagerduty(route.route(values), values.get(key), values.get(url)));
  }

  static Mapping<Slack> slack() {
    Keys keys = new Keys();
    RouteKeys route = RouteKeys.in(keys, "slack-noc");
    Key<Secret> url = secretUrl(keys, "SLACK_URL", "The address of an incoming webhook.");
    return keys.make(values -> new Slack(route.route(values), values.get(url)));
  }

  static Mapping<Teams> teams() {
    Keys keys = new Keys();
    RouteKeys route = RouteKeys.in(keys, "teams-noc");
    Key<Secret> url = secretUrl(keys, "TEAMS_URL", "The address of a workflow's webhook.");
    return keys.make(values -> new Teams(route.route(values), values.get(url)));
  }

  private static Key<Secret> secretUrl(Keys keys, String variable, String about) {
    return keys.required(
        "url", Secrets.shape(), "{env: " + variable + "}", about + " Who knows it can post.");
  }

  static Mapping<Email> email() {
    Keys keys = new Keys();
    RouteKeys route = RouteKeys.in(keys, "mail-noc");
    Key<HostAndPort> server =
        keys.required(
            "server", Words.hostAndPort(), "\"mail.example.com:587\"", "The mail server.");
    Key<String> security =
        keys.defaulted(
            "security", Words.oneOf("starttls", "tls", "none"), "starttls", "How it is protected.");
    Key<String> user = keys.optional("user", Words.text(), "linecheck", "For authentication.");
    Key<Secret> password =
        keys.optional("password", Secrets.shape(), "{env: SMTP_PASSWORD}", "For authentication.");
    Key<String> from = keys.required("from", mail(), "linecheck@example.com", "The sender.");
    Key<List<String>> to =
        keys.required("to", new Listing<>(mail()), "[noc@example.com]", "The receivers.");
    return keys.make(values ->
        new Email(
            route.route(values),
            values.get(server),
            values.get(security),
            values.find(user),
            values.find(password),
            values.get(from),
            values.get(to)));
  }

  private static Scalar<String> mail() {
    return Scalar.of(
        "an e-mail address",
        Map.of("type", "string", "format", "email"),
        raw ->
            raw.matches("[^@\\s<>\",;]{1,64}@[^@\\s<>\",;]{1,253}")
                ? java.util.Optional.of(raw)
                : java.util.Optional.empty());
  }
}
