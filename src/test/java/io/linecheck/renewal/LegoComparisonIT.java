package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From due to served, beside lego with a deploy hook: the same Pebble, BIND and nginx, the same
 * kind of key, both with an account that exists.
 */
class LegoComparisonIT {
  private static final int ROUNDS = 3;
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

  @Test
  void isNotSlowerThanLegoWithADeployHook() throws Exception {
    world.afresh().reset();
    String yaml = world.yaml().replace("deploy: [web, phone]", "deploy: [web]");
    Path hook =
        Script.write(
            folder.resolve("hook.sh"),
            """
            cp "$LEGO_CERT_PATH" %s && cp "$LEGO_CERT_KEY_PATH" %s && %s
            """
                .formatted(world.webChain, world.webKey, world.nginxReload()));
    ours(yaml);
    lego(hook, "run", "--run-hook", hook.toString());
    List<Duration> ours = new ArrayList<>();
    List<Duration> proofs = new ArrayList<>();
    List<Duration> theirs = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Measured measured = ours(yaml);
      ours.add(measured.whole());
      proofs.add(measured.proofs());
      theirs.add(
          lego(
              hook,
              "renew",
              "--days",
              "99999",
              "--no-random-sleep",
              "--renew-hook",
              hook.toString()));
    }
    Duration own = best(ours);
    Duration lego = best(theirs);
    System.out.printf(
        Locale.ROOT,
        "from due to served, best of %d: linecheck %.2f s (of it our own proofs %.2f s), lego with a"
            + " hook %.2f s%n",
        ROUNDS,
        seconds(own),
        seconds(best(proofs)),
        seconds(lego));
    assertTrue(
        own.minus(best(proofs)).compareTo(lego) <= 0,
        "linecheck " + ours + " with proofs of " + proofs + ", lego " + theirs);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Duration best(List<Duration> all) {
    return all.stream().min(Duration::compareTo).orElseThrow();
  }

  private record Measured(Duration whole, Duration proofs) {}

  /** Our own proofs: CAA and DNSSEC before the order, all name servers, sockets, every door. */
  private static Measured ours(String yaml) throws Exception {
    String before = RenewalWorld.served(world.webPort);
    long begin = System.nanoTime();
    long[] reloaded = new long[1];
    RunResult result =
        world.renew(
            yaml,
            Renewal.Purpose.RENEWAL,
            (state, text) -> {
              if (state == State.RELOADED) {
                reloaded[0] = System.nanoTime();
              }
            });
    long end = System.nanoTime();
    assertInstanceOf(RunResult.Done.class, result, result::toString);
    assertNotEquals(before, RenewalWorld.served(world.webPort));
    return new Measured(Duration.ofNanos(end - begin), Duration.ofNanos(end - reloaded[0]));
  }

  private static Duration lego(Path hook, String... verb) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "lego",
                "--server",
                world.pebble.directory(),
                "--accept-tos",
                "--email",
                "a@dialer.test",
                "--path",
                folder.resolve("lego").toString(),
                "--key-type",
                "ec256",
                "--dns",
                "rfc2136",
                "--dns.disable-cp",
                "--dns.resolvers",
                "127.0.0.1:" + world.bind.port,
                "--domains",
                "dialer1.dialer.test"));
    command.addAll(List.of(verb));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve("lego.log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "LEGO_CA_CERTIFICATES",
                world.pebble.root.toString(),
                "RFC2136_NAMESERVER",
                "127.0.0.1:" + world.bind.port,
                "RFC2136_TSIG_ALGORITHM",
                "hmac-sha256.",
                "RFC2136_TSIG_KEY",
                "linecheck.",
                "RFC2136_TSIG_SECRET",
                world.bind.key,
                "RFC2136_SEQUENCE_INTERVAL",
                "1"));
    String before = RenewalWorld.served(world.webPort);
    long begin = System.nanoTime();
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "lego did not end");
    assertEquals(0, process.exitValue(), () -> read(folder.resolve("lego.log")));
    while (RenewalWorld.served(world.webPort).equals(before)) {
      assertTrue(
          System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60),
          () -> read(folder.resolve("lego.log")));
      Thread.sleep(10);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
