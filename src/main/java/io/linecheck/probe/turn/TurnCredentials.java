package io.linecheck.probe.turn;

import io.linecheck.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A user name and password for long-term credentials (RFC 8489 section 9.2).
 *
 * @param user as sent in USERNAME
 * @param password never sent
 */
public record TurnCredentials(String user, Secret password) {
  /**
   * What coturn's {@code use-auth-secret} expects (draft-uberti-behave-turn-rest-00): the user name
   * begins with the second of expiry, the password is the base64 of the user name's HMAC-SHA1.
   *
   * @param expiresSeconds Unix time
   */
  public static TurnCredentials rest(Secret secret, long expiresSeconds, String name) {
    return signed(secret, expiresSeconds + ":" + name);
  }

  /** Any user name with the password that the secret makes of it. */
  static TurnCredentials signed(Secret secret, String user) {
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] digest = mac.doFinal(user.getBytes(StandardCharsets.UTF_8));
      return new TurnCredentials(user, new Secret(Base64.getEncoder().encodeToString(digest)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no HmacSHA1", missing);
    }
  }
}
