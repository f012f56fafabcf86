package io.linecheck.renewal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.model.FindingCode;
import io.linecheck.renewal.deploy.Sshd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The phone system's certificate is installed through a real OpenSSH server by a user who owns the
 * certificate's folder and nothing else; the web server's on this machine; one transaction.
 */
class SshDeploymentIT {
  @TempDir private static Path folder;
  private static RenewalWorld world;
  private static Sshd sshd;
  private static final String USER = "lc" + ProcessHandle.current().pid();
  private static Path own;

  @BeforeAll
  static void start() throws Exception {
    world = new RenewalWorld(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path keys = Files.createDirectories(folder.resolve("ssh"));
    sshd = new Sshd(keys);
    run("useradd --no-create-home --shell /bin/sh --password '*' " + USER);
    own = Files.createDirectories(folder.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwx------"));
  }

  @AfterAll
  static void stop() throws Exception {
    run("userdel " + USER);
    sshd.close();
    world.close();
  }

  @BeforeEach
  void reset() throws Exception {
    world.afresh().reset();
    Files.deleteIfExists(own.resolve("phone.pem"));
    Files.deleteIfExists(own.resolve("phone.key"));
    run("rm -f " + own + "/* && cp " + world.phoneChain + " " + world.phoneKey + " " + own);
    run("chown -R " + USER + ": " + own + " && chmod 600 " + own + "/*");
  }

  private static void run(String line) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), line + ": " + said);
  }

  private static String yaml() {
    return world
        .yaml()
        .replace(
            "phone: { type: local,",
            "phone: { type: ssh, server: \"127.0.0.1:"
                + sshd.port
                + "\", user: "
                + USER
                + ", identity: "
                + sshd.folder.resolve("user")
                + ", knownHosts: "
                + sshd.folder.resolve("known")
                + ",")
        .replace("certificate: " + world.phoneChain, "certificate: " + own + "/phone.pem")
        .replace("key: " + world.phoneKey, "key: " + own + "/phone.key")
        .replaceFirst("settings: \\S+", "settings: " + own + "/http.conf,");
  }

  @Test
  void aRestrictedUserInstallsAndEveryDoorServesIt() throws Exception {
    try (AsteriskStub phone =
            new AsteriskStub(own, own.resolve("phone.pem"), own.resolve("phone.key"));
        Prober prober = new Prober(phone.port())) {
      String yaml =
          yaml()
              .replace(world.asterisk.reloadCommand(), phone.reloadCommand())
              .replace("port: " + world.asterisk.port(), "port: " + phone.port());
      run("chown " + USER + ": " + own + "/http.conf");
      RunResult result = world.renew(yaml);
      RunResult.Done done = assertInstanceOf(RunResult.Done.class, result, result::toString);
      RenewalWorld.assertServed(done.renewal().fingerprint(), phone.port());
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("phone.key"))));
      assertEquals(USER, Files.getOwner(own.resolve("phone.key")).getName());
      assertEquals(0, prober.failed());
      String second = yaml.replace("reload: [\"bash", "reload: [\"exit 4; bash");
      RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, world.renew(second));
      assertEquals(FindingCode.RENEWAL_DEPLOY_FAILED, failed.faults().getFirst().code());
      RenewalWorld.assertServed(done.renewal().fingerprint(), phone.port());
      RenewalWorld.assertServed(done.renewal().fingerprint(), world.webPort);
      assertEquals(0, prober.failed());
    }
  }

  @Test
  void whatTheUserMayNotWriteIsSaidAndNothingIsTouched() throws Exception {
    String yaml = yaml().replace(own + "/phone.pem", "/etc/phone.pem");
    RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, world.renew(yaml));
    assertTrue(
        failed.faults().getFirst().evidence().contains("/etc/phone.pem"),
        failed.faults()::toString);
    RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
  }

  @Test
  void aMachineThatIsGoneIsSaidAndNothingIsTouched() throws Exception {
    String yaml =
        yaml()
            .replace("127.0.0.1:" + sshd.port, "127.0.0.1:" + io.linecheck.peer.FreePorts.closed());
    RunResult.Failed failed = assertInstanceOf(RunResult.Failed.class, world.renew(yaml));
    assertEquals(FindingCode.RENEWAL_DEPLOY_FAILED, failed.faults().getFirst().code());
    RenewalWorld.assertServed(world.oldLeaf(), world.webPort);
  }
}
