package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalIT {
  @TempDir private static Path folder;
  private static RenewalWorld world;

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
  }

  private static String leafOf(Path chain) throws IOException {
    return RenewalRun.fingerprint(
        io.linecheck.renewal.deploy.Preflight.leafOf(Files.readString(chain)).orElseThrow());
  }

  private static RunResult.Done done(RunResult result) {
    return assertInstanceOf(RunResult.Done.class, result, result::toString);
  }

  @Test
  void aNewCertificateIsOrderedInstalledAndServedByEveryDoor() throws Exception {
    String old = world.oldLeaf();
    List<State> states = new ArrayList<>();
    List<String> heard = new ArrayList<>();
    try (Prober web = new Prober(world.webPort);
        Prober phone = new Prober(world.asterisk.port())) {
      RunResult.Done done =
          done(
              world.renew(
                  world.yaml(),
                  Renewal.Purpose.RENEWAL,
                  (state, text) -> {
                    states.add(state);
                    heard.add(text);
                  }));
      String leaf = done.renewal().fingerprint();
      RenewalWorld.assertServed(leaf, world.webPort);
      RenewalWorld.assertServed(leaf, world.asterisk.port());
      assertNotEquals(old, leaf);
      assertEquals(0, web.failed() + phone.failed());
      assertEquals(List.of(old, leaf), List.copyOf(web.leaves()));
      assertEquals(List.of(old, leaf), List.copyOf(phone.leaves()));
    }
    assertTrue(heard.contains("WebSockets held through the reload: 1 before, 1 after"));
    assertTrue(
        states.containsAll(
            List.of(
                State.DUE,
                State.ORDERED,
                State.CHALLENGED,
                State.ISSUED,
                State.STAGED,
                State.INSTALLED,
                State.RELOADED,
                State.SERVED,
                State.COMMITTED)),
        states.toString());
    assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer1.dialer.test"));
    assertEquals(List.of(), world.exposed());
    assertEquals(
        "rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(world.webKey)));
    assertEquals(leafOf(world.webChain), leafOf(world.phoneChain));
    assertEquals(RenewalEvent.Type.SUCCEEDED, world.events.getFirst().type());
  }

  @Test
  void eachRenewalHasANewKey() throws Exception {
    done(world.renew(world.yaml()));
    String first = Files.readString(world.webKey);
    done(world.renew(world.yaml()));
    assertNotEquals(first, Files.readString(world.webKey));
    assertTrue(Files.exists(Path.of(world.webKey + ".linecheck-previous")));
  }

  @Test
  void apexAndWildcardAreProvedByTwoValuesUnderOneName() throws Exception {
    String yaml =
        world
            .yaml()
            .replace(
                "deploy: [web, phone]",
                "deploy: [web, phone], names: [dialer.test, \"*.dialer.test\"]");
    RunResult.Done done = done(world.renew(yaml));
    RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
    assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer.test"));
  }

  @Test
  void theChallengeIsWrittenWhereItsCnameLeads() throws Exception {
    String yaml = world.yaml().replace("dialer1.dialer.test", "alias.dialer.test");
    List<String> heard = new ArrayList<>();
    done(world.renew(yaml, Renewal.Purpose.RENEWAL, (state, text) -> heard.add(text)));
    assertTrue(heard.contains("TXT alias.challenges.test created"), heard.toString());
    assertEquals(List.of(), world.bind.txt("alias.challenges.test"));
  }

  @Test
  void rsaIsOrderedWhereAskedFor() throws Exception {
    String yaml =
        world.yaml().replace("deploy: [web, phone]", "deploy: [web, phone], keyType: rsa2048");
    RunResult.Done done = done(world.renew(yaml));
    RenewalWorld.assertServed(done.renewal().fingerprint(), world.asterisk.port());
    assertTrue(
        io.linecheck.renewal.deploy.Preflight.leafOf(Files.readString(world.webChain))
            .orElseThrow()
            .getPublicKey()
            .getAlgorithm()
            .equals("RSA"));
  }

  @Test
  void aRehearsalInstallsNothing() throws Exception {
    RunResult.Done done =
        done(world.renew(world.yaml(), Renewal.Purpose.REHEARSAL, (state, text) -> {}));
    assertEquals("the rehearsal passed; nothing was installed", done.text());
    RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
    assertEquals(world.oldLeaf(), leafOf(world.webChain));
    assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer1.dialer.test"));
    assertEquals(List.of(), world.events);
  }

  @Test
  void aRehearsalFindsWhatWouldKeepTheRenewalFromItsEnd() throws Exception {
    String yaml =
        world
            .yaml()
            .replace("reload: [\"nginx", "reload: [\"no-such-nginx")
            .replace("certificate: " + world.phoneChain, "certificate: /nowhere/phone.pem");
    RunResult.Failed failed =
        assertInstanceOf(
            RunResult.Failed.class,
            world.renew(yaml, Renewal.Purpose.REHEARSAL, (state, text) -> {}));
    String evidence = failed.faults().getFirst().evidence();
    assertTrue(evidence.contains("web: the reload `no-such-nginx"), evidence);
    assertTrue(evidence.contains("phone: the folder of /nowhere/phone.pem"), evidence);
    assertTrue(world.events.getFirst().text().startsWith("the rehearsal failed"));
    RunResult revoked =
        world.renew(
            world.yaml().replace("env: TSIG", "env: WRONG"),
            Renewal.Purpose.REHEARSAL,
            (state, text) -> {});
    assertEquals(
        io.linecheck.model.FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED,
        assertInstanceOf(RunResult.Failed.class, revoked).faults().getFirst().code());
    RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
  }

  @Test
  void aScriptOfTheOperatorMayPublishTheRecord() throws Exception {
    Path script =
        Script.write(
            folder.resolve("hook.sh"),
            """
            [ "$1" = present ] && verb=add || verb=delete
            [ "$1" = present ] && ttl=60 || ttl=
            printf 'server 127.0.0.1 %d\\nkey hmac-sha256:linecheck %s\\nupdate %%s %%s %%s TXT "%%s"\\nsend\\n' \
              "$verb" "$2" "$ttl" "$3" | nsupdate
            """
                .formatted(world.bind.port, world.bind.key));
    String yaml =
        world
            .yaml()
            .replaceFirst(
                "bind: \\{ type: rfc2136.*", "bind: { type: exec, program: " + script + " }");
    done(world.renew(yaml));
    assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer1.dialer.test"));
  }

  /** An auth and a cleanup hook as certbot calls them: no arguments looked at, two programs. */
  @Test
  void certbotsHooksWorkAsTheyAre() throws Exception {
    String update =
        "printf 'server 127.0.0.1 %d\\nkey hmac-sha256:linecheck %s\\nupdate %%s"
                .formatted(world.bind.port, world.bind.key)
            + " _acme-challenge.%s. %s TXT \"%s\"\\nsend\\n' ";
    Path auth =
        Script.write(
            folder.resolve("auth.sh"),
            update
                + "add \"$CERTBOT_DOMAIN\" 60 \"$CERTBOT_VALIDATION\" | nsupdate && echo made-it\n");
    Path cleanup =
        Script.write(
            folder.resolve("cleanup.sh"),
            "[ \"$CERTBOT_AUTH_OUTPUT\" = made-it ] || exit 8\n"
                + update
                + "delete \"$CERTBOT_DOMAIN\" '' \"$CERTBOT_VALIDATION\" | nsupdate\n");
    String yaml =
        world
            .yaml()
            .replaceFirst(
                "bind: \\{ type: rfc2136.*",
                "bind: { type: exec, program: " + auth + ", cleanup: " + cleanup + " }");
    List<String> heard = new ArrayList<>();
    done(world.renew(yaml, Renewal.Purpose.RENEWAL, (state, text) -> heard.add(text)));
    assertTrue(
        heard.stream().noneMatch(text -> text.contains("may still be there")), heard::toString);
    assertEquals(List.of(), world.bind.txt("_acme-challenge.dialer1.dialer.test"));
  }

  @Test
  void aPairRenewedByOthersIsOnlyInstalled() throws Exception {
    var authority = io.linecheck.peer.TestAuthority.today();
    var files = authority.writeChain(folder, "certbot", authority.leaf("dialer1.dialer.test"));
    Path roots = authority.writeRoot(Files.createDirectories(folder.resolve("roots")));
    String yaml =
        world
                .yaml()
                .replace(
                    "renewedBy: linecheck, dns: bind,",
                    "renewedBy: certbot, source: { certificate: "
                        + files.certificate()
                        + ", key: "
                        + files.key()
                        + " },")
            + "trust: { caFiles: ["
            + roots
            + "] }\n";
    long orders = world.pebble.orders();
    done(world.renew(yaml, Renewal.Purpose.DEPLOYMENT, (state, text) -> {}));
    RenewalWorld.assertServed(leafOf(files.certificate()), world.asterisk.port());
    assertEquals(orders, world.pebble.orders());
  }
}
