package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.keyverifier.RejectAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHFsyncExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/**
 * Another machine, by SSH (RFC 4253) and SFTP. Its host key must stand in the known_hosts file; an
 * unknown or changed one is refused.
 */
public final class SshMachine implements Machine {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final String name;
  private final SshClient client;
  private final ClientSession session;
  private final SftpClient files;

  private SshMachine(String name, SshClient client, ClientSession session, SftpClient files) {
    this.name = name;
    this.client = client;
    this.session = session;
    this.files = files;
  }

  /** Connects and logs in. */
  public static SshMachine open(DeployTarget.Where.Ssh where) throws IOException {
    String name = where.user() + "@" + where.server();
    if (!Files.isReadable(where.knownHosts())) {
      throw new IOException(
          name
              + ": the file of known hosts cannot be read: "
              + where.knownHosts()
              + "; make it with ssh-keyscan and compare the key with the machine's");
    }
    SshClient client = SshClient.setUpDefaultClient();
    client.setServerKeyVerifier(
        new KnownHostsServerKeyVerifier(RejectAllServerKeyVerifier.INSTANCE, where.knownHosts()));
    SshKeys keys = SshKeys.of(where.login());
    client.start();
    try {
      keys.offerBy(client);
      ClientSession session =
          client
              .connect(where.user(), where.server().host(), where.server().port())
              .verify(TIMEOUT)
              .getSession();
      session.auth().verify(TIMEOUT);
      return new SshMachine(
          name, client, session, SftpClientFactory.instance().createSftpClient(session));
    } catch (IOException | GeneralSecurityException e) {
      client.stop();
      throw new IOException(name + ": " + keys.trouble().orElse(reason(e, where)), e);
    }
  }

  private static String reason(Exception thrown, DeployTarget.Where.Ssh where) {
    String text = String.valueOf(thrown.getMessage());
    if (text.contains("Server key did not validate")) {
      return "its host key is not the one in " + where.knownHosts();
    }
    if (text.contains("Too many authentication failures")) {
      return "the login of "
          + where.user()
          + " was refused before the right key was tried: leave only that one in the agent";
    }
    if (text.contains("No more authentication methods")) {
      return "the login of "
          + where.user()
          + " was refused; is the public key in its authorized_keys?";
    }
    return text;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<FileState> read(String path) throws IOException {
    try {
      SftpClient.Attributes attributes = files.stat(path);
      try (InputStream in = files.read(path)) {
        byte[] bytes = in.readNBytes(LocalMachine.LARGEST_FILE + 1);
        if (bytes.length > LocalMachine.LARGEST_FILE) {
          throw new IOException(path + " is longer than 1 MiB, so it holds no certificate");
        }
        return Optional.of(
            new FileState(
                bytes,
                attributes.getUserId(),
                attributes.getGroupId(),
                attributes.getPermissions() & 07777));
      }
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return Optional.empty();
      }
      throw failed(path, e);
    }
  }

  @Override
  public void write(String path, FileState state, Optional<String> owner) throws IOException {
    remove(path);
    try (SftpClient.CloseableHandle handle =
        files.open(
            path,
            EnumSet.of(
                SftpClient.OpenMode.Write,
                SftpClient.OpenMode.Create,
                SftpClient.OpenMode.Exclusive))) {
      files.setStat(path, new SftpClient.Attributes().perms(0600));
      for (int at = 0; at < state.bytes().length; at += 16_384) {
        files.write(handle, at, state.bytes(), at, Math.min(16_384, state.bytes().length - at));
      }
      OpenSSHFsyncExtension fsync = files.getExtension(OpenSSHFsyncExtension.class);
      if (fsync != null && fsync.isSupported()) {
        fsync.fsync(handle);
      }
    } catch (SftpException e) {
      throw failed(path, e);
    }
    own(path, state, owner);
    files.setStat(path, new SftpClient.Attributes().perms(state.mode()));
  }

  private void own(String path, FileState state, Optional<String> owner) throws IOException {
    if (owner.isPresent()) {
      try {
        Ran ran = run("chown " + quoted(owner.get()) + " " + quoted(path), TIMEOUT);
        if (!ran.ok()) {
          throw new IOException(name + ": chown " + owner.get() + ": " + ran.output());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      return;
    }
    SftpClient.Attributes now = files.stat(path);
    boolean other = state.uid() >= 0 && now.getUserId() != state.uid();
    if (other || (state.gid() >= 0 && now.getGroupId() != state.gid())) {
      try {
        files.setStat(path, new SftpClient.Attributes().owner(state.uid(), state.gid()));
      } catch (SftpException e) {
        throw new IOException(
            name + ": the owner of " + path + " cannot be kept: set owner: of the target", e);
      }
    }
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  @Override
  public void rename(String from, String to) throws IOException {
    OpenSSHPosixRenameExtension posix = files.getExtension(OpenSSHPosixRenameExtension.class);
    try {
      if (posix != null && posix.isSupported()) {
        posix.posixRename(from, to);
      } else {
        Ran ran = run("mv -f " + quoted(from) + " " + quoted(to), TIMEOUT);
        if (!ran.ok()) {
          throw new IOException(name + ": mv: " + ran.output());
        }
      }
    } catch (SftpException e) {
      throw failed(to, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void remove(String path) throws IOException {
    try {
      files.remove(path);
    } catch (SftpException e) {
      if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
        throw failed(path, e);
      }
    }
  }

  @Override
  public String follow(String path) throws IOException {
    try {
      return files.lstat(path).isSymbolicLink() ? files.canonicalPath(path) : path;
    } catch (SftpException e) {
      return path;
    }
  }

  @Override
  public OptionalLong free(String folder) throws IOException, InterruptedException {
    Ran ran = run("df -Pk " + quoted(folder) + " | tail -n 1", TIMEOUT);
    String[] fields = ran.output().split(" ", -1);
    return ran.ok() && fields.length >= 6 && fields[3].matches("\\d{1,15}")
        ? OptionalLong.of(Long.parseLong(fields[3]) * 1024)
        : OptionalLong.empty();
  }

  private IOException failed(String path, SftpException e) {
    return new IOException(name + ": " + path + ": " + e.getMessage(), e);
  }

  @Override
  public Ran run(String command, Duration timeout) throws IOException, InterruptedException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    OutputStream bounded = new Bounded(output);
    try (ChannelExec channel = session.createExecChannel(command)) {
      channel.setOut(bounded);
      channel.setErr(bounded);
      channel.open().verify(TIMEOUT);
      var events = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), timeout);
      if (events.contains(ClientChannelEvent.TIMEOUT)) {
        return new Ran(-1, "it did not end within " + timeout.toSeconds() + " s");
      }
      Integer exit = channel.getExitStatus();
      String text = output.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " ").strip();
      return new Ran(exit == null ? -1 : exit, text);
    }
  }

  /** Keeps the beginning, drops the rest. */
  private static final class Bounded extends OutputStream {
    private final ByteArrayOutputStream kept;

    Bounded(ByteArrayOutputStream kept) {
      this.kept = kept;
    }

    @Override
    public synchronized void write(int octet) {
      if (kept.size() < LocalMachine.SHOWN) {
        kept.write(octet);
      }
    }
  }

  @Override
  public void close() {
    try (files;
        session) {
      client.stop();
    } catch (IOException ignored) {
      client.stop();
    }
  }
}
