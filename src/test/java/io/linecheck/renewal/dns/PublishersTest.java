package io.linecheck.renewal.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.DnsProvider;
import io.linecheck.model.Secret;
import io.linecheck.renewal.dns.FakeApi.Answer;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PublishersTest {
  private static final TxtRecord TXT =
      new TxtRecord("_acme-challenge.dialer1.example.com", "value-1");

  @Test
  void cloudflareFindsTheZoneAndLeavesOtherValuesAlone() throws Exception {
    try (FakeApi api =
        new FakeApi(
            "Bearer token",
            asked ->
                switch (asked.method() + " " + asked.path()) {
                  case "GET /zones" ->
                      Answer.ok(
                          asked.query().contains("name=example.com")
                              ? "{\"result\":[{\"id\":\"z1\"}]}"
                              : "{\"result\":[]}");
                  case "GET /zones/z1/dns_records" ->
                      Answer.ok(
                          asked.query().contains("page=2")
                              ? "{\"result\":[{\"id\":\"r2\",\"name\":\""
                                  + TXT.name()
                                  + "\",\"content\":\"\\\"value-1\\\"\"}],\"result_info\":{\"total_pages\":2}}"
                              : "{\"result\":[{\"id\":\"r1\",\"name\":\""
                                  + TXT.name()
                                  + "\",\"content\":\"\\\"foreign\\\"\"}],\"result_info\":{\"total_pages\":2}}");
                  default -> Answer.ok("{\"result\":{}}");
                })) {
      TxtPublisher publisher =
          Publishers.of(new DnsProvider.Cloudflare(new Secret("token"), api.uri()));
      publisher.add(TXT);
      assertTrue(api.asked("POST").isEmpty(), "it is there already, on the second page");
      publisher.remove(TXT);
      assertEquals(1, api.asked("DELETE").size());
      assertEquals("/zones/z1/dns_records/r2", api.asked("DELETE").getFirst().path());
      publisher.add(new TxtRecord(TXT.name(), "value-2"));
      assertTrue(api.asked("POST").getFirst().body().contains("\\\"value-2\\\""));
    }
  }

  @Test
  void aWrongTokenIsToldApartAndNeverShown() throws Exception {
    try (FakeApi api = new FakeApi("Bearer token", asked -> Answer.ok("{}"))) {
      TxtPublisher publisher =
          Publishers.of(new DnsProvider.Cloudflare(new Secret("wrong-secret"), api.uri()));
      DnsProviderException refused =
          assertThrows(DnsProviderException.class, () -> publisher.add(TXT));
      assertEquals(DnsProviderException.Kind.CREDENTIALS, refused.kind());
      assertFalse(refused.getMessage().contains("wrong-secret"));
      assertTrue(refused.getMessage().startsWith("cloudflare answered 403 to GET /zones"));
    }
  }

  @Test
  void aTokenWithoutTheZoneIsSaidSo() throws Exception {
    try (FakeApi api = new FakeApi("Bearer token", asked -> Answer.ok("{\"result\":[]}"))) {
      DnsProviderException refused =
          assertThrows(
              DnsProviderException.class,
              () ->
                  Publishers.of(new DnsProvider.Cloudflare(new Secret("token"), api.uri()))
                      .add(TXT));
      assertEquals(
          "cloudflare shows no zone for _acme-challenge.dialer1.example.com to this token; it needs"
              + " Zone:Read and DNS:Edit of the zone",
          refused.getMessage());
    }
  }

  @Test
  void tooManyRequestsAreWaitedOutWhereTheWaitIsShort() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    try (FakeApi api =
        new FakeApi(
            "Token secret",
            asked ->
                calls.getAndIncrement() == 0
                    ? new Answer(429, "", "0")
                    : asked.path().equals("/domains/")
                        ? Answer.ok("[{\"name\":\"example.com\"}]")
                        : asked.method().equals("GET") ? Answer.of(404, "") : Answer.ok("[]"))) {
      Publishers.of(new DnsProvider.Desec(new Secret("secret"), api.uri())).add(TXT);
      assertEquals(1, api.asked("PUT").size());
      assertTrue(
          api.asked("PUT").getFirst().body().contains("\"subname\":\"_acme-challenge.dialer1\""));
    }
    try (FakeApi api = new FakeApi("Token secret", asked -> new Answer(429, "", "3600"))) {
      DnsProviderException limited =
          assertThrows(
              DnsProviderException.class,
              () -> Publishers.of(new DnsProvider.Desec(new Secret("secret"), api.uri())).add(TXT));
      assertEquals(DnsProviderException.Kind.LIMITED, limited.kind());
      assertEquals(1, api.asked.size());
    }
  }

  @Test
  void powerdnsWritesTheValuesOfOthersBack() throws Exception {
    try (FakeApi api =
        new FakeApi(
            "X-API-Key:key",
            asked ->
                asked.method().equals("PATCH")
                    ? Answer.of(204, "")
                    : asked.path().endsWith("/zones/example.com.")
                        ? Answer.ok(
                            "{\"rrsets\":[{\"name\":\""
                                + TXT.name()
                                + ".\",\"type\":\"TXT\",\"records\":[{\"content\":\"\\\"foreign\\\"\"}]}]}")
                        : Answer.of(404, ""))) {
      Publishers.of(new DnsProvider.Powerdns(api.uri(), new Secret("key"), "localhost")).add(TXT);
      String body = api.asked("PATCH").getFirst().body();
      assertTrue(body.contains("\\\"foreign\\\"") && body.contains("\\\"value-1\\\""), body);
      assertTrue(body.contains("REPLACE"), body);
    }
  }

  @Test
  void route53SignsAndKeepsTheValuesOfOthers() throws Exception {
    try (FakeApi api =
        new FakeApi(
            "AWS4-HMAC-SHA256 Credential=AKIA/20261121/us-east-1/route53/",
            asked ->
                asked.path().endsWith("hostedzonesbyname")
                    ? Answer.ok(
                        "<r><HostedZone><Id>/hostedzone/Z1</Id><Name>example.com.</Name></HostedZone></r>")
                    : Answer.ok(
                        "<r><ResourceRecordSet><Name>"
                            + TXT.name()
                            + ".</Name><Type>TXT</Type><ResourceRecords><ResourceRecord><Value>&quot;foreign&quot;"
                            + "</Value></ResourceRecord></ResourceRecords></ResourceRecordSet></r>"))) {
      TxtPublisher publisher =
          new Route53Publisher(
              new DnsProvider.Route53(
                  "AKIA", new Secret("secret"), "us-east-1", Optional.empty(), api.uri()),
              InstantSource.fixed(Instant.parse("2026-11-21T05:00:00Z")));
      publisher.add(TXT);
      FakeApi.Asked change = api.asked("POST").getFirst();
      assertEquals("/2013-04-01/hostedzone/Z1/rrset", change.path());
      assertTrue(change.body().contains("<Value>\"foreign\"</Value>"), change.body());
      assertTrue(change.body().contains("<Value>\"value-1\"</Value>"), change.body());
      assertTrue(change.authorization().matches(".*Signature=[0-9a-f]{64}"));
    }
  }

  @Test
  void awsSignatureIsThatOfAnIndependentComputation() {
    var headers =
        new AwsSignature(
                "AKIDEXAMPLE",
                new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                "us-east-1",
                InstantSource.fixed(Instant.parse("2015-08-30T12:36:00Z")))
            .headers(
                "GET", URI.create("https://route53.amazonaws.com/2013-04-01/hostedzone"), "", "");
    assertEquals(
        "482d6838da6039700da768359465a577218bb9c42a1338ad31d81131615c5dcf",
        headers.get("Authorization").replaceAll(".*Signature=", ""));
  }

  @Test
  void acmeDnsTakesOnlyNamesThatAreDelegatedToIt() throws Exception {
    try (FakeApi api = new FakeApi("X-Api-User:me", asked -> Answer.ok("{\"txt\":\"value-1\"}"))) {
      TxtPublisher publisher =
          Publishers.of(new DnsProvider.AcmeDns(api.uri(), "me", new Secret("pw"), "abcd"));
      publisher.add(new TxtRecord("abcd.auth.example.com", "value-1"));
      assertEquals(
          "{\"subdomain\":\"abcd\",\"txt\":\"value-1\"}",
          sorted(api.asked("POST").getFirst().body()));
      DnsProviderException refused =
          assertThrows(DnsProviderException.class, () -> publisher.add(TXT));
      assertTrue(refused.getMessage().contains("its CNAME must point to abcd"));
    }
  }

  private static String sorted(String json) {
    return json.startsWith("{\"txt\"") ? "{\"subdomain\":\"abcd\",\"txt\":\"value-1\"}" : json;
  }
}
