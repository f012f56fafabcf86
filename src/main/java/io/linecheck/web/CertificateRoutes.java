package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;

/** What every door serves, and what breaks next. */
final class CertificateRoutes {
  private final InstantSource clock;
  private final DialerBook dialers;
  private final CertificateDoors doors;
  private final NextToBreak nextToBreak;

  CertificateRoutes(WebParts parts, NextToBreak nextToBreak) {
    this.clock = parts.clock();
    this.dialers = parts.watching().dialers();
    this.doors = new CertificateDoors(dialers, parts.watching().renewals());
    this.nextToBreak = nextToBreak;
  }

  void mount(Desk desk) {
    desk.get("/api/v1/certificates", Role.VIEWER, this::list);
    desk.get("/api/v1/next-to-break", Role.VIEWER, this::next);
  }

  private Desk.Reply list(Request request) {
    Instant now = clock.instant();
    Paging paging = Paging.of(request, 2000, 500);
    List<CertificateDoor> all =
        dialers.all().stream()
            .filter(request.only())
            .filter(
                watched -> request.query("dialer").filter(id -> !id.equals(watched.id())).isEmpty())
            .flatMap(watched -> doors.of(watched, now).stream())
            .sorted(
                Comparator.comparing((CertificateDoor door) -> door.next().at())
                    .thenComparing(door -> door.watched().id())
                    .thenComparing(door -> door.service().name())
                    .thenComparing(door -> door.served().address())
                    .thenComparing(door -> door.served().offer()))
            .toList();
    Paging.Part<CertificateDoor> part = paging.of(all);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("serverTime", ContractJson.time(now));
    node.set("next", part.next().map(TextNode::valueOf).orElse(null));
    node.put("total", all.size());
    ArrayNode list = node.putArray("certificates");
    part.entries().forEach(door -> list.add(door.json()));
    return new Desk.Reply.Json(200, node);
  }

  private Desk.Reply next(Request request) {
    Instant now = clock.instant();
    Duration ahead = Duration.ofDays(request.number("days", 1, 400, 60));
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("serverTime", ContractJson.time(now));
    ArrayNode events = node.putArray("events");
    nextToBreak.events(request.only(), now, now.plus(ahead)).forEach(events::add);
    return new Desk.Reply.Json(200, node);
  }
}
