package io.linecheck.selftest;

import io.linecheck.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and reads the tokens of agents' links: {@code lca1.PAYLOAD.MAC}, both parts base64url
 * without padding (RFC 4648 section 5), the MAC an HMAC-SHA256 (RFC 2104) of what stands before it.
 * Pure and safe for use by any thread.
 */
public final class LinkSigner {
  private static final String PREFIX = "lca1";
  private static final int LONGEST = 1024;

  private final byte[] key;

  /** A signer with this key, 32 random bytes in base64. */
  public LinkSigner(Secret key) {
    this.key = Base64.getDecoder().decode(key.value());
  }

  /** What a token turned out to be. */
  public sealed interface Reading {
    /** Signed by us and not yet expired. */
    record Valid(AgentLink link) implements Reading {}

    /** Signed by us, but too old. */
    record Expired(AgentLink link) implements Reading {}

    /** Not signed by us, or not a token at all. */
    record Forged() implements Reading {}
  }

  /** The token of a link. */
  public String sign(AgentLink link) {
    String payload = link.dialer() + "\n" + link.agent() + "\n" + link.expiresAt().getEpochSecond();
    String signed = PREFIX + "." + encode(payload.getBytes(StandardCharsets.UTF_8));
    return signed + "." + encode(mac(signed));
  }

  /** Reads a token; its signature is compared in constant time. */
  public Reading read(String token, Instant now) {
    int dot = token.lastIndexOf('.');
    if (token.length() > LONGEST || dot < 0 || !token.startsWith(PREFIX + ".")) {
      return new Reading.Forged();
    }
    String signed = token.substring(0, dot);
    Optional<byte[]> given = decode(token.substring(dot + 1));
    if (given.isEmpty() || !MessageDigest.isEqual(given.get(), mac(signed))) {
      return new Reading.Forged();
    }
    return decode(signed.substring(PREFIX.length() + 1))
        .flatMap(LinkSigner::link)
        .<Reading>map(link ->
            link.expiresAt().isAfter(now) ? new Reading.Valid(link) : new Reading.Expired(link))
        .orElseGet(Reading.Forged::new);
  }

  private static Optional<AgentLink> link(byte[] payload) {
    String[] parts = new String(payload, StandardCharsets.UTF_8).split("\n", -1);
    if (parts.length != 3 || !AgentLink.isAgent(parts[1])) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new AgentLink(parts[0], parts[1], Instant.ofEpochSecond(Long.parseLong(parts[2]))));
    } catch (NumberFormatException | DateTimeException e) {
      return Optional.empty();
    }
  }

  private byte[] mac(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Optional<byte[]> decode(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
