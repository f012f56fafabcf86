package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.incident.Ids;
import io.linecheck.notify.ChannelSettings;
import io.linecheck.notify.Courier;
import io.linecheck.notify.Delivery;
import io.linecheck.notify.Notice;
import io.linecheck.notify.Outbox;
import io.linecheck.notify.Outcome;
import io.linecheck.sql.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The delivery log, the state of each channel, replay and test. */
final class NotificationRoutes {
  private static final int BATCH = 500;
  private static final int BATCHES = 40;
  private static final int DIALERS = 5;
  private static final Pattern STATUS = Pattern.compile(" answered ([1-5][0-9]{2})\\b");
  private static final List<String> STATES = List.of("pending", "delivered", "failed", "disabled");

  private final InstantSource clock;
  private final Database database;
  private final Courier courier;
  private final ChannelView channels;
  private final RateLimit limit;
  private final Outbox outbox = new Outbox();
  private final Ids ids = new Ids();

  NotificationRoutes(WebParts parts) {
    this.clock = parts.clock();
    this.database = parts.database();
    this.courier = parts.acting().courier();
    this.channels = new ChannelView(courier, database);
    this.limit = new RateLimit(10, parts.clock());
  }

  void mount(Desk desk) {
    desk.get("/api/v1/notifications", Role.VIEWER, this::list);
    desk.post("/api/v1/notifications/test", Role.OPERATOR, this::test);
    desk.post("/api/v1/notifications/:notification/replay", Role.OPERATOR, this::replay);
  }

  private Desk.Reply list(Request request) {
    int most = request.number("limit", 1, 1000, 200);
    long before = request.query("cursor").map(NotificationRoutes::id).orElse(Long.MAX_VALUE);
    request
        .query("state")
        .filter(state -> !STATES.contains(state))
        .ifPresent(state -> {
          throw Problem.badRequest("state must be one of " + STATES + ", not '" + state + "'");
        });
    Set<String> disabled = disabled();
    Predicate<Delivery> wanted =
        delivery ->
            request
                    .query("state")
                    .filter(state -> !state.equals(state(delivery, disabled)))
                    .isEmpty()
                && request
                    .query("channel")
                    .filter(name -> !name.equals(delivery.channel()))
                    .isEmpty()
                && request
                    .query("incident")
                    .filter(incident -> !incident.equals(delivery.incident()))
                    .isEmpty();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putNull("next");
    node.set("channels", channels.json());
    ArrayNode list = node.putArray("notifications");
    return database.read(handle -> {
      List<Delivery> found = search(handle, before, most + 1, wanted);
      found.stream().limit(most).forEach(each -> list.add(json(handle, each, disabled)));
      if (found.size() > most) {
        node.put("next", Long.toString(found.get(most - 1).id()));
      }
      return new Desk.Reply.Json(200, node);
    });
  }

  private List<Delivery> search(Handle handle, long before, int most, Predicate<Delivery> wanted) {
    List<Delivery> found = new ArrayList<>();
    long from = before;
    for (int i = 0; i < BATCHES && found.size() < most; i++) {
      List<Delivery> batch = outbox.log(handle, from, BATCH);
      batch.stream().filter(wanted).limit(most - found.size()).forEach(found::add);
      if (batch.size() < BATCH) {
        break;
      }
      from = batch.getLast().id();
    }
    return found;
  }

  private Set<String> disabled() {
    Set<String> names = new HashSet<>();
    channels
        .json()
        .forEach(channel -> {
          if (channel.path("status").asText().equals("critical")) {
            names.add(channel.path("name").asText());
          }
        });
    return names;
  }

  private static String state(Delivery delivery, Set<String> disabled) {
    boolean stopped =
        delivery.state() == Delivery.State.FAILED && disabled.contains(delivery.channel());
    return stopped ? "disabled" : delivery.state().word();
  }

  private ObjectNode json(Handle handle, Delivery delivery, Set<String> disabled) {
    boolean pending = delivery.state() == Delivery.State.PENDING;
    boolean delivered = delivery.state() == Delivery.State.DELIVERED;
    boolean drill = delivery.type().equals(Notice.Type.DRILL.word());
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("id", Long.toString(delivery.id()));
    node.put("channel", delivery.channel());
    node.put("type", delivery.type());
    node.put("incident", drill ? null : delivery.incident());
    Optional<Notice> notice = outbox.findNotice(handle, delivery.noticeId());
    node.put("text", notice.map(Notice::text).orElse(""));
    ArrayNode dialers = node.putArray("dialers");
    notice.stream()
        .flatMap(known -> known.dialers().stream())
        .limit(DIALERS)
        .forEach(dialer -> dialers.add(dialer.id()));
    node.put("createdAt", ContractJson.time(delivery.createdAt()));
    node.put("state", state(delivery, disabled));
    node.put("attempts", delivery.attempts());
    node.put("nextAttemptAt", pending ? ContractJson.time(delivery.nextAt()) : null);
    node.put(
        "deliveredAt",
        delivery.endedAt().filter(at -> delivered).map(ContractJson::time).orElse(null));
    Optional<Delivery.Attempt> last =
        outbox.attempts(handle, delivery.id()).stream().reduce((first, second) -> second);
    node.put(
        "lastStatus",
        last.map(Delivery.Attempt::detail).flatMap(NotificationRoutes::status).orElse(null));
    node.put("lastError", delivery.lastError().isEmpty() ? null : delivery.lastError());
    return node;
  }

  private static Optional<Integer> status(String detail) {
    Matcher matcher = STATUS.matcher(detail);
    return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
  }

  private static long id(String text) {
    if (!text.matches("[0-9]{1,18}")) {
      throw Problem.badRequest("cursor must be the 'next' of the answer before");
    }
    return Long.parseLong(text);
  }

  private Desk.Reply replay(Request request) {
    String id = request.path("notification");
    Optional<Delivery> found =
        id.matches("[0-9]{1,18}")
            ? database.read(handle -> outbox.findDelivery(handle, Long.parseLong(id)))
            : Optional.empty();
    Delivery delivery = found.orElseThrow(() -> Problem.notFound("notification of that id"));
    if (!courier.replay(delivery.id())) {
      throw new Problem(409, "this notification waits to be sent already");
    }
    Set<String> disabled = disabled();
    return database.read(handle ->
        new Desk.Reply.Json(
            202,
            json(handle, outbox.findDelivery(handle, delivery.id()).orElse(delivery), disabled)));
  }

  private Desk.Reply test(Request request) throws InterruptedException {
    String name = request.requireText("channel", 200);
    ChannelSettings channel =
        courier.channels().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(() ->
                Problem.badRequest(
                    "there is no channel '"
                        + name
                        + "'; there are: "
                        + courier.channels().stream()
                            .map(ChannelSettings::name)
                            .sorted()
                            .collect(Collectors.joining(", "))));
    Gate.limit(request.context(), limit, name);
    Instant now = clock.instant();
    long started = System.nanoTime();
    Outcome outcome = courier.test(channel, Notice.drill(ids.next("test", now), now));
    boolean delivered = outcome instanceof Outcome.Delivered;
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("channel", name);
    node.put("outcome", delivered ? "delivered" : "failed");
    node.put("status", status(outcome.detail()).orElse(null));
    node.put("seconds", ContractJson.seconds(Duration.ofNanos(System.nanoTime() - started)));
    node.put("error", delivered ? null : outcome.detail());
    return new Desk.Reply.Json(200, node);
  }
}
