package io.linecheck.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Diagnosis;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Findings in words, who am I, and the description of the API itself. */
final class TextRoutes {
  private static final int ACTIVE = 50;

  private final DialerBook dialers;
  private final Catalogue catalogue;
  private final String version;

  TextRoutes(DialerBook dialers, Catalogue catalogue, String version) {
    this.dialers = dialers;
    this.catalogue = catalogue;
    this.version = version;
  }

  void mount(Desk desk) {
    desk.get("/api/v1/findings/:code", Role.VIEWER, this::finding);
    desk.get("/api/v1/me", Role.KIOSK, this::me);
    String description = description();
    desk.open(
        HttpMethod.GET,
        "/api/v1/openapi.yaml",
        request -> new Desk.Reply.Text(200, "application/yaml", description));
  }

  private Desk.Reply me(Request request) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("name", request.caller().name());
    node.put("role", request.caller().role().word());
    node.put("version", version);
    return new Desk.Reply.Json(200, node);
  }

  private Desk.Reply finding(Request request) {
    String word = request.path("code");
    FindingCode code =
        FindingCode.find(word)
            .orElseThrow(
                () -> Problem.notFound("finding '" + word + "'; `linecheck explain` lists them"));
    Catalogue.Texts texts = catalogue.texts(code);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("code", code.word());
    node.put("family", code.family());
    node.put("severity", code.severity().word());
    node.put("fixedBy", code.fixedBy().word());
    node.put("title", texts.title());
    node.put("meaning", texts.meaning());
    node.put("recognised", texts.recognised());
    node.put("cause", texts.cause());
    byPlatform(node.putObject("confirm"), texts.confirm());
    byPlatform(node.putObject("remedies"), texts.remedies());
    node.put("prevention", texts.prevention());
    ArrayNode active = node.putArray("activeOn");
    dialers.all().stream()
        .map(WatchedDialer::id)
        .filter(id -> dialers.findDiagnosis(id).filter(now -> has(now, code)).isPresent())
        .limit(ACTIVE)
        .forEach(active::add);
    return new Desk.Reply.Json(200, node);
  }

  private static boolean has(Diagnosis diagnosis, FindingCode code) {
    return diagnosis.findings().stream().anyMatch(finding -> finding.code() == code);
  }

  private static void byPlatform(ObjectNode node, Map<Platform, String> texts) {
    new TreeMap<>(texts).forEach((platform, text) -> node.put(platform.word(), text));
  }

  private static String description() {
    try (InputStream in = TextRoutes.class.getResourceAsStream("/openapi.yaml")) {
      if (in == null) {
        throw new IllegalStateException("openapi.yaml is not in the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
