package io.linecheck.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import io.linecheck.sql.Database;
import io.linecheck.sql.Storage;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Alertmanager (Debian's) that tells a receiver of ours what it made of our alerts. */
class AlertmanagerIT {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  @TempDir private Path folder;
  private final int port = FreePorts.one();
  private final ChannelSettings channel =
      new ChannelSettings.Alertmanager(
          Notices.route("am"), URI.create("http://127.0.0.1:" + port), Optional.empty());

  private PeerProcess alertmanager(URI receiver) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("alertmanager.yml"),
            """
            route: {receiver: us, group_by: [incident], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: us, webhook_configs: [{url: "%s", send_resolved: true}]}]
            """
                .formatted(receiver));
    return PeerProcess.start(
            "prometheus-alertmanager",
            folder,
            List.of(
                "prometheus-alertmanager",
                "--config.file=" + config,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address="))
        .awaitPort(port);
  }

  private JsonNode alerts() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v2/alerts")).build();
      return JSON.readTree(client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
  }

  private static JsonNode told(FaultyReceiver receiver) throws Exception {
    FaultyReceiver.Got got = receiver.accepted.poll(20, TimeUnit.SECONDS);
    assertTrue(got != null, "Alertmanager told nobody");
    return JSON.readTree(got.body());
  }

  @Test
  void anAlertArrivesSurvivesARestartAndIsClearedByItsResolution() throws Exception {
    try (FaultyReceiver receiver = new FaultyReceiver(request -> 200);
        Database database = Database.openAlone(new Storage.Sqlite(folder.resolve("outbox.db")));
        HttpPoster poster = new HttpPoster(Duration.ofSeconds(5))) {
      Vertx vertx = Vertx.vertx();
      ChannelSender sender = new ChannelSender(poster, new Mailer(vertx, Duration.ofSeconds(5)));
      Outbox outbox = new Outbox();
      StandingAlerts standing = new StandingAlerts(database, outbox, sender);
      Instant now = Instant.now();
      try (PeerProcess running = alertmanager(receiver.url())) {
        deliver(
            database, outbox, sender, Notices.of("m1", "inc_1", Notice.Type.INCIDENT_OPENED, now));
        JsonNode told = told(receiver);
        assertEquals("firing", told.path("status").asText());
        assertEquals("http-session-limit", told.at("/alerts/0/labels/alertname").asText());
        assertEquals("yes", told.at("/alerts/0/labels/_2nd_floor").asText());
        assertTrue(
            told.at("/alerts/0/annotations/description").asText().contains("sessionlimit=1000"));
        Instant ends = Instant.parse(alerts().path(0).path("endsAt").asText());
        assertTrue(ends.isBefore(now.plus(Duration.ofMinutes(10))), "ends " + ends);
        standing.repeat(List.of(channel), now.plusSeconds(60));
        assertTrue(Instant.parse(alerts().path(0).path("endsAt").asText()).isAfter(ends));
      }
      try (PeerProcess restarted = alertmanager(receiver.url())) {
        assertEquals(0, alerts().size(), "Alertmanager remembers alerts: no need to repeat them");
        standing.repeat(List.of(channel), Instant.now());
        assertEquals(1, alerts().size());
        deliver(
            database,
            outbox,
            sender,
            Notices.of("m2", "inc_1", Notice.Type.INCIDENT_RESOLVED, Instant.now()));
        JsonNode told = told(receiver);
        while (!told.path("status").asText().equals("resolved")) {
          told = told(receiver);
        }
        assertEquals(0, alerts().size());
        standing.repeat(List.of(channel), Instant.now());
        assertEquals(0, alerts().size());
        assertInstanceOf(
            Outcome.Delivered.class,
            sender.send(channel, Notice.drill("d1", Instant.now()), Instant.now()));
        assertEquals("drill", told(receiver).at("/alerts/0/labels/alertname").asText());
      }
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  /** Through the outbox, as every notice goes. */
  private void deliver(Database database, Outbox outbox, ChannelSender sender, Notice notice)
      throws Exception {
    database.write(handle -> {
      outbox.put(handle, notice, List.of(channel));
      return true;
    });
    try (Courier courier =
        new Courier(
            database,
            sender,
            (name, outcome) -> {},
            Instant::now,
            new Courier.Settings(
                new Retries(Collections.nCopies(3, Duration.ofMillis(100)), 0),
                Duration.ofMillis(50),
                Duration.ofSeconds(30)),
            "test")) {
      courier.channels(List.of(channel));
      courier.start();
      while (database.read(handle -> outbox.log(handle, Long.MAX_VALUE, 1)).getFirst().state()
          != Delivery.State.DELIVERED) {
        Thread.sleep(20);
      }
    }
  }
}
