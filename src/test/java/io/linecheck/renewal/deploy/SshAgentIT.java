package io.linecheck.renewal.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.SshLogin;
import io.linecheck.peer.PeerProcess;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A login at a real OpenSSH server by a key that only a real ssh-agent holds. */
class SshAgentIT {
  @TempDir private static Path folder;
  private static Sshd sshd;
  private Path socket;
  private PeerProcess agent;

  @BeforeAll
  static void start() throws Exception {
    sshd = new Sshd(folder);
  }

  @AfterAll
  static void stop() {
    sshd.close();
  }

  @BeforeEach
  void startAgent() throws Exception {
    socket = Files.createTempDirectory(folder, "a").resolve("s");
    agent = PeerProcess.start("ssh-agent", folder, List.of("ssh-agent", "-D", "-a", "" + socket));
    agent.await("its socket", this::isListening);
  }

  private boolean isListening() {
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  @AfterEach
  void stopAgent() {
    agent.close();
  }

  private String run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(Map.of("SSH_AUTH_SOCK", socket.toString(), "DISPLAY", ""));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  private void add(String key) throws IOException, InterruptedException {
    run("ssh-add", "-q", folder.resolve(key).toString());
  }

  private SshMachine open() throws IOException {
    return SshMachine.open(sshd.where(new SshLogin.Agent(Optional.of(socket)), "known"));
  }

  private String refusal() {
    String message =
        String.valueOf(assertThrows(IOException.class, () -> open().close()).getMessage());
    String machine = System.getProperty("user.name") + "@127.0.0.1:" + sshd.port + ": ";
    assertTrue(message.startsWith(machine), message);
    return message.substring(machine.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
  void theAgentSignsForEveryKindOfKey(String kind) throws Exception {
    Path key = folder.resolve("of-" + kind);
    run("ssh-keygen", "-q", "-t", kind, "-N", "", "-f", key.toString());
    sshd.authorize(key);
    add("of-" + kind);
    Files.delete(key);
    try (Machine machine = open()) {
      assertEquals(new Machine.Ran(0, "here"), machine.run("echo here", Duration.ofSeconds(5)));
    }
  }

  @Test
  void theRightOneOfSeveralKeysIsFound() throws Exception {
    add("stranger");
    add("user");
    open().close();
  }

  @Test
  void anAgentThatIsNotThereIsSaid() {
    agent.close();
    assertEquals(
        "the SSH agent at "
            + socket
            + " is not there: start it, or set agent: or identity: of the target",
        refusal());
  }

  @Test
  void anAgentWithoutAKeyIsSaid() {
    assertEquals(
        "the SSH agent at " + socket + " holds no key, or is locked: add one by ssh-add",
        refusal());
  }

  @Test
  void keysThatTheServerDoesNotKnowAreSaid() throws Exception {
    add("stranger");
    assertEquals(
        "the login of "
            + System.getProperty("user.name")
            + " was refused; is the public key in its authorized_keys?",
        refusal());
  }

  /** OpenSSH takes six tries (MaxAuthTries of sshd_config). */
  @Test
  void moreKeysThanTheServerLetsOneTryAreSaid() throws Exception {
    for (int i = 0; i < 7; i++) {
      Path key = socket.resolveSibling("k" + i);
      run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key.toString());
      run("ssh-add", "-q", key.toString());
    }
    add("user");
    assertEquals(
        "the login of "
            + System.getProperty("user.name")
            + " was refused before the right key was tried: leave only that one in the agent",
        refusal());
  }

  /** Nobody is there to consent to the use of a key that was added by ssh-add -c. */
  @Test
  void anAgentThatRefusesToSignIsSaid() throws Exception {
    run("ssh-add", "-q", "-c", folder.resolve("user").toString());
    String print = run("ssh-keygen", "-l", "-f", folder.resolve("user.pub").toString());
    assertEquals(
        "the SSH agent at "
            + socket
            + " refuses to sign with its key "
            + print.split(" ")[1]
            + "; a key added by ssh-add -c waits for somebody's consent",
        refusal());
  }

  private interface Manner {
    void meet(SocketChannel question) throws IOException;
  }

  /** What a client of half a second says of an agent that behaves like this. */
  private String said(Manner manner) throws Exception {
    Path odd = Files.createTempDirectory(folder, "b").resolve("odd");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(odd));
      Thread.ofVirtual().start(() -> answer(server, manner));
      SshAgentClient client = new SshAgentClient(odd, Duration.ofMillis(500));
      String text =
          String.valueOf(assertThrows(IOException.class, client::requireKey).getMessage());
      assertTrue(text.startsWith("the SSH agent at " + odd + " "), text);
      return text.substring(text.indexOf("/odd ") + "/odd ".length());
    }
  }

  private static void answer(ServerSocketChannel server, Manner manner) {
    try (SocketChannel question = server.accept()) {
      question.read(ByteBuffer.allocate(100));
      manner.meet(question);
    } catch (IOException over) {
      // The client went away.
    }
  }

  private static void hold(SocketChannel question) throws IOException {
    while (question.read(ByteBuffer.allocate(100)) >= 0) {
      // Until the client hangs up.
    }
  }

  @Test
  void anAgentThatHangsIsGivenUp() throws Exception {
    assertEquals("does not answer", said(SshAgentIT::hold));
    assertEquals(
        "does not answer",
        said(question -> {
          question.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 9, 12}));
          hold(question);
        }));
  }

  @Test
  void anAgentThatPromisesTooMuchOrBreaksOffIsSaid() throws Exception {
    assertEquals(
        "answers with 4294967295 bytes",
        said(question -> question.write(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1, 12}))));
    assertEquals(
        "hangs up before its answer is whole",
        said(question -> question.write(ByteBuffer.wrap(new byte[] {0, 0, 0, 9, 12}))));
  }
}
