package io.linecheck.renewal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.linecheck.renewal.dns.FakeApi;
import io.linecheck.renewal.dns.FakeApi.Answer;
import io.linecheck.renewal.dns.FakeApi.Asked;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Providers' HTTP APIs as their documentation describes them, for the zone {@code dialer.test}:
 * what they are told appears in the real BIND, as with a provider whose servers are authoritative.
 */
final class ProviderFakes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ZONE = "dialer.test";

  private final Bind bind;
  private final Map<String, String> records = new LinkedHashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  /** Answered to the next so many changes instead of making them. */
  final AtomicInteger failures = new AtomicInteger();

  volatile Answer failure = Answer.of(503, "{\"message\":\"try later\"}");

  ProviderFakes(Bind bind) {
    this.bind = bind;
  }

  private synchronized void add(String name, String value) {
    try {
      bind.update(name, value, true);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    records.put("r" + ids.incrementAndGet(), name + " " + value);
  }

  private synchronized void remove(String id) {
    String record = records.remove(id);
    if (record == null) {
      return;
    }
    String[] parts = record.split(" ", 2);
    try {
      bind.update(parts[0], parts[1], false);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the values of a name exactly these. */
  private synchronized void replace(String name, List<String> values) {
    for (Map.Entry<String, String> one : List.copyOf(records.entrySet())) {
      if (one.getValue().startsWith(name + " ")
          && !values.contains(one.getValue().substring(name.length() + 1))) {
        remove(one.getKey());
      }
    }
    values.stream()
        .filter(value -> !records.containsValue(name + " " + value))
        .toList()
        .forEach(value -> add(name, value));
  }

  private synchronized List<String> values(String name) {
    return records.values().stream()
        .filter(record -> record.startsWith(name + " "))
        .map(record -> record.substring(name.length() + 1))
        .toList();
  }

  /** A value that was there before, of somebody else. */
  void foreign(String name, String value) {
    add(name, value);
  }

  void forget() {
    List.copyOf(records.keySet()).forEach(this::remove);
  }

  private boolean failing() {
    return failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Two records a page, so that a second page is always needed. */
  FakeApi cloudflare() throws IOException {
    return new FakeApi("Bearer token", this::cloudflare);
  }

  /** One answer of it. */
  Answer answerCloudflare(Asked asked) {
    return cloudflare(asked);
  }

  private synchronized Answer cloudflare(Asked asked) {
    if (asked.path().equals("/zones")) {
      boolean ours = asked.query().contains("name=" + ZONE) && !asked.query().contains("." + ZONE);
      return Answer.ok(ours ? "{\"result\":[{\"id\":\"z1\"}]}" : "{\"result\":[]}");
    }
    return switch (asked.method()) {
      case "GET" -> {
        Matcher page = Pattern.compile("[?&]page=(\\d+)").matcher("?" + asked.query());
        int number = page.find() ? Integer.parseInt(page.group(1)) : 1;
        List<Map<String, String>> all = new ArrayList<>();
        records.forEach((id, record) -> {
          String[] parts = record.split(" ", 2);
          if (asked.query().contains("name=" + parts[0])) {
            all.add(Map.of("id", id, "name", parts[0], "content", "\"" + parts[1] + "\""));
          }
        });
        int from = Math.min(all.size(), (number - 1) * 2);
        yield Answer.ok(
            json(
                Map.of(
                    "result",
                    all.subList(from, Math.min(all.size(), from + 2)),
                    "result_info",
                    Map.of("total_pages", Math.max(1, (all.size() + 1) / 2)))));
      }
      case "POST" -> {
        if (failing()) {
          yield failure;
        }
        JsonNode record = json(asked.body());
        add(record.path("name").asText(), record.path("content").asText().replace("\"", ""));
        yield Answer.ok("{\"result\":{}}");
      }
      default -> {
        remove(asked.path().substring(asked.path().lastIndexOf('/') + 1));
        yield Answer.ok("{\"result\":{}}");
      }
    };
  }

  FakeApi powerdns() throws IOException {
    return new FakeApi("X-API-Key:secret", this::powerdns);
  }

  private synchronized Answer powerdns(Asked asked) {
    if (!asked.path().endsWith("/zones/" + ZONE + ".")) {
      return Answer.of(404, "{\"error\":\"Not Found\"}");
    }
    if (asked.method().equals("PATCH")) {
      if (failing()) {
        return failure;
      }
      for (JsonNode set : json(asked.body()).path("rrsets")) {
        List<String> values = new ArrayList<>();
        set.path("records").forEach(r -> values.add(r.path("content").asText().replace("\"", "")));
        replace(set.path("name").asText().replaceAll("\\.$", ""), values);
      }
      return Answer.of(204, "");
    }
    Map<String, List<Map<String, String>>> sets = new LinkedHashMap<>();
    for (String record : records.values()) {
      String[] parts = record.split(" ", 2);
      sets.computeIfAbsent(parts[0] + ".", any -> new ArrayList<>())
          .add(Map.of("content", "\"" + parts[1] + "\""));
    }
    List<Map<String, Object>> all = new ArrayList<>();
    sets.forEach((name, values) -> all.add(Map.of("name", name, "type", "TXT", "records", values)));
    return Answer.ok(json(Map.of("rrsets", all)));
  }

  FakeApi desec() throws IOException {
    return new FakeApi("Token token", this::desec);
  }

  private synchronized Answer desec(Asked asked) {
    if (asked.path().equals("/domains/")) {
      return Answer.ok("[{\"name\":\"" + ZONE + "\"}]");
    }
    if (asked.method().equals("GET")) {
      String sub = asked.path().split("/")[4];
      List<String> values = values(sub + "." + ZONE);
      return values.isEmpty()
          ? Answer.of(404, "{\"detail\":\"Not found.\"}")
          : Answer.ok(
              json(Map.of("records", values.stream().map(one -> "\"" + one + "\"").toList())));
    }
    if (failing()) {
      return failure;
    }
    for (JsonNode set : json(asked.body())) {
      List<String> values = new ArrayList<>();
      set.path("records").forEach(one -> values.add(one.asText().replace("\"", "")));
      replace(set.path("subname").asText() + "." + ZONE, values);
    }
    return Answer.ok("[]");
  }

  FakeApi route53() throws IOException {
    return new FakeApi("AWS4-HMAC-SHA256 Credential=AKIA/", this::route53);
  }

  private synchronized Answer route53(Asked asked) {
    if (asked.path().endsWith("/hostedzonesbyname")) {
      return Answer.ok(
          "<r><HostedZone><Id>/hostedzone/Z9</Id><Name>"
              + ZONE
              + ".</Name><Config><PrivateZone>true</PrivateZone></Config></HostedZone>"
              + "<HostedZone><Id>/hostedzone/Z1</Id><Name>"
              + ZONE
              + ".</Name><Config><PrivateZone>false</PrivateZone></Config></HostedZone></r>");
    }
    if (asked.method().equals("GET")) {
      Matcher name = Pattern.compile("name=([^&]*?)\\.&").matcher(asked.query());
      String wanted = name.find() ? name.group(1) : "";
      StringBuilder xml = new StringBuilder("<r>");
      List<String> values = values(wanted);
      if (!values.isEmpty()) {
        xml.append("<ResourceRecordSet><Name>").append(wanted).append(".</Name><Type>TXT</Type>");
        values.forEach(one ->
            xml.append("<ResourceRecord><Value>&quot;")
                .append(one)
                .append("&quot;</Value></ResourceRecord>"));
        xml.append("</ResourceRecordSet>");
      }
      return Answer.ok(xml.append("</r>").toString());
    }
    if (failing()) {
      return failure;
    }
    Matcher name = Pattern.compile("<Name>([^<]*)\\.</Name>").matcher(asked.body());
    List<String> values = new ArrayList<>();
    Matcher value = Pattern.compile("<Value>\"([^\"]*)\"</Value>").matcher(asked.body());
    while (value.find()) {
      values.add(value.group(1));
    }
    if (name.find()) {
      replace(name.group(1), asked.body().contains(">DELETE<") ? List.of() : values);
    }
    return Answer.ok("<r/>");
  }

  /** Keeps the two newest values of its one subdomain, as acme-dns does. */
  FakeApi acmeDns() throws IOException {
    return new FakeApi("X-Api-Key:password", this::acmeDns);
  }

  private synchronized Answer acmeDns(Asked asked) {
    if (failing()) {
      return failure;
    }
    JsonNode update = json(asked.body());
    String name = update.path("subdomain").asText() + ".challenges.test";
    List<String> values = new ArrayList<>(values(name));
    values.add(update.path("txt").asText());
    replace(name, values.subList(Math.max(0, values.size() - 2), values.size()));
    return Answer.ok("{\"txt\":\"" + update.path("txt").asText() + "\"}");
  }
}
