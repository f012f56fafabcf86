package io.linecheck.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * PagerDuty Events API v2: {@code trigger} and {@code resolve} with the incident's id as {@code
 * dedup_key}. A drill is resolved right after it was triggered, so that it leaves nothing open.
 */
final class PagerDutyFormat implements Format {
  private static final int SUMMARY = 1024;

  private final ChannelSettings.PagerDuty settings;

  private final boolean resolves;

  PagerDutyFormat(ChannelSettings.PagerDuty settings) {
    this(settings, false);
  }

  private PagerDutyFormat(ChannelSettings.PagerDuty settings, boolean resolves) {
    this.settings = settings;
    this.resolves = resolves;
  }

  /** The same, ending what the notice began. */
  PagerDutyFormat resolving() {
    return new PagerDutyFormat(settings, true);
  }

  @Override
  public Post post(Notice notice, Instant now) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("routing_key", settings.routingKey().value());
    event.put("event_action", resolves || notice.type().over() ? "resolve" : "trigger");
    event.put("dedup_key", notice.incident());
    event.put("client", "Linecheck");
    notice.link().ifPresent(link -> event.put("client_url", link));
    ObjectNode payload = event.putObject("payload");
    payload.put("summary", Texts.line(notice, SUMMARY));
    payload.put("source", source(notice));
    payload.put("severity", notice.severity().word());
    payload.put("timestamp", notice.at().toString());
    notice
        .finding()
        .ifPresent(finding ->
            payload.put("component", finding.service()).put("class", finding.code().word()));
    payload.set("custom_details", NoticeJson.body(notice).get("data"));
    notice
        .acknowledgeLink()
        .filter(link -> !notice.type().over())
        .ifPresent(
            link -> event.putArray("links").addObject().put("href", link).put("text", "I have it"));
    return new Post(settings.url(), Map.of(), event.toString());
  }

  private static String source(Notice notice) {
    return notice
        .cause()
        .orElse(notice.dialers().isEmpty() ? "linecheck" : notice.dialers().getFirst().name());
  }
}
