package io.linecheck.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.Finding;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import io.linecheck.model.Stage;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CourierTest {
  @TempDir Path folder;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Outbox outbox = new Outbox();
  private Database database;

  @BeforeEach
  void begin() {
    database = Database.openAlone(new Storage.Sqlite(folder.resolve("outbox.db")));
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    database.close();
  }

  @Test
  void faultyReceiverGetsEveryEventInOrderForEachIncident() throws Exception {
    int[] answers = {500, 200, -1, 429, 200, 302, 503, -2, 200, 200};
    FaultyReceiver receiver = receiver(request -> answers[request % answers.length]);
    ChannelSettings channel = webhook(receiver.url());
    Courier courier = courier("one", real(), 60);
    courier.channels(List.of(channel));
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      Notice notice = notice("msg_" + i, "inc_" + i % 4, Notice.Type.INCIDENT_OPENED);
      sent.add(notice.id());
      put(notice, channel);
    }
    courier.start();
    Map<String, List<Integer>> arrived = new HashMap<>();
    Set<String> ids = ConcurrentHashMap.newKeySet();
    while (ids.size() < sent.size()) {
      FaultyReceiver.Got got = receiver.accepted.poll(30, TimeUnit.SECONDS);
      int number = Integer.parseInt(got.id().substring(4));
      if (ids.add(got.id())) {
        arrived.computeIfAbsent("inc_" + number % 4, any -> new ArrayList<>()).add(number);
      }
    }
    arrived.forEach((incident, order) -> {
      List<Integer> sorted = new ArrayList<>(order);
      Collections.sort(sorted);
      assertEquals(sorted, order, incident);
    });
    for (FaultyReceiver.Got got : receiver.all) {
      assertEquals(
          WebhookFormat.sign(new Secret("whsec_c2VjcmV0"), got.id(), got.timestamp(), got.body()),
          got.signature());
    }
  }

  @Test
  void twoCouriersOnOneOutboxNeverDeliverTwice() throws Exception {
    Map<String, AtomicInteger> at = new ConcurrentHashMap<>();
    AtomicInteger delivered = new AtomicInteger();
    Sender sender =
        (channel, notice, now) -> {
          at.computeIfAbsent(notice.id(), any -> new AtomicInteger()).incrementAndGet();
          Thread.sleep(2);
          delivered.incrementAndGet();
          return new Outcome.Delivered("ok");
        };
    ChannelSettings channel = webhook(URI.create("http://127.0.0.1:9/"));
    Database other = Database.openAlone(new Storage.Sqlite(folder.resolve("outbox.db")));
    open.add(other);
    Courier first = courier(database, sender, "one");
    Courier second = courier(other, sender, "two");
    first.channels(List.of(channel));
    second.channels(List.of(channel));
    for (int i = 0; i < 100; i++) {
      put(notice("msg_" + i, "inc_" + i, Notice.Type.INCIDENT_OPENED), channel);
    }
    first.start();
    second.start();
    while (database.read(
            handle ->
                handle
                    .createQuery("SELECT count(*) FROM delivery WHERE state = 'delivered'")
                    .mapTo(Integer.class)
                    .one())
        < 100) {
      Thread.sleep(20);
    }
    assertEquals(100, delivered.get());
    at.forEach((id, count) -> assertEquals(1, count.get(), id));
  }

  @Test
  void goneDisablesTheChannelAndReplayEnablesItAgain() throws Exception {
    FaultyReceiver receiver = receiver(request -> request == 0 ? 410 : 200);
    ChannelSettings channel = webhook(receiver.url());
    Courier courier = courier("one", real(), 5);
    courier.channels(List.of(channel));
    put(notice("msg_1", "inc_1", Notice.Type.INCIDENT_OPENED), channel);
    courier.start();
    Delivery first = await(1, Delivery.State.FAILED);
    put(notice("msg_2", "inc_2", Notice.Type.INCIDENT_OPENED), channel);
    courier.wake();
    Delivery second = await(2, Delivery.State.FAILED);
    assertTrue(second.lastError().startsWith("the channel is disabled"), second.lastError());
    assertEquals(1, receiver.all.size());
    assertTrue(courier.replay(first.id()));
    assertEquals("msg_1", receiver.accepted.poll(20, TimeUnit.SECONDS).id());
    assertFalse(courier.replay(999));
  }

  @Test
  void retryAfterIsObeyedAndGivenUpStaysVisible() throws Exception {
    FaultyReceiver receiver = receiver(request -> 429);
    receiver.retryAfter = "3600";
    ChannelSettings channel = webhook(receiver.url());
    Courier courier = courier("one", real(), 5);
    courier.channels(List.of(channel));
    put(notice("msg_1", "inc_1", Notice.Type.INCIDENT_OPENED), channel);
    Instant before = Instant.now();
    courier.start();
    while (receiver.all.isEmpty() || find(1).attempts() == 0) {
      Thread.sleep(10);
    }
    assertTrue(find(1).nextAt().isAfter(before.plusSeconds(3500)));
    assertEquals(1, receiver.all.size());
    assertEquals(
        Optional.of(Duration.ofSeconds(10)),
        HttpPoster.pause("Sat, 21 Nov 2026 00:00:10 GMT", Instant.parse("2026-11-21T00:00:00Z")));
  }

  @Test
  void afterTheLastTryTheDeliveryHasFailedAndTheChannelIsFailing() throws Exception {
    FaultyReceiver receiver = receiver(request -> 302);
    ChannelSettings channel = webhook(receiver.url());
    Courier courier = courier("one", real(), 2);
    courier.channels(List.of(channel));
    put(notice("msg_1", "inc_1", Notice.Type.INCIDENT_OPENED), channel);
    courier.start();
    Delivery failed = await(1, Delivery.State.FAILED);
    assertEquals(3, failed.attempts());
    assertTrue(failed.lastError().contains("answered 302: redirects are not followed"));
    assertEquals(
        Set.of("hook"), database.read(handle -> outbox.failing(handle, Instant.now())).keySet());
    assertEquals(3, database.read(handle -> outbox.attempts(handle, failed.id())).size());
  }

  @Test
  void errorsNeverShowAnAddressThatIsASecret() throws Exception {
    ChannelSettings slack =
        new ChannelSettings.Slack(
            route(Severity.WARNING), new Secret("http://127.0.0.1:1/services/T0/B0/hidden"));
    ChannelSender sender = sender();
    Outcome outcome =
        sender.send(slack, notice("msg", "inc", Notice.Type.INCIDENT_OPENED), Instant.now());
    assertEquals("127.0.0.1:1 refused the connection or cannot be reached", outcome.detail());
    assertFalse((slack + outcome.detail() + slack.target()).contains("hidden"));
  }

  @Test
  void resolvedGoesToWhoeverHeardOfTheBeginningAndToNobodyElse() {
    ChannelSettings all = webhook(URI.create("http://127.0.0.1:9/"));
    ChannelSettings escalation =
        new ChannelSettings.Webhook(
            new ChannelSettings.Route("boss", Severity.CRITICAL, Map.of(), true),
            URI.create("http://127.0.0.1:9/boss"),
            Optional.empty());
    List<ChannelSettings> both = List.of(all, escalation);
    database.write(handle -> {
      outbox.put(handle, notice("m1", "inc", Notice.Type.INCIDENT_OPENED), both);
      outbox.put(handle, notice("m2", "inc", Notice.Type.INCIDENT_ESCALATED), both);
      outbox.put(handle, notice("m3", "inc", Notice.Type.INCIDENT_RESOLVED), both);
      outbox.put(handle, notice("m4", "other", Notice.Type.INCIDENT_RESOLVED), both);
      return true;
    });
    List<String> log =
        database.read(handle -> outbox.log(handle, Long.MAX_VALUE, 100)).stream()
            .map(delivery -> delivery.noticeId() + " " + delivery.channel())
            .sorted()
            .toList();
    assertEquals(List.of("m1 hook", "m2 boss", "m2 hook", "m3 boss", "m3 hook"), log);
  }

  @Test
  void acknowledgeLinkIsGoodUntilItExpiresAndOnlyForItsIncident() {
    AcknowledgeLinks links = new AcknowledgeLinks(new Secret("k"), "https://x.example/");
    Instant expires = Instant.ofEpochSecond(2000);
    String link = links.link("inc_1", expires);
    assertTrue(link.startsWith("https://x.example/incidents/inc_1/acknowledge?expires=2000"));
    String token = link.substring(link.indexOf("token=") + 6);
    Instant early = Instant.ofEpochSecond(1999);
    assertEquals(AcknowledgeLinks.Verdict.VALID, links.verify("inc_1", 2000, token, early));
    assertEquals(AcknowledgeLinks.Verdict.EXPIRED, links.verify("inc_1", 2000, token, expires));
    assertEquals(AcknowledgeLinks.Verdict.FORGED, links.verify("inc_2", 2000, token, early));
    assertEquals(AcknowledgeLinks.Verdict.FORGED, links.verify("inc_1", 2001, token, early));
  }

  @Test
  void bodyIsTheContracts() {
    String body = NoticeJson.body(notice("m", "inc_1", Notice.Type.INCIDENT_OPENED)).toString();
    assertEquals(
        "{\"type\":\"incident.opened\",\"timestamp\":\"2026-11-21T00:00:00Z\",\"data\":{"
            + "\"incidentId\":\"inc_1\",\"severity\":\"critical\",\"text\":\"a: refused\","
            + "\"dialers\":[{\"id\":\"a\",\"name\":\"a.example.com\",\"labels\":{\"site\":"
            + "\"manila\"},\"seats\":84}],\"seats\":84,\"finding\":{\"code\":\"port-refused\","
            + "\"severity\":\"critical\",\"service\":\"wss\",\"stage\":\"tcp\",\"title\":"
            + "\"refused\",\"evidence\":\"e\",\"cause\":\"c\",\"remedy\":\"r\",\"fixedBy\":"
            + "\"dialer-admin\"},\"owner\":{\"part\":\"pbx\",\"contact\":\"Ann\"},\"since\":"
            + "\"2026-11-21T00:00:00Z\",\"link\":\"https://x/dialers/a\",\"acknowledgeLink\":"
            + "\"https://x/ack\",\"flapping\":false,\"reminder\":0}}",
        body);
  }

  static Notice notice(String id, String incident, Notice.Type type) {
    Instant at = Instant.parse("2026-11-21T00:00:00Z");
    Finding finding =
        new Finding(
            FindingCode.PORT_REFUSED,
            Severity.CRITICAL,
            "wss",
            Stage.TCP,
            "refused",
            "e",
            "c",
            "r",
            FindingCode.PORT_REFUSED.fixedBy());
    return new Notice(
        id,
        type,
        at,
        incident,
        Severity.CRITICAL,
        List.of(new Notice.Affected("a", "a.example.com", Map.of("site", "manila"), 84)),
        0,
        Optional.of(finding),
        Optional.empty(),
        Optional.of(new Notice.Owner("pbx", "Ann")),
        at,
        Optional.of("https://x/dialers/a"),
        Optional.of("https://x/ack"),
        false,
        0,
        "a: refused");
  }

  private void put(Notice notice, ChannelSettings channel) {
    database.write(handle -> {
      outbox.put(handle, notice, List.of(channel));
      return true;
    });
  }

  private Delivery find(long id) {
    return database.read(handle -> outbox.findDelivery(handle, id)).orElseThrow();
  }

  private Delivery await(long id, Delivery.State state) throws InterruptedException {
    Delivery delivery = find(id);
    while (delivery.state() != state) {
      Thread.sleep(10);
      delivery = find(id);
    }
    return delivery;
  }

  private FaultyReceiver receiver(FaultyReceiver.Behaviour behaviour) throws Exception {
    FaultyReceiver receiver = new FaultyReceiver(behaviour);
    open.add(receiver);
    return receiver;
  }

  private ChannelSender sender() {
    Vertx vertx = Vertx.vertx();
    open.add(() -> vertx.close().toCompletionStage().toCompletableFuture().get());
    HttpPoster poster = new HttpPoster(Duration.ofMillis(700));
    open.add(poster);
    return new ChannelSender(poster, new Mailer(vertx, Duration.ofSeconds(2)));
  }

  private static InstantSource real() {
    return InstantSource.system();
  }

  private Courier courier(String name, InstantSource clock, int retries) {
    return courier(database, sender(), name, clock, retries);
  }

  private Courier courier(Database there, Sender sender, String name) {
    return courier(there, sender, name, real(), 5);
  }

  private Courier courier(
      Database there, Sender sender, String name, InstantSource clock, int retries) {
    Courier courier =
        new Courier(
            there,
            sender,
            (channel, outcome) -> {},
            clock,
            new Courier.Settings(
                new Retries(Collections.nCopies(retries, Duration.ofMillis(20)), 0.5),
                Duration.ofMillis(50),
                Duration.ofSeconds(30)),
            name);
    open.add(courier);
    return courier;
  }

  private static ChannelSettings webhook(URI url) {
    return new ChannelSettings.Webhook(
        route(Severity.WARNING), url, Optional.of(new Secret("whsec_c2VjcmV0")));
  }

  private static ChannelSettings.Route route(Severity severity) {
    return new ChannelSettings.Route("hook", severity, Map.of(), false);
  }
}
