package io.linecheck.renewal;

import io.linecheck.model.FindingCode;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.TestAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/** The rows of the fault table. */
final class FaultRows {
  private static final String BIND = "bind: \\{ type: rfc2136.*";
  private static final String NAMES = "deploy: \\[web, phone\\]";

  private FaultRows() {}

  /** A row that only changes the configuration. */
  private static FaultRow row(RenewalWorld world, String title, String from, String to) {
    return FaultRow.of(
        title,
        () -> {
          String changed = world.yaml().replaceFirst(from, to);
          if (changed.equals(world.yaml())) {
            throw new IllegalStateException("the row changes nothing");
          }
          return changed;
        });
  }

  private static FaultRow host(RenewalWorld world, String title, String host) {
    return FaultRow.of(title, () -> world.yaml().replace("dialer1.dialer.test", host));
  }

  private static String exec(Path folder, String script) {
    return "bind: { type: exec, timeout: 1s, program: " + folder.resolve(script) + " }";
  }

  static Stream<FaultRow> dns(Path folder, RenewalWorld world, SideServers side)
      throws IOException {
    Script.write(folder.resolve("fails.sh"), "echo no such zone >&2; exit 3\n");
    Script.write(folder.resolve("hangs.sh"), "sleep 30\n");
    Script.write(folder.resolve("idle.sh"), "exit 0\n");
    Script.write(
        folder.resolve("once.sh"),
        "[ -e %s/did ] || { touch %s/did; exit 9; }\nexit 0\n".formatted(folder, folder));
    return Stream.of(
        row(world, "TSIG key wrong", "env: TSIG", "env: WRONG")
            .gives(FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED, "NOTAUTH")
            .mending(),
        row(world, "TSIG key unknown to the server", "keyName: linecheck.", "keyName: nobody.")
            .gives(FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED, "NOTAUTH"),
        row(world, "zone takes no updates", NAMES, "deploy: [web, phone], names: [a.frozen.test]")
            .gives(FindingCode.RENEWAL_DNS_CREDENTIALS_REJECTED, "REFUSED"),
        row(
                world,
                "name server does not answer",
                "server: \"127.0.0.1:\\d+\"",
                "server: \"127.0.0.1:" + FreePorts.closed() + "\"")
            .gives(FindingCode.RENEWAL_FAILING, "no answer"),
        row(world, "script fails", BIND, exec(folder, "fails.sh"))
            .gives(FindingCode.RENEWAL_FAILING, "ended with 3: no such zone"),
        row(world, "script fails once", BIND, exec(folder, "once.sh"))
            .gives(FindingCode.RENEWAL_FAILING, "ended with 9")
            .mending(),
        row(world, "script hangs", BIND, exec(folder, "hangs.sh"))
            .gives(FindingCode.RENEWAL_FAILING, "did not end within 1 s"),
        row(
                world,
                "record never appears",
                BIND + "([\\s\\S]*)propagation: 5s",
                exec(folder, "idle.sh") + "$1propagation: 1s")
            .gives(FindingCode.RENEWAL_DNS_NOT_VISIBLE, "no TXT")
            .mending(),
        FaultRow.of(
                "one name server lags",
                () ->
                    world
                        .yaml()
                        .replace("dialer1.dialer.test", "dialer1.lag.test")
                        .replace("propagation: 5s", "propagation: 1s"))
            .gives(
                FindingCode.RENEWAL_DNS_NOT_VISIBLE,
                "ns2.lag.test ([::1]:" + world.bind.port + "): NOERROR, no TXT"),
        host(world, "CAA forbids", "dialer1.caa.test")
            .gives(
                FindingCode.RENEWAL_CA_REFUSED,
                "CAA of caa.test allows other-authority.example for dialer1.caa.test, not"
                    + " pebble.test"),
        FaultRow.of(
                "DNSSEC bogus",
                () ->
                    world
                        .yaml()
                        .replace("dialer1.dialer.test", "dialer1.bogus.test")
                        .replaceFirst(
                            "default: \"127.0.0.1:\\d+\"",
                            "default: \"127.0.0.1:" + side.resolver + "\""))
            .gives(FindingCode.RENEWAL_CA_REFUSED, "answers SERVFAIL"));
  }

  static Stream<FaultRow> authority(RenewalWorld world) {
    return Stream.of(
        row(
                world,
                "authority refuses the name",
                NAMES,
                "deploy: [web, phone], names: [blocked.test]")
            .gives(FindingCode.RENEWAL_CA_REFUSED, "rejectedIdentifier"),
        row(world, "authority has no such profile", "caFile:", "profile: tlsserver, caFile:")
            .gives(
                FindingCode.RENEWAL_CA_REFUSED, "no profile 'tlsserver'; it offers [shortlived]"),
        row(world, "authority is down", "localhost:\\d+", "localhost:" + FreePorts.closed())
            .gives(FindingCode.RENEWAL_FAILING, "no answer"),
        row(world, "authority's door is not trusted", "caFile: \\S+ ", "")
            .gives(FindingCode.RENEWAL_FAILING, "unable to find valid certification path"),
        problem(world, "account", "/sign-me-up", 500, "serverInternal"),
        problem(world, "order", "/order-plz", 500, "serverInternal"),
        problem(world, "authorization", "/authZ/", 500, "serverInternal"),
        problem(world, "challenge", "/chalZ/", 500, "serverInternal"),
        problem(world, "request", "/finalize-order/", 500, "serverInternal"),
        problem(world, "certificate", "/certZ/", 500, "serverInternal"),
        problem(world, "account", "/sign-me-up", 403, "unauthorized")
            .gives(FindingCode.RENEWAL_CA_REFUSED, "register the account: unauthorized"),
        problem(world, "request", "/finalize-order/", 400, "badCSR")
            .gives(FindingCode.RENEWAL_CA_REFUSED, "badCSR: on purpose"),
        problem(world, "order", "/order-plz", 429, "rateLimited")
            .gives(FindingCode.RENEWAL_RATE_LIMITED, "rateLimited: on purpose"));
  }

  /** The authority fails once at a step; the next attempt goes on there. */
  private static FaultRow problem(
      RenewalWorld world, String what, String path, int status, String problem) {
    return FaultRow.of(
            "authority answers " + status + " " + problem + " to the " + what,
            () -> {
              world.front.fails(path, status, problem, status == 429 ? "7200" : "", 1);
              return world.yaml();
            })
        .gives(FindingCode.RENEWAL_FAILING, problem)
        .mending();
  }

  static Stream<FaultRow> preflight(Path folder, RenewalWorld world) throws IOException {
    return Stream.of(
        row(
                world,
                "folder of the target is missing",
                "certificate: \\S+web.pem",
                "certificate: /nowhere/at/all/web.pem")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "does not exist"),
        row(
                world,
                "owner is nobody of this machine",
                "recipe: asterisk,",
                "recipe: asterisk, owner: \"no-such-user:no-such-group\",")
            .gives(
                FindingCode.RENEWAL_DEPLOY_FAILED, "no user or group 'no-such-user:no-such-group'"),
        row(
                world,
                "key unreadable by the service",
                "recipe: asterisk,",
                "recipe: asterisk, serviceUser: nobody,")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "the user nobody could not read")
            .mending(),
        row(
                world,
                "certificate does not cover the host",
                NAMES,
                "deploy: [web, phone], names: [other.dialer.test]")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "certificate-name-mismatch"),
        full(folder, world),
        FaultRow.of("clock two hours slow", world::yaml)
            .by(() -> Instant.now().minus(Duration.ofHours(2)))
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "certificate-not-yet-valid")
            .mending(),
        others(folder, world, "leaf not first", "its issuer's first", FaultRows::issuerFirst)
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "the leaf must be first"),
        others(folder, world, "key of another", "another's key", FaultRows::otherKey)
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "the key does not belong"),
        others(folder, world, "key with passphrase", "a locked key", FaultRows::lockedKey)
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "passphrase"),
        others(folder, world, "no certificate in the file", "nonsense", FaultRows::nonsense)
            .gives(FindingCode.RENEWAL_FAILING, "holds no certificate"),
        others(folder, world, "file of others missing", "nothing", FaultRows::nothing)
            .gives(FindingCode.RENEWAL_FAILING, "there is no "),
        others(folder, world, "certificate of others ended", "an old one", FaultRows::ended)
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "certificate-expired"));
  }

  private interface Spoiler {
    void spoil(TestAuthority authority, TestAuthority.CertificateFiles files) throws Exception;
  }

  private static FaultRow others(
      Path folder, RenewalWorld world, String title, String what, Spoiler spoiler) {
    return FaultRow.of(
        title + " (" + what + ")",
        () -> {
          Path own = Files.createDirectories(folder.resolve("others-" + System.nanoTime()));
          TestAuthority authority = TestAuthority.today();
          var files = authority.writeChain(own, "live", authority.leaf("dialer1.dialer.test"));
          Path roots = authority.writeRoot(own);
          spoiler.spoil(authority, files);
          return world
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
        });
  }

  private static void issuerFirst(TestAuthority authority, TestAuthority.CertificateFiles files)
      throws IOException {
    String chain = Files.readString(files.certificate());
    int second = chain.indexOf("-----BEGIN", 10);
    Files.writeString(files.certificate(), chain.substring(second) + chain.substring(0, second));
  }

  private static void otherKey(TestAuthority authority, TestAuthority.CertificateFiles files)
      throws IOException {
    Path own = Files.createDirectories(files.key().resolveSibling("another"));
    var another = authority.writeChain(own, "live", authority.leaf("dialer1.dialer.test"));
    Files.move(another.key(), files.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void lockedKey(TestAuthority authority, TestAuthority.CertificateFiles files)
      throws Exception {
    new ProcessBuilder(
            "openssl",
            "pkcs8",
            "-topk8",
            "-in",
            files.key().toString(),
            "-out",
            files.key() + ".locked",
            "-passout",
            "pass:secret")
        .start()
        .waitFor();
    Files.move(Path.of(files.key() + ".locked"), files.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static void nonsense(TestAuthority authority, TestAuthority.CertificateFiles files)
      throws IOException {
    Files.writeString(files.certificate(), "hello");
  }

  private static void nothing(TestAuthority authority, TestAuthority.CertificateFiles files)
      throws IOException {
    Files.delete(files.key());
  }

  private static void ended(TestAuthority authority, TestAuthority.CertificateFiles files) {
    Instant now = Instant.now();
    authority.writeChain(
        files.certificate().getParent(),
        "live",
        authority.leaf(
            now.minus(Duration.ofDays(90)), now.minus(Duration.ofDays(1)), "dialer1.dialer.test"));
  }

  /** The target's files lie on a file system of 64 KiB that is nearly full. */
  private static FaultRow full(Path folder, RenewalWorld world) {
    Path full = folder.resolve("full");
    return FaultRow.of(
            "disk full",
            () -> {
              Files.createDirectories(full);
              run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full.toString());
              Files.copy(world.webChain, full.resolve("web.pem"));
              Files.write(full.resolve("filler"), new byte[48 * 1024]);
              return world
                  .yaml()
                  .replace(world.webChain.toString(), full + "/web.pem")
                  .replace("key: " + world.webKey, "key: " + full + "/web.key");
            })
        .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "KiB left")
        .endsWith(() -> run("umount", full.toString()))
        .mending();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    if (process.waitFor() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said);
    }
  }

  static Stream<FaultRow> installation(Path folder, RenewalWorld world) throws IOException {
    String webReload = "reload: \\[\"nginx[^\\]]*\\]";
    String phoneReload = "reload: \\[\"bash[^\\]]*\\]";
    Path did = folder.resolve("reloaded-once");
    Path once =
        Script.write(
            folder.resolve("reload-once.sh"),
            "[ -e %s ] || { touch %s; exit 5; }\nexec %s\n"
                .formatted(did, did, world.nginxReload()));
    return Stream.of(
        row(world, "reload fails", webReload, "reload: [\"echo boom; exit 7\"]")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "ended with 7: boom"),
        row(world, "reload fails once", webReload, "reload: [\"" + once + "\"]")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "ended with 5"),
        row(
                world,
                "reload hangs",
                phoneReload + ", timeout: 3s",
                "reload: [\"sleep 20\"], timeout: 1s")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "did not end within 1 s"),
        row(world, "reload command is not there", webReload, "reload: [\"no-such-command-here\"]")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "ended with 127"),
        row(
                world,
                "web server refuses",
                webReload,
                "reload: [\""
                    + world.nginxReload().replace("-s reload", "-t -g 'nonsense on;'")
                    + "\", \""
                    + world.nginxReload()
                    + "\"]")
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "ended with 1"),
        keeping(world, "second door keeps the old certificate", phoneReload)
            .gives(FindingCode.RENEWAL_NOT_SERVED, "wss 127.0.0.1"),
        keeping(world, "first door keeps the old certificate", webReload)
            .gives(FindingCode.RENEWAL_NOT_SERVED, "https 127.0.0.1"),
        FaultRow.of(
                "file is bound by a mount and cannot be replaced",
                () -> {
                  String phone = world.phoneChain.toString();
                  run("mount", "--bind", phone, phone);
                  return world.yaml();
                })
            .gives(FindingCode.RENEWAL_DEPLOY_FAILED, "phone.pem")
            .endsWith(() -> run("umount", world.phoneChain.toString())),
        FaultRow.of(
                "Asterisk dies of a torn pair, http.conf is touched", () -> spoiling(folder, world))
            .gives(FindingCode.RENEWAL_NOT_SERVED, "wss 127.0.0.1")
            .breakingService());
  }

  /** A reload that does nothing; the doors are waited for no longer than needed. */
  private static FaultRow keeping(RenewalWorld world, String title, String reload) {
    return FaultRow.of(title, () -> soon(world.yaml().replaceFirst(reload, "reload: [\"true\"]")));
  }

  /** Where a door is meant to fail its proof. */
  private static String soon(String yaml) {
    return yaml.replace("proof: 15s", "proof: 2s");
  }

  /** A reload that finds a torn file: another program wrote it between rename and reload. */
  static String spoiling(Path folder, RenewalWorld world) {
    Path once = folder.resolve("spoiled-" + System.nanoTime());
    String spoil =
        "[ -e %s ] || { touch %s; cp %s %s.torn; : > %s; %s; cp %s.torn %s; }; "
            .formatted(
                once,
                once,
                world.phoneChain,
                once,
                world.phoneChain,
                world.asterisk.reloadCommand(),
                once,
                world.phoneChain);
    return soon(world.yaml().replace("reload: [\"bash", "reload: [\"" + spoil + "bash"));
  }

  static Stream<FaultRow> borne(Path folder, RenewalWorld world, SideServers side)
      throws IOException {
    return Stream.of(
        FaultRow.of(
            "second name server follows after a second",
            () ->
                world
                    .yaml()
                    .replace("dialer1.dialer.test", "dialer1.slow.test")
                    .replace("propagation: 5s", "propagation: 15s")),
        row(world, "no target is set", NAMES, "deploy: []"),
        FaultRow.of("clock two hours fast", world::yaml)
            .by(() -> Instant.now().plus(Duration.ofHours(2))),
        FaultRow.of(
            "twenty-five nonces in a row are bad",
            () -> {
              world.front.fails("/order-plz", 400, "badNonce", "", 25);
              return world.yaml();
            }),
        FaultRow.of(
            "files had another mode and no previous pair",
            () -> {
              Files.setPosixFilePermissions(
                  world.phoneChain, PosixFilePermissions.fromString("rw-------"));
              return world.yaml();
            }),
        FaultRow.of(
            "a link leads to the file",
            () -> {
              Path real = world.folder.resolve("real.pem");
              Files.move(world.webChain, real, StandardCopyOption.REPLACE_EXISTING);
              Files.createSymbolicLink(world.webChain, real);
              return world.yaml();
            }));
  }
}
