package io.linecheck.renewal.deploy;

import io.linecheck.config.DeployTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** The certificates that lie on targets now, whoever put them there. */
public final class InstalledLeaves {
  private InstalledLeaves() {}

  /** The one that ends first; empty where none can be read. */
  public static Optional<X509Certificate> firstToEnd(
      Map<String, DeployTarget> targets, String host) {
    return targets.values().stream()
        .flatMap(target -> find(target, host).stream())
        .min(Comparator.comparing(X509Certificate::getNotAfter));
  }

  private static Optional<X509Certificate> find(DeployTarget target, String host) {
    String path = Recipe.of(target).certificate().replace("{host}", host);
    try (Machine machine = Deployment.open(Optional.of(target.where()))) {
      return machine
          .read(path)
          .flatMap(file -> Preflight.leafOf(new String(file.bytes(), StandardCharsets.ISO_8859_1)));
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }
}
