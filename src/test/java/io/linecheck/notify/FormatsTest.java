package io.linecheck.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.standardwebhooks.Webhook;
import io.linecheck.model.Secret;
import io.linecheck.model.Severity;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Every format against what its receiver documents; signatures against Standard Webhooks' own
 * library.
 */
class FormatsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final String KEY = "0123456789abcdef0123456789abcdef";

  private final Format slack =
      new SlackFormat(
          new ChannelSettings.Slack(
              Notices.route("s"), new Secret("https://hooks.slack.com/services/T/B/x")));
  private final Format teams =
      new TeamsFormat(
          new ChannelSettings.Teams(
              Notices.route("t"), new Secret("https://prod.logic.azure.com/x")));
  private final PagerDutyFormat pagerduty =
      new PagerDutyFormat(
          new ChannelSettings.PagerDuty(
              Notices.route("p"),
              URI.create("https://events.pagerduty.com/v2/enqueue"),
              new Secret(KEY)));

  /** All kinds of notices, also such as strain the limits. */
  private static List<Notice> notices() {
    List<Notice> all = new ArrayList<>();
    for (Notice.Type type : Notice.Type.values()) {
      all.add(
          type == Notice.Type.DRILL
              ? Notice.drill("d1", NOW)
              : Notices.of("m_" + type, "inc_1", type, NOW));
    }
    all.add(
        Notices.of(
            "long",
            "inc_2",
            Notice.Type.INCIDENT_OPENED,
            NOW,
            "&<>".repeat(3000),
            "do <this> & that\n".repeat(900),
            200));
    return all;
  }

  private static List<String> faults(String schema, String body) throws IOException {
    try (InputStream in = FormatsTest.class.getResourceAsStream("/notify/" + schema + ".json")) {
      JsonSchema described =
          JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
      return described.validate(JSON.readTree(body)).stream().map(Object::toString).toList();
    }
  }

  @Test
  void everyNoticeFitsWhatItsReceiverDocuments() throws Exception {
    for (Notice notice : notices()) {
      String name = notice.id();
      assertEquals(List.of(), faults("slack", slack.post(notice, NOW).body()), name);
      assertEquals(List.of(), faults("teams", teams.post(notice, NOW).body()), name);
      assertEquals(List.of(), faults("pagerduty", pagerduty.post(notice, NOW).body()), name);
      assertEquals(
          List.of(), faults("pagerduty", pagerduty.resolving().post(notice, NOW).body()), name);
      int bytes = teams.post(notice, NOW).body().getBytes(StandardCharsets.UTF_8).length;
      assertTrue(bytes < 28_000, name + ": " + bytes + " bytes for Teams");
    }
    assertFalse(faults("slack", "{\"text\":\"\"}").isEmpty());
  }

  @Test
  void everyFormatCarriesOwnerRemedyAndBothLinks() throws Exception {
    Notice notice = Notices.of("m", "inc_1", Notice.Type.INCIDENT_OPENED, NOW);
    Format alertmanager =
        new AlertmanagerFormat(
            new ChannelSettings.Alertmanager(
                Notices.route("a"), URI.create("http://127.0.0.1:9093"), Optional.empty()));
    for (Format format : List.of(slack, teams, pagerduty, alertmanager, webhook())) {
      String body = format.post(notice, NOW).body();
      for (String part :
          List.of("Ana, +63 2 8123 4567", "sessionlimit=1000", "/dialers/manila-0")) {
        assertTrue(body.contains(part), part + " is not in " + body);
      }
      assertTrue(body.contains("/acknowledge?expires=1"), body);
    }
  }

  @Test
  void whatADialerSaysIsNoMarkupForSlackAndTeams() throws Exception {
    Notice notice = Notices.of("m", "inc_1", Notice.Type.INCIDENT_OPENED, NOW);
    assertTrue(
        slack.post(notice, NOW).body().contains("then &lt;b&gt;nothing&lt;/b&gt; &amp; [click]"));
    JsonNode card = JSON.readTree(teams.post(notice, NOW).body()).at("/attachments/0/content/body");
    card.forEach(block -> assertEquals("RichTextBlock", block.path("type").asText()));
  }

  @Test
  void pagerDutyEndsADrillItBegan() throws Exception {
    Notice drill = Notice.drill("d1", NOW);
    JsonNode began = JSON.readTree(pagerduty.post(drill, NOW).body());
    JsonNode ended = JSON.readTree(pagerduty.resolving().post(drill, NOW).body());
    assertEquals("trigger", began.path("event_action").asText());
    assertEquals("resolve", ended.path("event_action").asText());
    assertEquals(began.path("dedup_key"), ended.path("dedup_key"));
  }

  private static Format webhook() {
    return new WebhookFormat(
        new ChannelSettings.Webhook(
            Notices.route("w"),
            URI.create("https://hooks.example.com/"),
            Optional.of(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))));
  }

  @Test
  void signatureIsAcceptedByTheReferenceLibraryAndAChangedBodyIsNot() throws Exception {
    Instant now = Instant.now();
    Format.Post post =
        webhook()
            .post(
                Notices.of(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek", "inc_1", Notice.Type.INCIDENT_OPENED, now),
                now);
    Map<String, List<String>> headers = new java.util.HashMap<>();
    post.headers().forEach((name, value) -> headers.put(name, List.of(value)));
    HttpHeaders sent = HttpHeaders.of(headers, (name, value) -> true);
    Webhook reference = new Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    reference.verify(post.body(), sent);
    org.junit.jupiter.api.Assertions.assertThrows(
        com.standardwebhooks.exceptions.WebhookVerificationException.class,
        () -> reference.verify(post.body() + " ", sent));
  }

  @Test
  void routesChooseBySeverityLabelsAndEscalation() {
    Notice opened = Notices.of("m", "i", Notice.Type.INCIDENT_OPENED, NOW);
    Notice escalated = Notices.of("m", "i", Notice.Type.INCIDENT_ESCALATED, NOW);
    assertTrue(
        new ChannelSettings.Route("a", Severity.CRITICAL, Map.of("site", "manila"), false)
            .wants(opened));
    assertFalse(
        new ChannelSettings.Route("a", Severity.CRITICAL, Map.of("site", "cebu"), false)
            .wants(opened));
    assertFalse(new ChannelSettings.Route("a", Severity.WARNING, Map.of(), true).wants(opened));
    assertTrue(new ChannelSettings.Route("a", Severity.WARNING, Map.of(), true).wants(escalated));
    assertTrue(
        new ChannelSettings.Route("a", Severity.CRITICAL, Map.of("site", "cebu"), true)
            .wants(Notice.drill("d", NOW)));
  }
}
