package io.linecheck.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/**
 * A Microsoft Teams workflow ("post when a webhook request is received"): an Adaptive Card 1.4.
 * Texts stand in rich text blocks, which know no Markdown: what a dialer says cannot become a link.
 */
final class TeamsFormat implements Format {
  private static final int LINE = 2000;

  /** Bytes for the lines; the rest of what Teams takes is for links and the card itself. */
  private static final int TEXT = 22_000;

  /** Bytes that a block needs around its run. */
  private static final int BLOCK = 45;

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
    lines(body, notice);
    ArrayNode actions = card.putArray("actions");
    notice.link().ifPresent(link -> action(actions, "Open", link));
    if (!notice.type().over()) {
      notice.acknowledgeLink().ifPresent(link -> action(actions, "I have it", link));
    }
    return new Post(URI.create(settings.url().value()), Map.of(), message.toString());
  }

  /** As many lines as Teams takes: it refuses a message of more than 28 kB. */
  private static void lines(ArrayNode body, Notice notice) {
    int bytes = 0;
    String text = Texts.facts(notice) + notice.finding().map(Texts::remedy).orElse("");
    for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
      ObjectNode run = block(body, line.length() > LINE ? line.substring(0, LINE) + "…" : line);
      bytes += run.toString().getBytes(UTF_8).length + BLOCK;
      if (bytes > TEXT) {
        run.put("text", "…");
        return;
      }
    }
  }

  /** A line of text; what it gives is its one run. */
  private static ObjectNode block(ArrayNode body, String text) {
    return body.addObject()
        .put("type", "RichTextBlock")
        .putArray("inlines")
        .addObject()
        .put("type", "TextRun")
        .put("text", text);
  }

  private static void action(ArrayNode actions, String title, String link) {
    actions.addObject().put("type", "Action.OpenUrl").put("title", title).put("url", link);
  }
}
