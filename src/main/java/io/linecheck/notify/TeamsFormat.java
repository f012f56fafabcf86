package io.linecheck.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** A Microsoft Teams workflow ("post when a webhook request is received"): an Adaptive Card 1.4. */
final class TeamsFormat implements Format {
  private static final int LIMIT = 15_000;

  private final ChannelSettings.Teams settings;

  TeamsFormat(ChannelSettings.Teams settings) {
    this.settings = settings;
  }

  @Override
  public Post post(Notice notice, Instant now) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("type", "message");
    ObjectNode attachment = message.putArray("attachments").addObject();
    attachment.put("contentType", "application/vnd.microsoft.card.adaptive");
    ObjectNode card = attachment.putObject("content");
    card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
    card.put("type", "AdaptiveCard").put("version", "1.4");
    ArrayNode body = card.putArray("body");
    block(body, Texts.line(notice, 300)).put("weight", "Bolder").put("size", "Medium");
    String text = Texts.body(notice);
    for (String line : (text.length() > LIMIT ? text.substring(0, LIMIT) : text).lines().toList()) {
      if (!line.isBlank()) {
        block(body, line);
      }
    }
    ArrayNode actions = card.putArray("actions");
    notice.link().ifPresent(link -> action(actions, "Open", link));
    if (!notice.type().over()) {
      notice.acknowledgeLink().ifPresent(link -> action(actions, "I have it", link));
    }
    return new Post(URI.create(settings.url().value()), Map.of(), message.toString());
  }

  private static ObjectNode block(ArrayNode body, String text) {
    return body.addObject().put("type", "TextBlock").put("text", text).put("wrap", true);
  }

  private static void action(ArrayNode actions, String title, String link) {
    actions.addObject().put("type", "Action.OpenUrl").put("title", title).put("url", link);
  }
}
