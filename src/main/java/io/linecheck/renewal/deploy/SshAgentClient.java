package io.linecheck.renewal.deploy;

import io.linecheck.probe.Deadline;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/**
 * The keys that an SSH agent holds (draft-ietf-sshm-ssh-agent). Each request has a connection of
 * its own, a limit of time and one of size; requests come from the threads of the login.
 */
final class SshAgentClient extends AbstractAgentProxy implements SshAgentFactory {
  private static final Duration TIMEOUT = Duration.ofSeconds(8);

  /** What ssh-agent(1) itself takes at most. */
  private static final int LARGEST_ANSWER = 256 * 1024;

  private final Path socket;
  private final Duration timeout;
  private volatile Optional<String> trouble = Optional.empty();

  SshAgentClient(Path socket) {
    this(socket, TIMEOUT);
  }

  SshAgentClient(Path socket, Duration timeout) {
    super(null);
    this.socket = socket;
    this.timeout = timeout;
  }

  /** Makes sure that there is an agent with a key, before a machine is bothered. */
  void requireKey() throws IOException {
    if (!getIdentities().iterator().hasNext()) {
      throw new IOException(this + " holds no key, or is locked: add one by ssh-add");
    }
  }

  /** What the agent did wrong last; the login itself tells only that it failed. */
  Optional<String> trouble() {
    return trouble;
  }

  @Override
  public Map.Entry<String, byte[]> sign(
      SessionContext session, PublicKey key, String algorithm, byte[] data) throws IOException {
    try {
      return super.sign(session, key, algorithm, data);
    } catch (IOException refused) {
      if (trouble.isEmpty()) {
        trouble =
            Optional.of(
                this
                    + " refuses to sign with its key "
                    + KeyUtils.getFingerPrint(key)
                    + "; a key added by ssh-add -c waits for somebody's consent");
      }
      throw refused;
    }
  }

  @Override
  protected Buffer request(Buffer question) throws IOException {
    try (UnixTalk talk = UnixTalk.open(socket, Deadline.in(timeout))) {
      talk.write(ByteBuffer.wrap(question.array(), question.rpos(), question.available()));
      int length = talk.read(Integer.BYTES).getInt();
      if (length < 1 || length > LARGEST_ANSWER) {
        throw new IOException("answers with " + Integer.toUnsignedString(length) + " bytes");
      }
      return new ByteArrayBuffer(talk.read(length).array());
    } catch (IOException broken) {
      String text = this + " " + reason(broken);
      trouble = Optional.of(text);
      throw new IOException(text, broken);
    }
  }

  private String reason(IOException broken) {
    if (broken instanceof ConnectException || !Files.exists(socket)) {
      return "is not there: start it, or set agent: or identity: of the target";
    }
    return Files.isWritable(socket)
        ? String.valueOf(broken.getMessage())
        : "may not be used by this user";
  }

  @Override
  public SshAgent createClient(Session session, FactoryManager manager) {
    return this;
  }

  @Override
  public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
    return List.of();
  }

  @Override
  public SshAgentServer createServer(ConnectionService service) {
    throw new UnsupportedOperationException("the agent is not forwarded");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public String toString() {
    return "the SSH agent at " + socket;
  }
}
