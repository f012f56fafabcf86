package io.linecheck.renewal;

import io.linecheck.config.CertificatePlan;
import io.linecheck.renewal.acme.KeyFiles;
import io.linecheck.renewal.deploy.Preflight;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * One of the pairs that a renewal obtains, each by an order of its own.
 *
 * @param keyType {@code p256}, {@code p384}, {@code rsa2048} or {@code rsa4096}
 * @param prefix of its files' names
 */
record WantedPair(String keyType, String prefix) {
  /** Those of a key type of the configuration, the one that every server gets first. */
  static List<WantedPair> of(String keyType) {
    return keyType.equals(CertificatePlan.DUAL)
        ? List.of(new WantedPair("p256", ""), new WantedPair("rsa2048", "rsa-"))
        : List.of(new WantedPair(keyType, ""));
  }

  /** The file of its chain in a renewal's folder. */
  Path chain(Path folder) {
    return folder.resolve(prefix + "chain.pem");
  }

  /** The file of its key in a renewal's folder. */
  Path key(Path folder) {
    return folder.resolve(prefix + "key.pem");
  }

  /** Whether its chain is in a renewal's folder, with more than half of its lifetime left. */
  boolean isFresh(Path folder, Instant now) {
    return Files.isReadable(chain(folder))
        && Preflight.leafOf(KeyFiles.read(chain(folder)))
            .filter(leaf -> Validity.of(leaf).partLeft(now) > 0.5)
            .isPresent();
  }

  /** The same, from a staging directory. */
  WantedPair staging() {
    return new WantedPair(keyType, "staging-" + prefix);
  }

  /** {@code ECDSA} or {@code RSA}. */
  String kind() {
    return keyType.toLowerCase(Locale.ROOT).startsWith("rsa") ? "RSA" : "ECDSA";
  }
}
