package io.linecheck.renewal;

import io.linecheck.config.DeployTarget;
import io.linecheck.renewal.acme.IssuedPair;
import io.linecheck.renewal.deploy.Deployment;
import io.linecheck.renewal.deploy.Machine;
import io.linecheck.renewal.deploy.Preflight;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The files in which others, certbot for instance, keep what they renewed. */
final class OthersPair {
  private OthersPair() {}

  /**
   * What lies there now.
   *
   * @param leaf its fingerprint; empty while no chain can be read
   * @param whole whether the key is the leaf's: whoever writes two files is between them for a
   *     moment
   */
  record Seen(String leaf, boolean whole) {}

  /** Looks; never throws. */
  static Seen look(RenewalTask task) {
    try {
      IssuedPair pair = read(task);
      return new Seen(
          Preflight.leafOf(pair.chain()).map(RenewalRun::fingerprint).orElse(""),
          Preflight.isPair(pair.chain(), pair.key()));
    } catch (IOException unreadable) {
      return new Seen("", false);
    }
  }

  /**
   * Reads both files.
   *
   * @throws IOException with a sentence that says which file is missing, and where
   */
  static IssuedPair read(RenewalTask task) throws IOException {
    RenewalTask.Source source = task.source().orElseThrow();
    try (Machine machine = Deployment.open(source.where().map(DeployTarget::where))) {
      return new IssuedPair(text(machine, source.certificate()), text(machine, source.key()));
    }
  }

  private static String text(Machine machine, String path) throws IOException {
    return machine
        .read(path)
        .map(state -> new String(state.bytes(), StandardCharsets.ISO_8859_1))
        .orElseThrow(() -> new IOException("there is no " + path + " on " + machine.name()));
  }
}
