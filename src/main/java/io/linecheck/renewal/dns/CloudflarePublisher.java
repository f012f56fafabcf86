package io.linecheck.renewal.dns;

import com.fasterxml.jackson.databind.JsonNode;
import io.linecheck.config.DnsProvider;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Cloudflare's API v4. The zone is found by asking for each ending of the name; a record is one
 * value, so others under the same name are never touched.
 */
final class CloudflarePublisher implements TxtPublisher {
  private static final int MOST_PAGES = 20;

  private final RestApi api;

  CloudflarePublisher(DnsProvider.Cloudflare settings) {
    this.api =
        new RestApi(
            "cloudflare",
            settings.url(),
            Map.of(
                "Authorization",
                "Bearer " + settings.token().value(),
                "Content-Type",
                "application/json"));
  }

  @Override
  public String name() {
    return api.name();
  }

  @Override
  public void add(TxtRecord txt) throws InterruptedException {
    String zone = zone(txt.name());
    if (!ids(zone, txt).isEmpty()) {
      return;
    }
    api.call(
        "POST",
        "/zones/" + zone + "/dns_records",
        RestApi.write(
            Map.of(
                "type",
                "TXT",
                "name",
                txt.name(),
                "content",
                "\"" + txt.value() + "\"",
                "ttl",
                TxtRecord.TTL_SECONDS)));
  }

  @Override
  public void remove(TxtRecord txt) throws InterruptedException {
    String zone = zone(txt.name());
    for (String id : ids(zone, txt)) {
      api.call("DELETE", "/zones/" + zone + "/dns_records/" + id, "", 404);
    }
  }

  private List<String> ids(String zone, TxtRecord txt) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (int page = 1; page <= MOST_PAGES; page++) {
      JsonNode answer =
          api.call(
                  "GET",
                  "/zones/"
                      + zone
                      + "/dns_records?type=TXT&per_page=100&page="
                      + page
                      + "&name="
                      + encoded(txt.name()),
                  "")
              .json();
      for (JsonNode found : answer.path("result")) {
        String content = found.path("content").asText().replaceAll("^\"|\"$", "");
        if (content.equals(txt.value()) && found.path("name").asText().equals(txt.name())) {
          ids.add(found.path("id").asText());
        }
      }
      if (page >= answer.path("result_info").path("total_pages").asInt(1)) {
        break;
      }
    }
    return ids;
  }

  private String zone(String name) throws InterruptedException {
    for (String candidate : Zones.candidates(name)) {
      JsonNode found =
          api.call("GET", "/zones?name=" + encoded(candidate), "").json().path("result");
      if (!found.isEmpty()) {
        return found.get(0).path("id").asText();
      }
    }
    throw new DnsProviderException(
        DnsProviderException.Kind.CREDENTIALS,
        "cloudflare shows no zone for "
            + name
            + " to this token; it needs Zone:Read and DNS:Edit of the zone");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
