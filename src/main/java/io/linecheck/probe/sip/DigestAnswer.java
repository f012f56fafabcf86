package io.linecheck.probe.sip;

import io.linecheck.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The answer to one challenge (RFC 7616 section 3.4, RFC 3261 section 22.4): the response and the
 * header that carries it.
 *
 * @param response the digest, in lower-case hexadecimal; secret enough to be kept out of texts
 * @param header the value of Authorization or Proxy-Authorization
 */
record DigestAnswer(String response, String header) {

  /** Who answers, to what, for which request. */
  record Credentials(String user, Secret password) {}

  /**
   * Computes the answer.
   *
   * @param count how often this nonce has been used, this time included
   */
  static DigestAnswer to(
      Challenge challenge,
      Credentials credentials,
      String method,
      String uri,
      int count,
      String cnonce) {
    String hash = challenge.hash().orElseThrow();
    String nc = String.format(Locale.ROOT, "%08x", count);
    boolean session = challenge.algorithm().toUpperCase(Locale.ROOT).endsWith("-SESS");
    String secret =
        hex(
            hash,
            credentials.user() + ":" + challenge.realm() + ":" + credentials.password().value());
    if (session) {
      secret = hex(hash, secret + ":" + challenge.nonce() + ":" + cnonce);
    }
    String request = hex(hash, method + ":" + uri);
    boolean auth = challenge.offersAuth();
    String response =
        auth
            ? hex(hash, String.join(":", secret, challenge.nonce(), nc, cnonce, "auth", request))
            : hex(hash, String.join(":", secret, challenge.nonce(), request));
    StringBuilder header = new StringBuilder("Digest username=").append(quoted(credentials.user()));
    header.append(",realm=").append(asItCame(challenge.realm()));
    header.append(",nonce=").append(asItCame(challenge.nonce()));
    header.append(",uri=").append(quoted(uri));
    header.append(",response=\"").append(response).append('"');
    if (!challenge.algorithm().isEmpty()) {
      header.append(",algorithm=").append(challenge.algorithm());
    }
    if (auth || session) {
      header.append(",cnonce=").append(quoted(cnonce));
    }
    if (auth) {
      header.append(",qop=auth,nc=").append(nc);
    }
    if (!challenge.opaque().isEmpty()) {
      header.append(",opaque=").append(asItCame(challenge.opaque()));
    }
    return new DigestAnswer(response, header.toString());
  }

  /** What the server quoted goes back with the server's own escapes, as phones do it. */
  private static String asItCame(String value) {
    return '"' + value + '"';
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String hex(String hash, String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance(hash).digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has " + hash, e);
    }
  }
}
