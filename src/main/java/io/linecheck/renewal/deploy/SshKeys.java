package io.linecheck.renewal.deploy;

import io.linecheck.config.SshLogin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.Optional;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;

/** The keys of one login by SSH, from where the configuration says. */
sealed interface SshKeys {
  static SshKeys of(SshLogin login) {
    return switch (login) {
      case SshLogin.KeyFile file -> new OfFile(file);
      case SshLogin.Agent(var socket) -> new OfAgent(socket.map(SshAgentClient::new));
    };
  }

  /** Lets a client that is to log in offer these keys and no others. */
  void offerBy(SshClient client) throws IOException, GeneralSecurityException;

  /** What was wrong with the keys, where a login failed because of them. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** Those of one file. */
  record OfFile(SshLogin.KeyFile login) implements SshKeys {
    @Override
    public void offerBy(SshClient client) throws IOException, GeneralSecurityException {
      FilePasswordProvider password =
          login
              .passphrase()
              .map(secret -> FilePasswordProvider.of(secret.value()))
              .orElse(FilePasswordProvider.EMPTY);
      try (InputStream in = Files.newInputStream(login.file())) {
        Iterable<KeyPair> keys =
            SecurityUtils.loadKeyPairIdentities(null, () -> login.file().toString(), in, password);
        if (keys == null) {
          throw new IOException("there is no private key in " + login.file());
        }
        client.setKeyIdentityProvider(session -> keys);
      } catch (NoSuchFileException e) {
        throw new IOException("there is no file " + login.file() + " with a private key", e);
      }
    }
  }

  /** Those of an agent, where one is named. */
  record OfAgent(Optional<SshAgentClient> named) implements SshKeys {
    @Override
    public void offerBy(SshClient client) throws IOException {
      SshAgentClient agent =
          named.orElseThrow(() ->
              new IOException(
                  "no key: set identity: or agent: of the target, or SSH_AUTH_SOCK for Linecheck"));
      agent.requireKey();
      client.setAgentFactory(agent);
    }

    @Override
    public Optional<String> trouble() {
      return named.flatMap(SshAgentClient::trouble);
    }
  }
}
