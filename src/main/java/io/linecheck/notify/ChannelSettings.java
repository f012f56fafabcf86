package io.linecheck.notify;

import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Somewhere that is told. Texts of it never show a secret. */
public sealed interface ChannelSettings {
  /** Its name and which notices it gets. */
  Route route();

  /** Where it leads, without secrets: changed means that a disabled channel is tried again. */
  String target();

  /** Its name, unique among all channels. */
  default String name() {
    return route().name();
  }

  /**
   * Which notices a channel gets.
   *
   * @param name the channel's
   * @param severity this one and more urgent ones
   * @param labels only where a dialer has all of these
   * @param escalation whether it hears only of what was escalated, and of its end
   */
  record Route(String name, Severity severity, Map<String, String> labels, boolean escalation) {
    public Route {
      labels = Map.copyOf(labels);
    }

    /**
     * Whether this notice is for it. The end of something is for whoever heard of its beginning.
     */
    public boolean wants(Notice notice) {
      if (notice.type() == Notice.Type.DRILL) {
        return true;
      }
      return notice.severity().compareTo(severity) <= 0
          && (!escalation || notice.type().escalation())
          && (labels.isEmpty()
              || notice.dialers().stream()
                  .anyMatch(dialer -> dialer.labels().entrySet().containsAll(labels.entrySet())));
    }
  }

  /**
   * Standard Webhooks 1.0.0.
   *
   * @param url where events are posted
   * @param secret {@code whsec_} and base64, or any text; unsigned without
   */
  record Webhook(Route route, URI url, Optional<Secret> secret) implements ChannelSettings {
    @Override
    public String target() {
      return url.toString();
    }
  }

  /**
   * Alertmanager, API v2.
   *
   * @param url its base, without {@code /api/v2/alerts}
   * @param token a bearer token
   */
  record Alertmanager(Route route, URI url, Optional<Secret> token) implements ChannelSettings {
    @Override
    public String target() {
      return url.toString();
    }
  }

  /**
   * PagerDuty, Events API v2.
   *
   * @param url {@code https://events.pagerduty.com/v2/enqueue}
   * @param routingKey the integration's key
   */
  record PagerDuty(Route route, URI url, Secret routingKey) implements ChannelSettings {
    @Override
    public String target() {
      return url.toString();
    }
  }

  /**
   * A Slack incoming webhook.
   *
   * @param url the whole address, itself the secret
   */
  record Slack(Route route, Secret url) implements ChannelSettings {
    @Override
    public String target() {
      return "slack " + Integer.toHexString(url.hashCode());
    }
  }

  /**
   * A Microsoft Teams workflow.
   *
   * @param url the whole address, itself the secret
   */
  record Teams(Route route, Secret url) implements ChannelSettings {
    @Override
    public String target() {
      return "teams " + Integer.toHexString(url.hashCode());
    }
  }

  /**
   * E-mail.
   *
   * @param host of the mail server
   * @param port of the mail server
   * @param security how the connection is protected
   * @param user for authentication
   * @param password for authentication
   * @param from the sender
   * @param to the receivers
   */
  record Email(
      Route route,
      String host,
      int port,
      Security security,
      Optional<String> user,
      Optional<Secret> password,
      String from,
      List<String> to)
      implements ChannelSettings {
    public Email {
      to = List.copyOf(to);
    }

    /** How the connection to a mail server is protected. */
    public enum Security {
      /** STARTTLS is required (RFC 3207). */
      STARTTLS,
      /** TLS from the first byte (RFC 8314). */
      TLS,
      /** Not at all. */
      NONE
    }

    @Override
    public String target() {
      return "smtp://" + host + ':' + port + ' ' + String.join(",", to);
    }
  }
}
