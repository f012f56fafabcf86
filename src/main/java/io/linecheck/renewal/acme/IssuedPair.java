package io.linecheck.renewal.acme;

/**
 * A certificate with its key, as PEM. Its text form shows neither.
 *
 * @param chain leaf first
 * @param key PKCS #8, without passphrase
 */
public record IssuedPair(String chain, String key) {
  @Override
  public String toString() {
    return "IssuedPair[REDACTED]";
  }
}
