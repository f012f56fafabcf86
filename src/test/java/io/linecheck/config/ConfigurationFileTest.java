package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.shape.Problem;
import io.linecheck.model.Dialer;
import io.linecheck.model.Service;
import io.linecheck.model.ServiceKind;
import io.linecheck.model.Severity;
import io.linecheck.model.TurnAccess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
  private static final Profiles PROFILES = Profiles.load();

  @TempDir private Path folder;

  private Loaded load(String text) {
    return new ConfigurationFile(
            PROFILES, Map.of("TURN_SECRET", "s3cret", "WEBHOOK_SECRET", "whsec_AAAA", "EMPTY", ""))
        .load(text, "linecheck.yaml", folder);
  }

  private Configuration valid(String text) {
    return switch (load(text)) {
      case Loaded.Valid(Configuration configuration, List<Problem> _) -> configuration;
      case Loaded.Invalid(List<Problem> problems) ->
          throw new AssertionError(
              problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    };
  }

  private List<String> problems(String text) {
    return switch (load(text)) {
      case Loaded.Valid _ -> List.of();
      case Loaded.Invalid(List<Problem> problems) -> problems.stream().map(Problem::text).toList();
    };
  }

  private void assertProblem(String text, String problem) {
    assertEquals(List.of(problem), problems(text));
  }

  @Test
  void everyPartOfAnOperatorsFileIsRead() throws Exception {
    Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/7999"), "pa ss\n");
    Configuration configuration =
        valid(
            """
            server:   { listen: "127.0.0.1:8080" }
            resolvers: { default: system, inside: "10.0.0.53", outside: "1.1.1.1" }
            storage:  "sqlite:data/linecheck.db"
            defaults: { interval: 30s, timeout: 15s, open: {failures: 2, of: 3}, close: {successes: 2} }
            gateways: [ { id: manila-gateway, host: 203.0.113.1, services: { admin: {port: 8443, kind: https} } } ]
            dns: { cloudflare-main: { type: cloudflare, token: {env: TURN_SECRET} } }
            acme: { le: {} }
            targets:
              nginx: { type: local, recipe: nginx }
              asterisk: { type: ssh, server: "dialer1.example.com:22", user: linecheck, recipe: asterisk }
            dialers:
              - id: manila-1
                host: dialer1.example.com
                profile: vicidial
                seats: 84
                labels: { customer: acme, site: manila }
                addresses: [203.0.113.10]
                owners: { pbx: "Ana", firewall: "…", dns: "…", web: "…", turn: "…", certificate: "…" }
                parent: manila-gateway
                services: { turn-tls: { host: turn.example.com, port: 443 }, transcription: { host: ai.example.com, port: 443, kind: https } }
                sip:   { user: "7999", password: {file: secrets/7999}, echo: "9196" }
                turn:  { secret: {env: TURN_SECRET} }
                certificate: { renewedBy: linecheck, dns: cloudflare-main, deploy: [nginx, asterisk] }
            maintenance: [ { dialers: {site: manila}, cron: "0 3 * * SUN", for: 2h, zone: Asia/Manila } ]
            webhooks:
              - { name: on-call, url: "https://hooks.example.com", secret: {env: WEBHOOK_SECRET}, severity: critical }
            """);
    Dialer dialer = configuration.findDialer("manila-1").orElseThrow();
    assertEquals("pa ss", dialer.sip().orElseThrow().password().orElseThrow().value());
    assertTrue(dialer.turn() instanceof TurnAccess.SharedSecret);
    assertEquals(84, dialer.seats());
    assertEquals(
        List.of("https", "wss", "turn-tls", "transcription"),
        dialer.services().stream().map(Service::name).toList());
    assertEquals(
        new Service("turn-tls", ServiceKind.TURN_TLS, "turn.example.com", 443, List.of(), true),
        dialer.findService("turn-tls").orElseThrow());
    assertEquals(Severity.CRITICAL, configuration.channels().getFirst().route().severity());
    assertEquals(new Storage.Sqlite(folder.resolve("data/linecheck.db")), configuration.storage());
    assertEquals(
        Duration.ofSeconds(30), configuration.interval(configuration.dialers().getFirst()));
    assertTrue(configuration.maintenance().getFirst().dialers().matches(dialer));
    assertFalse(configuration.toString().contains("s3cret"));
  }

  @Test
  void everyProblemIsReportedInOneGo() {
    assertEquals(
        List.of(
            "linecheck.yaml:1: server.listen: 0.0.0.0:8080: an address beyond loopback needs"
                + " server.tls: agents' microphones and access tokens need https; else listen on"
                + " 127.0.0.1 behind a reverse proxy",
            "linecheck.yaml:2: resolverz: {…}: unknown key (did you mean 'resolvers'?)",
            "linecheck.yaml:4: dialers[0].host: is missing: The name agents use.",
            "linecheck.yaml:5: dialers[0].profil: vicidial: unknown key (did you mean 'profile'?)",
            "linecheck.yaml:6: dialers[0].services.wss.port: 70000: must be a whole number from 1 to"
                + " 65535",
            "linecheck.yaml:7: dialers[0].sip.pasword: [REDACTED]: unknown key (did you mean"
                + " 'password'?)",
            "linecheck.yaml:8: dialers[1].id: a/b: must be 1 to 63 letters, digits, dots, dashes or"
                + " underscores, beginning with a letter or digit",
            "linecheck.yaml:8: dialers[1].profile: vicidail: must be one of vicidial, asterisk, 3cx,"
                + " freeswitch, kamailio (did you mean 'vicidial'?)",
            "linecheck.yaml:9: dialers[2].id: a: must be unique; dialers[0].id on line 4 has the same"
                + " name",
            "linecheck.yaml:9: dialers[2].parent: aa: there is no such dialer or gateway (did you"
                + " mean 'a'?)",
            "linecheck.yaml:10: defaults.interval: 30: must be a duration from 1s to 1d, such as 30s,"
                + " 5m, 2h or 7d"),
        problems(
            """
            server: { listen: "0.0.0.0:8080" }
            resolverz: { default: system }
            dialers:
              - id: a
                profil: vicidial
                services: { wss: { port: 70000 } }
                sip: { user: "1", pasword: hunter2 }
              - { id: a/b, host: h, profile: vicidail }
              - { id: a, host: h, parent: aa }
            defaults: { interval: 30 }
            """));
  }

  @Test
  void parentsMayNotGoInACircle() {
    assertEquals(
        List.of(
            "linecheck.yaml:2: dialers[0].parent: b: goes in a circle: a → b → a",
            "linecheck.yaml:3: dialers[1].parent: a: goes in a circle: b → a → b"),
        problems(
            """
            dialers:
              - { id: a, host: h, parent: b }
              - { id: b, host: h, parent: a }
            """));
  }

  @Test
  void whatIsNotYamlIsOneSentenceWithItsLine() {
    assertProblem("", "linecheck.yaml:1: the file is empty");
    assertProblem("# nothing\n", "linecheck.yaml:1: the file is empty");
    assertProblem(
        "dialers: [",
        "linecheck.yaml:1: not YAML: expected the node content, but found '<stream end>'");
    assertProblem(
        "a: b\n\tc: d\n",
        "linecheck.yaml:2: not YAML: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation)");
    assertProblem(
        "server: {}\n---\nserver: {}\n",
        "linecheck.yaml:3: a second document begins here; only one is read");
    assertProblem(
        "just words",
        "linecheck.yaml:1: just words: must be a mapping with server, resolvers, storage, retention,"
            + " defaults, incidents, dialers, gateways, maintenance, webhooks, alertmanager,"
            + " pagerduty, slack, teams, email, drill, probe, trust, renewal, acme, dns, targets,"
            + " agent");
  }

  @Test
  void keysMayNotStandTwice() {
    assertProblem(
        "defaults:\n  interval: 30s\n  interval: 60s\n",
        "linecheck.yaml:3: defaults.interval: 60s: the key stands here twice, first on line 2");
  }

  @Test
  void secretsComeFromElsewhereAndAreNeverShown() throws Exception {
    Files.writeString(folder.resolve("empty"), "\n");
    assertProblem(
        dialer("turn: { secret: hunter2 }"),
        "linecheck.yaml:1: dialers[0].turn.secret: [REDACTED]: must be {env: NAME} or {file: PATH},"
            + " not the secret itself");
    assertProblem(
        dialer("turn: { secret: {value: hunter2, env: TURN_SECRET} }"),
        "linecheck.yaml:1: dialers[0].turn.secret.value: [REDACTED]: unknown key");
    assertProblem(
        dialer("turn: { secret: {env: NOT_THERE} }"),
        "linecheck.yaml:1: dialers[0].turn.secret.env: NOT_THERE: this environment variable is not"
            + " set");
    assertProblem(
        dialer("turn: { secret: {env: EMPTY} }"),
        "linecheck.yaml:1: dialers[0].turn.secret.env: EMPTY: this environment variable is empty");
    assertProblem(
        dialer("turn: { secret: {file: gone} }"),
        "linecheck.yaml:1: dialers[0].turn.secret.file: gone: there is no such file: "
            + folder.resolve("gone"));
    assertProblem(
        dialer("turn: { secret: {file: empty} }"),
        "linecheck.yaml:1: dialers[0].turn.secret.file: empty: the secret's file is empty: "
            + folder.resolve("empty"));
    assertProblem(
        dialer("turn: { user: a }"),
        "linecheck.yaml:1: dialers[0].turn: {…}: give either secret, or user and password");
    assertProblem(
        "storage: postgresql://u:hunter2@h/db",
        "linecheck.yaml:1: storage: [REDACTED]: the password may not stand in the address; write"
            + " storage: {url: …, user: …, password: {env: NAME}}");
  }

  @Test
  void renewalNamesOnlyWhatThereIs() {
    assertEquals(
        List.of(
            "linecheck.yaml:3: dialers[0].certificate.deploy[0]: nginy: there is no such target under"
                + " targets (did you mean 'nginx'?)",
            "linecheck.yaml:3: dialers[0].certificate.dns: cloud: there is no such provider under"
                + " dns"),
        problems(
                """
                targets: { nginx: { type: local, recipe: nginx } }
                acme: { le: {} }
                dialers: [{id: a, host: h, certificate: {renewedBy: linecheck, dns: cloud, deploy: [nginy]}}]
                """)
            .stream()
            .sorted()
            .toList());
  }

  @Test
  void aVariantIsToldByItsType() {
    assertProblem(
        "dns: { a: { type: cloudflair } }",
        "linecheck.yaml:1: dns.a.type: cloudflair: must be one of cloudflare, rfc2136, powerdns,"
            + " route53, desec, acme-dns, exec (did you mean 'cloudflare'?)");
    assertProblem(
        "dns: { a: { } }",
        "linecheck.yaml:1: dns.a.type: is missing: one of cloudflare, rfc2136, powerdns, route53,"
            + " desec, acme-dns, exec");
  }

  @Test
  void cronAndZoneAreChecked() {
    assertEquals(
        List.of(
            "linecheck.yaml:1: maintenance[0].cron: 0 3 * *: must be five fields: minute hour"
                + " day-of-month month day-of-week, such as 0 3 * * SUN; there are 4 fields",
            "linecheck.yaml:1: maintenance[0].for: 2x: must be a duration from 1m to 31d, such as 30s,"
                + " 5m, 2h or 7d",
            "linecheck.yaml:1: maintenance[0].zone: Asia/Manilla: must be a time zone such as"
                + " Asia/Manila or UTC (did you mean 'Asia/Manila'?)"),
        problems("maintenance: [{dialers: {a: b}, cron: 0 3 * *, zone: Asia/Manilla, for: 2x}]"));
  }

  @Test
  void aServiceCanBeSwitchedOff() {
    Configuration configuration = valid(dialer("services: { https: false, wss: { port: 443 } }"));
    assertEquals(
        List.of(new Service("wss", ServiceKind.WSS, "h", 443, List.of("/ws"), true)),
        configuration.dialers().getFirst().dialer().services());
  }

  @Test
  void aServiceOfTheProfileCanBeSwitchedOnAsItIs() {
    Configuration configuration = valid(dialer("services: { turn-tls: true }"));
    assertEquals(
        Optional.of(new Service("turn-tls", ServiceKind.TURN_TLS, "h", 5349, List.of(), true)),
        configuration.dialers().getFirst().dialer().findService("turn-tls"));
  }

  @Test
  void emptyMappingIsAWholeConfiguration() {
    Configuration configuration = valid("{}");
    assertEquals(new HostAndPort("127.0.0.1", 8080), configuration.server().listen());
    assertEquals(new CheckDefaults.Opening(2, 3), configuration.defaults().open());
    assertEquals(Duration.ofMinutes(15), configuration.incidents().escalateAfter());
  }

  @Test
  void whatIsAllowedButProbablyNotMeantIsAWarning() {
    Loaded loaded =
        load(
            """
            defaults: { interval: 10s }
            maintenance: [{dialers: {site: x}, cron: 0 3 * * *, for: 2h}]
            """);
    assertEquals(
        List.of(
            "linecheck.yaml:1: defaults: the timeout 15s is longer than the interval 10s: a silent"
                + " dialer is checked less often",
            "linecheck.yaml:2: maintenance[0].dialers: {site=x}: concerns no dialer"),
        ((Loaded.Valid) loaded).warnings().stream().map(Problem::text).toList());
  }

  @Test
  void bombsOfAliasesAreRefused() {
    StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    assertProblem(
        text.toString(), "linecheck.yaml:1: more than 2000000 values once aliases are followed");
    assertProblem(
        "dialers: " + "[".repeat(300) + "]".repeat(300),
        "linecheck.yaml:1: nested more than 100 levels deep, or a value holds itself");
    assertProblem(
        "server: &a { tls: *a }",
        "linecheck.yaml:1: nested more than 100 levels deep, or a value holds itself");
  }

  @Test
  void aFileThatCannotBeReadIsSaid() throws Exception {
    ConfigurationFile files = new ConfigurationFile(PROFILES, Map.of());
    assertEquals(
        folder.resolve("gone.yaml") + ":1: there is no such file",
        ((Loaded.Invalid) files.load(folder.resolve("gone.yaml"))).problems().getFirst().text());
    assertEquals(
        folder + ":1: is a folder; name the file",
        ((Loaded.Invalid) files.load(folder)).problems().getFirst().text());
    Path latin = Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xe9});
    assertEquals(
        latin + ":1: is not UTF-8 text",
        ((Loaded.Invalid) files.load(latin)).problems().getFirst().text());
  }

  private static String dual(String target) {
    return """
    dns: { bind: { type: rfc2136, server: "127.0.0.1:53" } }
    acme: { le: {} }
    targets:
      web: { type: local, recipe: nginx }
      other: %s
    dialers:
      - id: d1
        host: dialer1.example.com
        certificate: { renewedBy: linecheck, dns: bind, keyType: dual, deploy: [WHICH] }
    """
        .formatted(target);
  }

  @Test
  void aTargetThatHoldsOneCertificateIsSaidWhereTwoAreWanted() {
    String relay = dual("{ type: local, recipe: coturn }");
    assertEquals(
        List.of(
            "linecheck.yaml:9: dialers[0].certificate.keyType: dual: other holds one certificate and"
                + " will get the ECDSA one only"),
        ((Loaded.Valid) load(relay.replace("WHICH", "web, other")))
            .warnings().stream().map(Problem::text).toList());
    assertEquals(List.of(), ((Loaded.Valid) load(relay.replace("WHICH", "web"))).warnings());
    assertProblem(
        relay.replace("WHICH", "other"),
        "linecheck.yaml:9: dialers[0].certificate.keyType: dual: none of its targets holds two"
            + " certificates; set rsa: {certificate, key} of one, or another keyType here");
    assertProblem(
        dual("{ type: local, recipe: coturn, rsa: { certificate: /a, key: /b } }")
            .replace("WHICH", "web"),
        "linecheck.yaml:5: targets.other: {…}: coturn holds one certificate: leave rsa: out");
    assertProblem(
        dual("{ type: local, recipe: asterisk, certificate: /k/a.pem, key: /k/a.pem, rsa: {"
                + " certificate: /k/b.pem, key: /k/b.key } }")
            .replace("WHICH", "web"),
        "linecheck.yaml:5: targets.other: {…}: Asterisk finds its second certificate by name: rsa:"
            + " {certificate} must end in _rsa.pem, and certificate: and key: must be one file of"
            + " the same name with _ecc.pem");
    assertEquals(
        List.of(),
        problems(
            dual("{ type: local, recipe: asterisk, certificate: /k/a_ecc.pem, key: /k/a_ecc.pem,"
                    + " rsa: { certificate: /k/a_rsa.pem, key: /k/a_rsa.key } }")
                .replace("WHICH", "web, other")));
  }

  private static String dialer(String further) {
    return "dialers: [{id: a, host: h, " + further + "}]";
  }
}
