package io.linecheck.renewal.dns;

import io.linecheck.model.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** AWS Signature Version 4 for Route 53: the headers host and x-amz-date are signed. */
final class AwsSignature {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String accessKeyId;
  private final Secret secret;
  private final String region;
  private final InstantSource clock;

  AwsSignature(String accessKeyId, Secret secret, String region, InstantSource clock) {
    this.accessKeyId = accessKeyId;
    this.secret = secret;
    this.region = region;
    this.clock = clock;
  }

  /** The headers that authorize a request; the query's parameters must be in alphabetical order. */
  Map<String, String> headers(String method, URI uri, String query, String body) {
    String time = TIME.format(clock.instant());
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/route53/aws4_request";
    // Step 1: the canonical request; host and x-amz-date are the signed headers.
    String canonical =
        String.join(
            "\n",
            method,
            uri.getRawPath(),
            query,
            "host:" + uri.getAuthority(),
            "x-amz-date:" + time,
            "",
            "host;x-amz-date",
            hex(sha256(body)));
    // Step 2: the string to sign. Step 3: the signature.
    String text = String.join("\n", "AWS4-HMAC-SHA256", time, scope, hex(sha256(canonical)));
    byte[] key = hmac(("AWS4" + secret.value()).getBytes(StandardCharsets.UTF_8), day);
    key = hmac(hmac(hmac(key, region), "route53"), "aws4_request");
    return Map.of(
        "X-Amz-Date",
        time,
        "Content-Type",
        "text/xml",
        "Authorization",
        "AWS4-HMAC-SHA256 Credential="
            + accessKeyId
            + "/"
            + scope
            + ", SignedHeaders=host;x-amz-date, Signature="
            + hex(hmac(key, text)));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
