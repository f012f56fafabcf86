package io.linecheck.renewal.deploy;

import io.linecheck.probe.wire.TlsOffer.Ciphers;
import java.util.Optional;

/**
 * What is installed on the servers of a dialer.
 *
 * @param host for the paths of recipes
 * @param main the pair that every server gets
 * @param rsa one with an RSA key and the same names, for servers that hold two; absent without
 */
public record Bundle(String host, Pair main, Optional<Pair> rsa) {
  /**
   * A chain with its key. Its text form shows neither.
   *
   * @param chain PEM
   * @param key PEM
   * @param fingerprint of the leaf
   */
  public record Pair(String chain, String key, String fingerprint) {
    @Override
    public String toString() {
      return "Pair[" + fingerprint + "]";
    }
  }

  /** The leaf that a door must serve. */
  String expected(Door door) {
    return door.offered() == Ciphers.RSA ? rsa.orElse(main).fingerprint() : main.fingerprint();
  }
}
