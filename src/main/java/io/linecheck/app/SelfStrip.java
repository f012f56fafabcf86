package io.linecheck.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.linecheck.incident.Incident;
import io.linecheck.web.ContractJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Writes how Linecheck itself is doing as {@code #/components/schemas/SelfCheck}. Pure. */
final class SelfStrip {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int FINDINGS = 20;

  private SelfStrip() {}

  /**
   * What is known.
   *
   * @param lag 99th percentile of how late checks began; empty before the first
   * @param checksPerMinute lately
   * @param drillProvenAt when a drill last went through every channel
   * @param drillMaxAge age from which on that is too old
   * @param channels as the API shows them
   * @param tlsNotAfter end of the server's own certificate
   * @param reloadSuccessful whether the last reload was taken over
   * @param reloadedAt when a configuration was last taken over
   * @param incidents those about Linecheck itself, open ones
   */
  record Known(
      Optional<Duration> lag,
      int checksPerMinute,
      Optional<Instant> drillProvenAt,
      Duration drillMaxAge,
      ArrayNode channels,
      Optional<Instant> tlsNotAfter,
      boolean reloadSuccessful,
      Optional<Instant> reloadedAt,
      List<Incident> incidents) {

    /** Before anything is known. */
    static Known nothing() {
      return new Known(
          Optional.empty(),
          0,
          Optional.empty(),
          Duration.ofDays(8),
          NODES.arrayNode(),
          Optional.empty(),
          true,
          Optional.empty(),
          List.of());
    }
  }

  static ObjectNode of(Known known) {
    ObjectNode node = NODES.objectNode();
    node.put("schedulerLagSeconds", known.lag().map(ContractJson::seconds).orElse(null));
    node.put("checksPerMinute", known.checksPerMinute());
    node.put("alertPathProvenAt", known.drillProvenAt().map(ContractJson::time).orElse(null));
    node.put("alertPathMaxAgeSeconds", known.drillMaxAge().toSeconds());
    node.set("channels", known.channels());
    node.put("tlsNotAfter", known.tlsNotAfter().map(ContractJson::time).orElse(null));
    node.put("nodes", 1);
    node.put("nodesExpected", 1);
    // Remote vantages; this process is none.
    node.putArray("vantages");
    node.put("configReloadedAt", known.reloadedAt().map(ContractJson::time).orElse(null));
    node.put("configReloadSuccessful", known.reloadSuccessful());
    ArrayNode findings = node.putArray("findings");
    known.incidents().stream()
        .map(Incident::finding)
        .limit(FINDINGS)
        .forEach(finding -> findings.add(ContractJson.finding(finding)));
    return node;
  }
}
