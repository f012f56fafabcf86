package io.linecheck.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.Finding;

/** The public body of a webhook: {@code {"type": …, "timestamp": …, "data": {…}}}. */
public final class NoticeJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NoticeJson() {}

  /** The whole body. */
  public static ObjectNode body(Notice notice) {
    ObjectNode body = JSON.objectNode();
    body.put("type", notice.type().word());
    body.put("timestamp", notice.at().toString());
    body.set("data", data(notice));
    return body;
  }

  private static ObjectNode data(Notice notice) {
    ObjectNode data = JSON.objectNode();
    data.put("incidentId", notice.incident());
    data.put("severity", notice.severity().word());
    data.put("text", notice.text());
    ArrayNode dialers = data.putArray("dialers");
    for (Notice.Affected affected : notice.dialers()) {
      ObjectNode dialer = dialers.addObject();
      dialer.put("id", affected.id());
      dialer.put("name", affected.name());
      ObjectNode labels = dialer.putObject("labels");
      affected.labels().forEach(labels::put);
      dialer.put("seats", affected.seats());
    }
    if (notice.omitted() > 0) {
      data.put("dialersOmitted", notice.omitted());
    }
    data.put("seats", notice.seats());
    notice.cause().ifPresent(cause -> data.put("sharedCause", cause));
    notice.finding().ifPresent(finding -> data.set("finding", finding(finding)));
    notice
        .owner()
        .ifPresent(owner ->
            data.putObject("owner").put("part", owner.part()).put("contact", owner.contact()));
    data.put("since", notice.since().toString());
    notice.link().ifPresent(link -> data.put("link", link));
    notice.acknowledgeLink().ifPresent(link -> data.put("acknowledgeLink", link));
    data.put("flapping", notice.flapping());
    data.put("reminder", notice.reminder());
    return data;
  }

  /** A finding as {@code check --json} writes it. */
  static ObjectNode finding(Finding finding) {
    return JSON.objectNode()
        .put("code", finding.code().word())
        .put("severity", finding.severity().word())
        .put("service", finding.service())
        .put("stage", finding.stage().word())
        .put("title", finding.title())
        .put("evidence", finding.evidence())
        .put("cause", finding.cause())
        .put("remedy", finding.remedy())
        .put("fixedBy", finding.fixedBy().word());
  }
}
