package io.linecheck.renewal.dns;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.config.DnsProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** deSEC's API, which replaces whole record sets: the values of others are kept. */
final class DesecPublisher implements TxtPublisher {
  /** The shortest time to live that deSEC takes, in seconds. */
  private static final int SHORTEST_TTL_SECONDS = 3600;

  private final RestApi api;

  DesecPublisher(DnsProvider.Desec settings) {
    this.api =
        new RestApi(
            "desec",
            settings.url(),
            Map.of(
                "Authorization",
                "Token " + settings.token().value(),
                "Content-Type",
                "application/json"));
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

  private void change(TxtRecord txt, boolean add) throws InterruptedException {
    String zone = zone(txt.name());
    String sub =
        txt.name().equals(zone)
            ? "@"
            : txt.name().substring(0, txt.name().length() - zone.length() - 1);
    String path = "/domains/" + zone + "/rrsets/" + sub + "/TXT/";
    List<String> values = new ArrayList<>();
    RestApi.Reply present = api.call("GET", path, "", 404);
    if (present.status() == 200) {
      present.json().path("records").forEach(value -> values.add(value.asText()));
    }
    String quoted = "\"" + txt.value() + "\"";
    if (values.contains(quoted) == add) {
      return;
    }
    if (add) {
      values.add(quoted);
    } else {
      values.remove(quoted);
    }
    api.call(
        "PUT",
        "/domains/" + zone + "/rrsets/",
        RestApi.write(
            List.of(
                Map.of(
                    "subname",
                    sub.equals("@") ? "" : sub,
                    "type",
                    "TXT",
                    "ttl",
                    SHORTEST_TTL_SECONDS,
                    "records",
                    values))));
  }

  private String zone(String name) throws InterruptedException {
    JsonNode found = api.call("GET", "/domains/?owns_qname=" + name, "").json();
    if (found.isArray() && !found.isEmpty()) {
      return found.get(0).path("name").asText();
    }
    throw new DnsProviderException(
        DnsProviderException.Kind.CREDENTIALS, "desec shows no domain for " + name);
  }
}
