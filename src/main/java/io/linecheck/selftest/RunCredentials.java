package io.linecheck.selftest;

import io.linecheck.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * TURN credentials for one run, as coturn's {@code use-auth-secret} wants them
 * (draft-uberti-behave-turn-rest-00 section 2.2): the expiry stands first, because coturn takes a
 * numeric part before the colon for the time.
 *
 * @param username {@code EXPIRY:RUN}, seconds since 1970
 * @param password base64 of the HMAC-SHA1 of the user name
 * @param expiresAt when the TURN server stops to accept it
 */
public record RunCredentials(String username, Secret password, Instant expiresAt) {
  /** Makes them. */
  public static RunCredentials mint(Secret shared, String run, Instant now, Duration valid) {
    Instant expiresAt = now.plus(valid);
    String username = expiresAt.getEpochSecond() + ":" + run;
    try {
      Mac mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(shared.value().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
      byte[] digest = mac.doFinal(username.getBytes(StandardCharsets.UTF_8));
      return new RunCredentials(
          username, new Secret(Base64.getEncoder().encodeToString(digest)), expiresAt);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
