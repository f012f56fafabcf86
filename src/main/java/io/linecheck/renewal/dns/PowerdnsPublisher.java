package io.linecheck.renewal.dns;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.config.DnsProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * PowerDNS' HTTP API, which replaces whole record sets: the values of others are read first and
 * written back.
 */
final class PowerdnsPublisher implements TxtPublisher {
  private final RestApi api;
  private final String root;

  PowerdnsPublisher(DnsProvider.Powerdns settings) {
    this.root = "/api/v1/servers/" + settings.serverId() + "/zones/";
    this.api =
        new RestApi(
            "powerdns",
            settings.url(),
            Map.of("X-API-Key", settings.apiKey().value(), "Content-Type", "application/json"));
  }

  @Override
  public String name() {
    return api.name();
  }

  @Override
  public void add(TxtRecord txt) throws InterruptedException {
    change(txt, true);
  }

  @Override
  public void remove(TxtRecord txt) throws InterruptedException {
    change(txt, false);
  }

  private record Zone(String id, JsonNode body) {}

  private void change(TxtRecord txt, boolean add) throws InterruptedException {
    Zone zone = zone(txt.name());
    String owner = txt.name() + ".";
    String quoted = "\"" + txt.value() + "\"";
    List<String> values = new ArrayList<>();
    for (JsonNode set : zone.body().path("rrsets")) {
      if (set.path("type").asText().equals("TXT")
          && set.path("name").asText().equalsIgnoreCase(owner)) {
        set.path("records").forEach(one -> values.add(one.path("content").asText()));
      }
    }
    boolean there = values.contains(quoted);
    if (there == add) {
      return;
    }
    if (add) {
      values.add(quoted);
    } else {
      values.remove(quoted);
    }
    Map<String, Object> set =
        values.isEmpty()
            ? Map.of("name", owner, "type", "TXT", "changetype", "DELETE")
            : Map.of(
                "name",
                owner,
                "type",
                "TXT",
                "ttl",
                TxtRecord.TTL_SECONDS,
                "changetype",
                "REPLACE",
                "records",
                values.stream()
                    .map(value -> Map.<String, Object>of("content", value, "disabled", false))
                    .toList());
    api.call("PATCH", root + zone.id(), RestApi.write(Map.of("rrsets", List.of(set))));
  }

  private Zone zone(String name) throws InterruptedException {
    for (String candidate : Zones.candidates(name)) {
      String id = candidate + ".";
      RestApi.Reply reply = api.call("GET", root + id, "", 404, 422);
      Optional<JsonNode> found =
          reply.status() == 200 ? Optional.of(reply.json()) : Optional.empty();
      if (found.isPresent()) {
        return new Zone(id, found.get());
      }
    }
    throw new DnsProviderException(
        DnsProviderException.Kind.OTHER, "powerdns has no zone for " + name);
  }
}
