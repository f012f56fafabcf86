package io.linecheck.probe.call;

import java.util.Arrays;

/**
 * The master keys and salts of a call in both directions (RFC 5764 section 4.2). They live as long
 * as the call and are never written down.
 */
record SrtpKeys(byte[] ourKey, byte[] ourSalt, byte[] theirKey, byte[] theirSalt) {
  private static final int KEY = 16;
  private static final int SALT = 14;

  /** Splits exported material: client key, server key, client salt, server salt. */
  static SrtpKeys of(byte[] material, boolean server) {
    byte[] clientKey = Arrays.copyOfRange(material, 0, KEY);
    byte[] serverKey = Arrays.copyOfRange(material, KEY, 2 * KEY);
    byte[] clientSalt = Arrays.copyOfRange(material, 2 * KEY, 2 * KEY + SALT);
    byte[] serverSalt = Arrays.copyOfRange(material, 2 * KEY + SALT, 2 * (KEY + SALT));
    return server
        ? new SrtpKeys(serverKey, serverSalt, clientKey, clientSalt)
        : new SrtpKeys(clientKey, clientSalt, serverKey, serverSalt);
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
