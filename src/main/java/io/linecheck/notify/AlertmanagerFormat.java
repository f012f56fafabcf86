package io.linecheck.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Alertmanager API v2, {@code POST /api/v2/alerts}: one alert for each dialer, told apart by its
 * labels. A firing alert ends by itself some minutes ahead unless {@link StandingAlerts} repeats
 * it; a drill fires for as long, so that it goes the whole way to whoever Alertmanager tells.
 */
final class AlertmanagerFormat implements Format {
  /** How far ahead the end of a firing alert lies. */
  static final Duration FIRING = StandingAlerts.RHYTHM.multipliedBy(5);

  private final ChannelSettings.Alertmanager settings;

  AlertmanagerFormat(ChannelSettings.Alertmanager settings) {
    this.settings = settings;
  }

  @Override
  public Post post(Notice notice, Instant now) {
    ArrayNode alerts = JsonNodeFactory.instance.arrayNode();
    if (notice.dialers().isEmpty()) {
      alerts.add(alert(notice, List.of(), now));
    }
    notice.dialers().forEach(dialer -> alerts.add(alert(notice, List.of(dialer), now)));
    Map<String, String> headers =
        settings
            .token()
            .map(token -> Map.of("Authorization", "Bearer " + token.value()))
            .orElse(Map.of());
    String base = settings.url().toString().replaceAll("/+$", "");
    return new Post(URI.create(base + "/api/v2/alerts"), headers, alerts.toString());
  }

  private static ObjectNode alert(Notice notice, List<Notice.Affected> dialer, Instant now) {
    ObjectNode alert = JsonNodeFactory.instance.objectNode();
    ObjectNode labels = alert.putObject("labels");
    for (Notice.Affected affected : dialer) {
      affected.labels().forEach((name, value) -> labels.put(labelName(name), value));
      labels.put("dialer", affected.id());
    }
    labels.put(
        "alertname",
        notice.finding().map(finding -> finding.code().word()).orElse(notice.type().word()));
    notice.finding().ifPresent(finding -> labels.put("service", finding.service()));
    labels.put("incident", notice.incident());
    labels.put("severity", notice.severity().word());
    ObjectNode annotations = alert.putObject("annotations");
    annotations.put("summary", notice.text());
    annotations.put("description", Texts.body(notice));
    alert.put("startsAt", notice.since().toString());
    alert.put("endsAt", (notice.type().over() ? notice.at() : now.plus(FIRING)).toString());
    notice.link().ifPresent(link -> alert.put("generatorURL", link));
    return alert;
  }

  private static String labelName(String name) {
    String plain = name.replaceAll("[^a-zA-Z0-9_]", "_");
    return plain.isEmpty() || Character.isDigit(plain.charAt(0)) ? '_' + plain : plain;
  }
}
