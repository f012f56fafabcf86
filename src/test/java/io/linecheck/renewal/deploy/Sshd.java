package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import io.linecheck.config.HostAndPort;
import io.linecheck.config.SshLogin;
import io.linecheck.peer.FreePorts;
import io.linecheck.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A real OpenSSH server on loopback that takes one key of the user who runs the test. */
public final class Sshd implements AutoCloseable {
  public final int port = FreePorts.one();
  public final Path folder;
  private final PeerProcess process;

  public Sshd(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    key("host");
    key("user");
    key("stranger");
    Files.copy(folder.resolve("user.pub"), folder.resolve("authorized"));
    String host = Files.readString(folder.resolve("host.pub"));
    Files.writeString(folder.resolve("known"), "[127.0.0.1]:" + port + " " + host);
    Files.writeString(
        folder.resolve("known-other"),
        "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("stranger.pub")));
    Files.writeString(folder.resolve("known-none"), "");
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        StrictModes no
        UsePAM no
        PasswordAuthentication no
        Subsystem sftp internal-sftp
        """
            .formatted(port, folder.resolve("host"), folder.resolve("authorized")));
    if (System.getProperty("user.name").equals("root")) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    this.process =
        PeerProcess.start(
            "sshd",
            folder,
            List.of("/usr/sbin/sshd", "-D", "-e", "-f", folder.resolve("sshd_config").toString()));
    process.awaitPort(port);
  }

  private void key(String name) throws IOException, InterruptedException {
    new ProcessBuilder(
            "ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder.resolve(name).toString())
        .inheritIO()
        .start()
        .waitFor();
  }

  /** Takes a further key, whose public part lies beside it. */
  void authorize(Path key) throws IOException {
    Files.writeString(
        folder.resolve("authorized"),
        Files.readString(Path.of(key + ".pub")),
        StandardOpenOption.APPEND);
  }

  DeployTarget.Where.Ssh where(String identity, String known) {
    return where(new SshLogin.KeyFile(folder.resolve(identity), Optional.empty()), known);
  }

  DeployTarget.Where.Ssh where(SshLogin login, String known) {
    return new DeployTarget.Where.Ssh(
        new HostAndPort("127.0.0.1", port),
        System.getProperty("user.name"),
        login,
        folder.resolve(known));
  }

  @Override
  public void close() {
    process.close();
  }
}
