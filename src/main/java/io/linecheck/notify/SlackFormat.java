package io.linecheck.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Instant;
import java.util.Map;

/** A Slack incoming webhook: a header, the text, and buttons that lead to the pages. */
final class SlackFormat implements Format {
  private static final int HEADER = 150;
  private static final int SECTION = 2900;

  private final ChannelSettings.Slack settings;

  SlackFormat(ChannelSettings.Slack settings) {
    this.settings = settings;
  }

  @Override
  public Post post(Notice notice, Instant now) {
    ObjectNode message = JsonNodeFactory.instance.objectNode();
    message.put("text", fitting(Texts.line(notice, SECTION)));
    ArrayNode blocks = message.putArray("blocks");
    blocks
        .addObject()
        .put("type", "header")
        .putObject("text")
        .put("type", "plain_text")
        .put("text", Texts.line(notice, HEADER));
    section(blocks, Texts.facts(notice));
    notice.finding().ifPresent(finding -> section(blocks, Texts.remedy(finding)));
    ArrayNode buttons = JsonNodeFactory.instance.arrayNode();
    notice.link().ifPresent(link -> button(buttons, "Open", link));
    if (!notice.type().over()) {
      notice.acknowledgeLink().ifPresent(link -> button(buttons, "I have it", link));
    }
    if (!buttons.isEmpty()) {
      blocks.addObject().put("type", "actions").set("elements", buttons);
    }
    return new Post(URI.create(settings.url().value()), Map.of(), message.toString());
  }

  private static void section(ArrayNode blocks, String text) {
    blocks
        .addObject()
        .put("type", "section")
        .putObject("text")
        .put("type", "mrkdwn")
        .put("text", fitting(text));
  }

  /** Escaped, and short enough for one section; an escape is never cut in two. */
  private static String fitting(String text) {
    String whole = escape(text);
    if (whole.length() <= SECTION) {
      return whole;
    }
    String cut = whole.substring(0, SECTION);
    int open = cut.lastIndexOf('&');
    return (cut.indexOf(';', Math.max(0, open)) < 0 && open >= 0 ? cut.substring(0, open) : cut)
        + "…";
  }

  private static void button(ArrayNode buttons, String label, String link) {
    ObjectNode button = buttons.addObject().put("type", "button").put("url", link);
    button.putObject("text").put("type", "plain_text").put("text", label);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
