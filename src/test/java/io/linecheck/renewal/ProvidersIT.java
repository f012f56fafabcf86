package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.FindingCode;
import io.linecheck.renewal.dns.FakeApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each provider's API leads from the order to a certificate that every door serves. */
class ProvidersIT {
  private static final String NAME = "_acme-challenge.dialer1.dialer.test";
  @TempDir private static Path folder;
  private static RenewalWorld world;
  private ProviderFakes fakes;

  @BeforeAll
  static void start() throws IOException {
    world = new RenewalWorld(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    world.afresh().reset();
    fakes = new ProviderFakes(world.bind);
  }

  private FakeApi api(String type) throws IOException {
    return switch (type) {
      case "cloudflare" -> fakes.cloudflare();
      case "powerdns" -> fakes.powerdns();
      case "desec" -> fakes.desec();
      case "route53" -> fakes.route53();
      default -> fakes.acmeDns();
    };
  }

  private static String yaml(String type, FakeApi api, String secret) {
    String url = "url: \"" + api.uri() + "\"";
    String settings =
        switch (type) {
          case "cloudflare", "desec" -> "token: {env: " + secret + "}, ";
          case "powerdns" -> "apiKey: {env: " + secret + "}, ";
          case "route53" -> "accessKeyId: AKIA, secretAccessKey: {env: " + secret + "}, ";
          default -> "user: user, password: {env: " + secret + "}, subdomain: alias, ";
        };
    return world
        .yaml()
        .replaceFirst(
            "bind: \\{ type: rfc2136.*", "bind: { type: " + type + ", " + settings + url + " }");
  }

  private static String secret(String type) {
    return switch (type) {
      case "cloudflare", "desec", "route53" -> "TOKEN";
      case "powerdns" -> "API_KEY";
      default -> "PASSWORD";
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudflare", "powerdns", "desec", "route53"})
  void aCertificateIsServedAndTheValuesOfOthersAreLeft(String type) throws Exception {
    for (int other = 0; other < 3; other++) {
      fakes.foreign(NAME, "foreign-" + other);
    }
    try (FakeApi api = api(type)) {
      fakes.failure = new FakeApi.Answer(429, "{\"message\":\"throttled\"}", "1");
      fakes.failures.set(1);
      RunResult result = world.renew(yaml(type, api, secret(type)));
      RunResult.Done done = assertInstanceOf(RunResult.Done.class, result, result::toString);
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.asterisk.port());
      assertEquals(
          List.of("foreign-0", "foreign-1", "foreign-2"),
          world.bind.txt(NAME).stream().sorted().toList());
    } finally {
      fakes.forget();
    }
  }

  @Test
  void aDelegatedNameIsProvedThroughAcmeDns() throws Exception {
    try (FakeApi api = api("acme-dns")) {
      String yaml =
          yaml("acme-dns", api, "PASSWORD").replace("dialer1.dialer.test", "alias.dialer.test");
      RunResult result = world.renew(yaml);
      assertInstanceOf(RunResult.Done.class, result, result::toString);
      assertEquals(1, world.bind.txt("alias.challenges.test").size(), "it has no removal");
    } finally {
      fakes.forget();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudflare", "powerdns", "desec"})
  void aRevokedTokenIsNamedAndNeverShown(String type) throws Exception {
    try (FakeApi api = api(type)) {
      RunResult.Failed failed =
          assertInstanceOf(RunResult.Failed.class, world.renew(yaml(type, api, "REVOKED")));
      assertEquals(FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED, failed.faults().getFirst().code());
      String evidence = failed.faults().getFirst().evidence();
      assertTrue(evidence.contains(type + " answered 403"), evidence);
      assertFalse(evidence.contains("revoked-secret"), evidence);
      RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudflare", "powerdns", "desec", "route53"})
  void aProviderThatFailsForEverLeavesTheOldPairAndNoRecord(String type) throws Exception {
    try (FakeApi api = api(type)) {
      fakes.failures.set(1000);
      RunResult.Failed failed =
          assertInstanceOf(RunResult.Failed.class, world.renew(yaml(type, api, secret(type))));
      assertTrue(
          failed.faults().getFirst().evidence().contains("answered 503"),
          failed.faults()::toString);
      RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
      assertEquals(List.of(), world.bind.txt(NAME));
    }
  }

  @Test
  void theSecondOfTwoRecordsFailsAndTheFirstIsRemoved() throws Exception {
    try (FakeApi api =
        new FakeApi(
            "Bearer token",
            asked ->
                asked.method().equals("POST") && asked.body().contains("second.dialer.test")
                    ? FakeApi.Answer.of(400, "{\"errors\":[{\"message\":\"quota\"}]}")
                    : fakes.answerCloudflare(asked))) {
      String yaml =
          yaml("cloudflare", api, "TOKEN")
              .replace(
                  "deploy: [web, phone]",
                  "deploy: [web, phone], names: [dialer1.dialer.test, second.dialer.test]");
      RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, world.renew(yaml));
      assertTrue(
          failed.faults().getFirst().evidence().contains("quota"), failed.faults()::toString);
      assertEquals(List.of(), world.bind.txt(NAME));
      assertEquals(List.of(), world.bind.txt("_acme-challenge.second.dialer.test"));
    }
  }
}
