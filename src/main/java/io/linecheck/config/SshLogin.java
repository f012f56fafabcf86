package io.linecheck.config;

import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Place;
import io.linecheck.config.shape.Scalar;
import io.linecheck.config.shape.Shape;
import io.linecheck.config.shape.Values;
import io.linecheck.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Who holds the private key of a login by SSH (RFC 4252 section 7). */
public sealed interface SshLogin {
  /**
   * A file.
   *
   * @param file in OpenSSH's or PEM's form
   * @param passphrase of the key, where it has one
   */
  record KeyFile(Path file, Optional<Secret> passphrase) implements SshLogin {}

  /**
   * An agent (draft-ietf-sshm-ssh-agent).
   *
   * @param socket its Unix socket; empty where neither file nor environment names one
   */
  record Agent(Optional<Path> socket) implements SshLogin {}

  /** The keys of the configuration that say so. */
  record Choice(Key<Path> identity, Key<Secret> passphrase, Key<Socket> agent) {
    static Choice in(Keys keys) {
      return new Choice(
          keys.optional(
              "identity",
              Words.file(),
              "secrets/id_ed25519",
              "The private key's file; else the SSH agent is asked."),
          keys.optional(
              "passphrase", Secrets.shape(), "{env: SSH_PASSPHRASE}", "Of the private key."),
          keys.defaulted(
              "agent",
              Socket.shape(),
              Socket.FROM_ENVIRONMENT,
              "The SSH agent's socket; SSH_AUTH_SOCK: the one that this variable names."));
    }

    void check(Values values, Place place) {
      boolean file = values.find(identity).isPresent();
      if (file && values.get(agent).named()) {
        place.refuse("identity and agent exclude each other: leave one of them out");
      }
      if (!file && values.find(passphrase).isPresent()) {
        place.refuse("passphrase belongs to a key's file: name it by identity");
      }
      if (!file && values.get(agent).path().isEmpty()) {
        place
            .reading()
            .warn(place.path(), "", "has no key: set identity, or agent, or SSH_AUTH_SOCK");
      }
    }

    SshLogin login(Values values) {
      return values
          .find(identity)
          .<SshLogin>map(file -> new KeyFile(file, values.find(passphrase)))
          .orElseGet(() -> new Agent(values.get(agent).path()));
    }
  }

  /**
   * Where an agent listens.
   *
   * @param path empty where the environment names none
   * @param named whether the configuration itself names it
   */
  record Socket(Optional<Path> path, boolean named) {
    /** As in ssh_config(5), IdentityAgent. */
    static final String FROM_ENVIRONMENT = "SSH_AUTH_SOCK";

    /** {@code sun_path} of unix(7), less the zero at its end. */
    private static final int LONGEST_BYTES = 107;

    static Shape<Socket> shape() {
      return new Scalar<>("the path of a Unix socket", Map.of("type", "string"), Socket::read);
    }

    private static Optional<Socket> read(Place place) {
      if (place.raw().equals(FROM_ENVIRONMENT)) {
        Optional<String> said =
            place.reading().variable(FROM_ENVIRONMENT).filter(text -> !text.isEmpty());
        return Optional.of(new Socket(said.map(Path::of), false));
      }
      Optional<Path> path = Words.file().parser().apply(place);
      if (path.filter(Socket::isTooLong).isPresent()) {
        return place.refuse("a socket's path has at most " + LONGEST_BYTES + " bytes");
      }
      return path.map(there -> new Socket(Optional.of(there), true));
    }

    private static boolean isTooLong(Path path) {
      return path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES;
    }
  }
}
