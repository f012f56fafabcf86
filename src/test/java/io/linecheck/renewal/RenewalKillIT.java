package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code linecheck renew} as a process of its own, killed with SIGKILL before and after each step;
 * the next attempt ends what it began.
 */
class RenewalKillIT {
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

  private static Process renewing(String yaml, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("linecheck.yaml"), yaml);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.linecheck.cli.Main",
                "renew",
                "d1",
                "--config",
                file.toString()));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TSIG", world.bind.key);
    return builder.start();
  }

  /** Reads what it prints until it is dead; kills it at a line with these words. */
  private static String killedAt(Process process, String words) throws Exception {
    StringBuilder said = new StringBuilder();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.append(line).append('\n');
        if (!words.isEmpty() && line.contains(words)) {
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), said::toString);
    assertEquals(137, process.exitValue(), said::toString);
    return said.toString();
  }

  private static void endsWell(Watched watched) throws Exception {
    RunResult result = world.renew(world.yaml());
    RunResult.Done done = assertInstanceOf(RunResult.Done.class, result, result::toString);
    RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
    RenewalWorld.assertServed(done.renewal().fingerprint(), world.asterisk.port());
    watched.oldThen(done.renewal().fingerprint());
    watched.nothingLeft();
  }

  private static void after(String words, boolean ordered) throws Exception {
    try (Watched watched = new Watched(world)) {
      killedAt(renewing(world.yaml()), words);
      long orders = world.pebble.orders();
      endsWell(watched);
      assertEquals(orders + (ordered ? 0 : 1), world.pebble.orders());
    }
  }

  private static void during(String path) throws Exception {
    try (Watched watched = new Watched(world)) {
      AtomicReference<Process> process = new AtomicReference<>();
      world.front.after(path, () -> process.get().toHandle().destroyForcibly());
      process.set(renewing(world.yaml()));
      killedAt(process.get(), "");
      world.front.reset();
      endsWell(watched);
    }
  }

  @Test
  void killedAfterTheFilesAreInPlace() throws Exception {
    after("phone: new files in place", true);
  }

  @Test
  void killedBeforeTheOrderIsRecorded() throws Exception {
    during("/order-plz");
  }

  @Test
  void killedByItsOwnReloadCommand() throws Exception {
    try (Watched watched = new Watched(world)) {
      String yaml = world.yaml().replace("reload: [\"bash", "reload: [\"kill -9 $PPID; bash");
      killedAt(renewing(yaml), "");
      endsWell(watched);
    }
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dialer1.dialer.test",
        "by localhost",
        "TXT _acme-challenge",
        "name servers show it",
        "every name is accepted",
        "serial",
        "web: written beside",
        "phone: written beside",
        "web: new files in place",
        "reloaded    web",
        "reloaded    phone",
        "asking 2 doors"
      })
  void killedAfterAStep(String words) throws Exception {
    after(words, !words.equals("dialer1.dialer.test"));
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(strings = {"/sign-me-up", "/authZ/", "/chalZ/", "/finalize-order/", "/certZ/"})
  void killedWhileTheAuthorityAnswers(String path) throws Exception {
    during(path);
  }

  @Tag("long")
  @Test
  void killedBetweenTheRecordAndItsJournal() throws Exception {
    Path script =
        Script.write(
            folder.resolve("kills.sh"),
            """
            printf 'server 127.0.0.1 %d\\nkey hmac-sha256:linecheck %s\\nupdate add %%s 60 TXT "%%s"\\nsend\\n' \
              "$2" "$3" | nsupdate
            kill -9 $PPID
            """
                .formatted(world.bind.port, world.bind.key));
    try (Watched watched = new Watched(world)) {
      String yaml =
          world
              .yaml()
              .replaceFirst(
                  "bind: \\{ type: rfc2136.*", "bind: { type: exec, program: " + script + " }");
      killedAt(renewing(yaml), "");
      assertEquals(1, world.bind.txt("_acme-challenge.dialer1.dialer.test").size());
      endsWell(watched);
    }
  }

  @Test
  void twoProcessesOrderOneCertificate() throws Exception {
    try (Watched watched = new Watched(world)) {
      long before = world.pebble.orders();
      String old = world.oldLeaf();
      Process first = renewing(world.yaml());
      Process second = renewing(world.yaml());
      String said = both(first) + both(second);
      assertEquals(3, first.exitValue() + second.exitValue(), said);
      assertTrue(said.contains("another process is renewing d1 just now"), said);
      assertEquals(before + 1, world.pebble.orders());
      assertTrue(!RenewalWorld.served(world.webPort).equals(old), said);
      watched.nothingLeft();
    }
  }

  @Test
  void theVerbChangesTheAccountsKeyAndRenewsNothing() throws Exception {
    Process process = renewing(world.yaml(), "--change-account-key");
    String said = both(process);
    assertEquals("CHANGED the key of the account pebble at localhost\n", said);
    assertEquals(0, process.exitValue());
    RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
  }

  private static String both(Process process) throws Exception {
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
