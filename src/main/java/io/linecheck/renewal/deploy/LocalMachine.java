package io.linecheck.renewal.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** This machine. */
public final class LocalMachine implements Machine {
  static final int LARGEST_FILE = 1 << 20;
  static final int SHOWN = 600;

  @Override
  public String name() {
    return "this machine";
  }

  @Override
  public Optional<FileState> read(String path) throws IOException {
    Path file = Path.of(path);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        throw new IOException(path + " is longer than 1 MiB, so it holds no certificate");
      }
      Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,gid,mode");
      return Optional.of(
          new FileState(
              bytes,
              (int) attributes.getOrDefault("uid", -1),
              (int) attributes.getOrDefault("gid", -1),
              (int) attributes.getOrDefault("mode", 0) & 07777));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (java.nio.file.AccessDeniedException e) {
      throw new IOException(path + " may not be read by this user", e);
    }
  }

  @Override
  public void write(String path, FileState state, Optional<String> owner) throws IOException {
    Path file = Path.of(path);
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(state.bytes());
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      chown(file, state, owner);
      Files.setPosixFilePermissions(file, permissions(state.mode()));
    } catch (NoSuchFileException e) {
      throw new IOException("the folder of " + path + " does not exist", e);
    } catch (java.nio.file.AccessDeniedException e) {
      throw new IOException(path + " may not be written by this user", e);
    }
  }

  private static void chown(Path file, FileState state, Optional<String> owner) throws IOException {
    Map<String, Object> now = Files.readAttributes(file, "unix:uid,gid");
    if (owner.isPresent()) {
      String[] parts = owner.get().split(":", 2);
      var lookup = file.getFileSystem().getUserPrincipalLookupService();
      var view =
          Files.getFileAttributeView(file, java.nio.file.attribute.PosixFileAttributeView.class);
      try {
        view.setOwner(lookup.lookupPrincipalByName(parts[0]));
        if (parts.length == 2) {
          view.setGroup(lookup.lookupPrincipalByGroupName(parts[1]));
        }
      } catch (java.nio.file.attribute.UserPrincipalNotFoundException e) {
        throw new IOException("there is no user or group '" + owner.get() + "'", e);
      }
      return;
    }
    if (state.uid() >= 0 && !Integer.valueOf(state.uid()).equals(now.get("uid"))) {
      Files.setAttribute(file, "unix:uid", state.uid());
    }
    if (state.gid() >= 0 && !Integer.valueOf(state.gid()).equals(now.get("gid"))) {
      Files.setAttribute(file, "unix:gid", state.gid());
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder();
    for (int bit = 8; bit >= 0; bit--) {
      text.append((mode >> bit & 1) == 1 ? "rwx".charAt((8 - bit) % 3) : '-');
    }
    return PosixFilePermissions.fromString(text.toString());
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Files.move(
        Path.of(from),
        Path.of(to),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Path folder = Path.of(to).toAbsolutePath().getParent();
    if (folder != null) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void remove(String path) throws IOException {
    Files.deleteIfExists(Path.of(path));
  }

  @Override
  public String follow(String path) throws IOException {
    Path file = Path.of(path);
    return Files.exists(file) ? file.toRealPath().toString() : path;
  }

  @Override
  public OptionalLong free(String folder) throws IOException {
    Path path = Path.of(folder);
    return Files.isDirectory(path)
        ? OptionalLong.of(Files.getFileStore(path).getUsableSpace())
        : OptionalLong.empty();
  }

  @Override
  public Ran run(String command, Duration timeout) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    AtomicReference<String> output = new AtomicReference<>("");
    Thread reader = Thread.ofVirtual().start(() -> drain(process, output));
    try {
      boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
      reader.join(ended ? 500 : 1);
      String text = String.valueOf(output.get()).replaceAll("\\s+", " ").strip();
      return ended
          ? new Ran(process.exitValue(), text)
          : new Ran(-1, "it did not end within " + timeout.toSeconds() + " s");
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  private static void drain(Process process, AtomicReference<String> output) {
    try (InputStream in = process.getInputStream()) {
      byte[] beginning = in.readNBytes(SHOWN);
      output.set(new String(beginning, StandardCharsets.UTF_8));
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException closed) {
      output.compareAndSet("", "");
    }
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
