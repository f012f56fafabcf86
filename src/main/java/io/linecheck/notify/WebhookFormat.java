package io.linecheck.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.linecheck.model.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Standard Webhooks 1.0.0: {@code webhook-id}, {@code webhook-timestamp} in seconds, and {@code
 * webhook-signature}, the HMAC-SHA256 over {@code id.timestamp.body}.
 */
final class WebhookFormat implements Format {
  private static final String PREFIX = "whsec_";

  private final ChannelSettings.Webhook settings;

  WebhookFormat(ChannelSettings.Webhook settings) {
    this.settings = settings;
  }

  @Override
  public Post post(Notice notice, Instant now) {
    String body = NoticeJson.body(notice).toString();
    String timestamp = Long.toString(now.getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("webhook-id", notice.id());
    headers.put("webhook-timestamp", timestamp);
    settings
        .secret()
        .ifPresent(
            secret -> headers.put("webhook-signature", sign(secret, notice.id(), timestamp, body)));
    return new Post(settings.url(), headers, body);
  }

  /** {@code v1,} and the base64 of the HMAC. */
  static String sign(Secret secret, String id, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key(secret), "HmacSHA256"));

      return "v1,"
          + Base64.getEncoder()
              .encodeToString(mac.doFinal((id + "." + timestamp + "." + body).getBytes(UTF_8)));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no HMAC-SHA256", missing);
    }
  }

  /** The bytes behind {@code whsec_}; a secret that is not base64 is taken as it stands. */
  private static byte[] key(Secret secret) {
    String text = secret.value();
    if (text.startsWith(PREFIX)) {
      try {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
      } catch (IllegalArgumentException notBase64) {
        return text.getBytes(UTF_8);
      }
    }
    return text.getBytes(UTF_8);
  }
}
