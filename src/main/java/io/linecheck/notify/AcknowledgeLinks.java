package io.linecheck.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.linecheck.model.Secret;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Links with which whoever got a notice acknowledges its incident without a login. The link opens a
 * page with a button; only the button acknowledges, so that previews of links do nothing.
 */
public final class AcknowledgeLinks {
  private final Secret key;
  private final String base;

  /**
   * Links signed with this key.
   *
   * @param publicUrl where people reach the pages, {@code https://linecheck.example.com}
   */
  public AcknowledgeLinks(Secret key, String publicUrl) {
    this.key = key;
    this.base = publicUrl.replaceAll("/+$", "");
  }

  /** What a presented link is worth. */
  public enum Verdict {
    /** It is ours and still good. */
    VALID,
    /** It is ours and too old. */
    EXPIRED,
    /** It is not ours. */
    FORGED
  }

  /** The link for an incident. */
  public String link(String incident, Instant expires) {
    long seconds = expires.getEpochSecond();
    return base
        + "/incidents/"
        + incident
        + "/acknowledge?expires="
        + seconds
        + "&token="
        + token(incident, seconds);
  }

  /** The page of an incident's dialer. */
  public String page(String dialer) {
    return base + "/dialers/" + dialer;
  }

  /** The wall. */
  public String wall() {
    return base + '/';
  }

  /** Whether the parts of a link belong together and are still good; compared in constant time. */
  public Verdict verify(String incident, long expires, String token, Instant now) {
    boolean ours =
        MessageDigest.isEqual(token(incident, expires).getBytes(UTF_8), token.getBytes(UTF_8));
    if (!ours) {
      return Verdict.FORGED;
    }
    return now.getEpochSecond() < expires ? Verdict.VALID : Verdict.EXPIRED;
  }

  private String token(String incident, long expires) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key.value().getBytes(UTF_8), "HmacSHA256"));
      byte[] signed = mac.doFinal(("acknowledge " + incident + ' ' + expires).getBytes(UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(signed);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no HMAC-SHA256", missing);
    }
  }
}
