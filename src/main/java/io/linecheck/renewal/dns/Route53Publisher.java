package io.linecheck.renewal.dns;

import io.linecheck.config.DnsProvider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amazon Route 53 (API 2013-04-01), which replaces whole record sets: the values of others are
 * kept. Requests carry Signature Version 4.
 */
final class Route53Publisher implements TxtPublisher {
  private static final Pattern ZONE =
      Pattern.compile(
          "<HostedZone>.*?<Id>(?:/hostedzone/)?([^<]+)</Id>.*?<Name>([^<]+)</Name>.*?</HostedZone>",
          Pattern.DOTALL);
  private static final Pattern SET =
      Pattern.compile("<ResourceRecordSet>(.*?)</ResourceRecordSet>", Pattern.DOTALL);
  private static final Pattern VALUE = Pattern.compile("<Value>([^<]*)</Value>");
  private static final Pattern PRIVATE = Pattern.compile("<PrivateZone>\\s*true\\s*</PrivateZone>");

  private final RestApi api;
  private final DnsProvider.Route53 settings;
  private final AwsSignature signature;

  Route53Publisher(DnsProvider.Route53 settings, InstantSource clock) {
    this.settings = settings;
    this.api = new RestApi("route53", settings.url(), Map.of());
    this.signature =
        new AwsSignature(
            settings.accessKeyId(), settings.secretAccessKey(), settings.region(), clock);
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
    List<String> before = values(zone, txt.name());
    String quoted = "\"" + txt.value() + "\"";
    if (before.contains(quoted) == add) {
      return;
    }
    List<String> after = new ArrayList<>(before);
    if (add) {
      after.add(quoted);
    } else {
      after.remove(quoted);
    }
    boolean delete = after.isEmpty();
    String body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            + "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
            + "<ChangeBatch><Changes><Change><Action>"
            + (delete ? "DELETE" : "UPSERT")
            + "</Action><ResourceRecordSet><Name>"
            + txt.name()
            + ".</Name><Type>TXT</Type><TTL>"
            + TxtRecord.TTL_SECONDS
            + "</TTL><ResourceRecords>"
            + resources(delete ? before : after)
            + "</ResourceRecords></ResourceRecordSet></Change></Changes></ChangeBatch>"
            + "</ChangeResourceRecordSetsRequest>";
    call("POST", "/2013-04-01/hostedzone/" + zone + "/rrset", "", body);
  }

  private static String resources(List<String> values) {
    StringBuilder xml = new StringBuilder();
    values.forEach(value ->
        xml.append("<ResourceRecord><Value>")
            .append(value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
            .append("</Value></ResourceRecord>"));
    return xml.toString();
  }

  private List<String> values(String zone, String name) throws InterruptedException {
    String query = "maxitems=1&name=" + encoded(name + ".") + "&type=TXT";
    String xml = call("GET", "/2013-04-01/hostedzone/" + zone + "/rrset", query, "").text();
    List<String> values = new ArrayList<>();
    Matcher sets = SET.matcher(xml);
    while (sets.find()) {
      String set = sets.group(1);
      if (set.contains("<Name>" + name + ".</Name>") && set.contains("<Type>TXT</Type>")) {
        Matcher value = VALUE.matcher(set);
        while (value.find()) {
          values.add(
              value
                  .group(1)
                  .replace("&quot;", "\"")
                  .replace("&lt;", "<")
                  .replace("&gt;", ">")
                  .replace("&amp;", "&"));
        }
      }
    }
    return values;
  }

  private String zone(String name) throws InterruptedException {
    Optional<String> set = settings.zoneId();
    if (set.isPresent()) {
      return set.get();
    }
    for (String candidate : Zones.candidates(name)) {
      String query = "dnsname=" + encoded(candidate + ".") + "&maxitems=5";
      String xml = call("GET", "/2013-04-01/hostedzonesbyname", query, "").text();
      Matcher zones = ZONE.matcher(xml);
      while (zones.find()) {
        if (zones.group(2).equals(candidate + ".") && !PRIVATE.matcher(zones.group()).find()) {
          return zones.group(1);
        }
      }
    }
    throw new DnsProviderException(
        DnsProviderException.Kind.CREDENTIALS,
        "route53 shows no public hosted zone for " + name + " to this access key");
  }

  private RestApi.Reply call(String method, String path, String query, String body)
      throws InterruptedException {
    URI uri = api.uri(path + (query.isEmpty() ? "" : "?" + query));
    return api.call(method, uri, body, signature.headers(method, uri, query, body));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
