package io.linecheck.renewal.deploy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an installation needs of a machine holds for this one and for one behind OpenSSH alike. */
class MachineIT {
  @TempDir private static Path folder;
  private static Sshd sshd;

  @BeforeAll
  static void start() throws Exception {
    sshd = new Sshd(folder);
  }

  @AfterAll
  static void stop() {
    sshd.close();
  }

  private static Machine machine(String kind) throws IOException {
    return kind.equals("local") ? new LocalMachine() : SshMachine.open(sshd.where("user", "known"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "ssh"})
  void filesAreWrittenRenamedAndKeepTheirMode(String kind) throws Exception {
    Path file = folder.resolve(kind + ".pem");
    Path beside = folder.resolve(kind + ".pem.new");
    Files.writeString(file, "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    try (Machine machine = machine(kind)) {
      Machine.FileState old = machine.read(file.toString()).orElseThrow();
      assertArrayEquals("old".getBytes(java.nio.charset.StandardCharsets.US_ASCII), old.bytes());
      assertEquals(0640, old.mode());
      byte[] large = new byte[100_000];
      machine.write(
          beside.toString(),
          new Machine.FileState(large, old.uid(), old.gid(), old.mode()),
          Optional.empty());
      machine.rename(beside.toString(), file.toString());
      assertArrayEquals(large, Files.readAllBytes(file));
      assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      machine.remove(beside.toString());
      assertTrue(machine.read(beside.toString()).isEmpty());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "ssh"})
  void aLinkIsFollowedToWhatItNames(String kind) throws Exception {
    Path real = Files.writeString(folder.resolve(kind + "-real.pem"), "x");
    Path link = Files.createSymbolicLink(folder.resolve(kind + "-link.pem"), real);
    try (Machine machine = machine(kind)) {
      assertEquals(real.toRealPath().toString(), machine.follow(link.toString()));
      assertEquals("/no/such/file", machine.follow("/no/such/file"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "ssh"})
  void commandsAreRunWithALimit(String kind) throws Exception {
    try (Machine machine = machine(kind)) {
      assertEquals(
          new Machine.Ran(3, "out err"),
          machine.run("echo out; echo err >&2; exit 3", Duration.ofSeconds(5)));
      assertEquals(
          new Machine.Ran(-1, "it did not end within 1 s"),
          machine.run("sleep 20", Duration.ofSeconds(1)));
      assertTrue(
          machine
                  .run("head -c 5000000 /dev/zero | tr '\\0' x", Duration.ofSeconds(10))
                  .output()
                  .length()
              <= LocalMachine.SHOWN);
    }
  }

  @Test
  void aChangedHostKeyIsRefused() {
    IOException refused =
        assertThrows(
            IOException.class, () -> SshMachine.open(sshd.where("user", "known-other")).close());
    assertTrue(refused.getMessage().contains("its host key is not the one in"), refused.toString());
  }

  @Test
  void anUnknownHostKeyIsRefused() {
    IOException refused =
        assertThrows(
            IOException.class, () -> SshMachine.open(sshd.where("user", "known-none")).close());
    assertTrue(refused.getMessage().contains("its host key is not the one in"), refused.toString());
  }

  @Test
  void aMissingFileOfKnownHostsIsSaid() {
    IOException refused =
        assertThrows(
            IOException.class, () -> SshMachine.open(sshd.where("user", "no-file")).close());
    assertTrue(
        refused.getMessage().contains("the file of known hosts cannot be read"),
        refused.toString());
  }

  @Test
  void aKeyThatIsNotAuthorizedIsSaid() {
    IOException refused =
        assertThrows(
            IOException.class, () -> SshMachine.open(sshd.where("stranger", "known")).close());
    assertTrue(refused.getMessage().contains("authorized_keys"), refused.toString());
  }
}
