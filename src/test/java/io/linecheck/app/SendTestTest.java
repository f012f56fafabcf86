package io.linecheck.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.linecheck.notify.FaultyReceiver;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "Send test" of every kind of channel, as page and API do it. */
@Timeout(90)
class SendTestTest {
  private static final List<String> KINDS =
      List.of("webhook", "alertmanager", "pagerduty", "slack", "teams", "email");

  @TempDir Path folder;

  private static String yaml(FaultyReceiver receiver, GreenMail mail) {
    return """
    drill: {enabled: false}
    webhooks: [{name: webhook, url: "%1$s", secret: {env: HOOK}}]
    alertmanager: [{name: alertmanager, url: "%1$s"}]
    pagerduty: [{name: pagerduty, url: "%1$s", routingKey: {env: KEY}}]
    slack: [{name: slack, url: {env: URL}}]
    teams: [{name: teams, url: {env: URL}}]
    email: [{name: email, server: "127.0.0.1:%2$d", security: none, from: a@example.com, to: [b@example.com]}]
    """
        .formatted(receiver.url(), mail.getSmtp().getPort());
  }

  private static JsonNode test(ServerScene scene, String channel) throws Exception {
    return new ObjectMapper()
        .readTree(
            scene
                .send("POST", "/api/v1/notifications/test", "{\"channel\":\"" + channel + "\"}")
                .body());
  }

  @Test
  void everyKindOfChannelIsTriedAtOnceAndThenCountsAsProved() throws Exception {
    AtomicInteger answer = new AtomicInteger(500);
    GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    mail.start();
    try (FaultyReceiver receiver = new FaultyReceiver(request -> answer.get());
        ServerScene scene =
            new ServerScene(
                folder,
                yaml(receiver, mail),
                InstantSource.system(),
                Map.of(
                    "HOOK", "whsec_c2VjcmV0",
                    "KEY", "0123456789abcdef0123456789abcdef",
                    "URL", receiver.url().toString()))) {
      JsonNode refused = test(scene, "slack");
      assertEquals("failed", refused.path("outcome").asText(), refused.toString());
      assertEquals(500, refused.path("status").asInt(), refused.toString());
      assertTrue(refused.path("error").asText().contains(" answered 500"), refused.toString());
      assertTrue(scene.get("/api/v1/notifications").path("notifications").isEmpty());
      answer.set(202);
      for (String kind : KINDS) {
        JsonNode sent = test(scene, kind);
        assertEquals("delivered", sent.path("outcome").asText(), kind + ": " + sent);
      }
      assertEquals(1, mail.getReceivedMessages().length);
      List<String> bodies = receiver.all.stream().map(FaultyReceiver.Got::body).toList();
      assertTrue(
          bodies.stream().allMatch(body -> body.toLowerCase(Locale.ROOT).contains("drill")),
          "" + bodies);
      assertEquals(1 + 6, bodies.size(), "PagerDuty's is begun and ended: " + bodies);
      scene.await(
          "/api/v1/wall", wall -> wall.path("selfCheck").path("alertPathProvenAt").isTextual());
      JsonNode log = scene.get("/api/v1/notifications");
      assertEquals(KINDS.size(), log.path("notifications").size(), log.toString());
      log.path("channels")
          .forEach(channel -> assertEquals("ok", channel.path("status").asText(), "" + channel));
    } finally {
      mail.stop();
    }
  }
}
