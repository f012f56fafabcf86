package io.linecheck.probe.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A GET of the WebSocket path, with or without the upgrade of RFC 6455 section 4.1.
 *
 * @param authority host and, where it is not 443, port, as in the Host header
 * @param path begins with {@code /}
 * @param upgrade whether it asks for a WebSocket; a plain GET otherwise
 * @param protocol the sub-protocol asked for
 * @param origin the page that asks, as a browser says it
 * @param key the Sec-WebSocket-Key: 16 random bytes in Base64
 */
record UpgradeRequest(
    String authority,
    String path,
    boolean upgrade,
    Optional<String> protocol,
    Optional<String> origin,
    String key) {
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** What a browser phone sends: sub-protocol {@code sip} and the agent page's origin. */
  static UpgradeRequest ofPhone(
      String authority, String path, String origin, RandomGenerator random) {
    byte[] nonce = new byte[16];
    random.nextBytes(nonce);
    return new UpgradeRequest(
        authority,
        path,
        true,
        Optional.of("sip"),
        Optional.of(origin),
        Base64.getEncoder().encodeToString(nonce));
  }

  UpgradeRequest withProtocol(Optional<String> other) {
    return new UpgradeRequest(authority, path, upgrade, other, origin, key);
  }

  UpgradeRequest withoutOrigin() {
    return new UpgradeRequest(authority, path, upgrade, protocol, Optional.empty(), key);
  }

  UpgradeRequest asPlainGet() {
    return new UpgradeRequest(authority, path, false, Optional.empty(), origin, key);
  }

  /** The bytes on the wire, as text. */
  String text() {
    StringBuilder text = new StringBuilder(400);
    text.append("GET ").append(escaped(path)).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(authority).append("\r\n");
    text.append("User-Agent: Linecheck\r\n");
    if (upgrade) {
      text.append("Upgrade: websocket\r\nConnection: Upgrade\r\n");
      text.append("Sec-WebSocket-Key: ").append(key).append("\r\n");
      text.append("Sec-WebSocket-Version: 13\r\n");
      protocol.ifPresent(
          name -> text.append("Sec-WebSocket-Protocol: ").append(name).append("\r\n"));
    } else {
      text.append("Accept: */*\r\nConnection: close\r\n");
    }
    origin.ifPresent(page -> text.append("Origin: ").append(page).append("\r\n"));
    return text.append("\r\n").toString();
  }

  /** The Sec-WebSocket-Accept that belongs to the key (RFC 6455 section 4.2.2). */
  String expectedAccept() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** A path from the configuration must not be able to add lines to the request. */
  private static String escaped(String path) {
    StringBuilder safe = new StringBuilder(path.length());
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (b > ' ' && b < 0x7f) {
        safe.append((char) b);
      } else {
        safe.append(String.format(Locale.ROOT, "%%%02X", b));
      }
    }
    return safe.toString();
  }
}
