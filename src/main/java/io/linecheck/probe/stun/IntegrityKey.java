package io.linecheck.probe.stun;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key of long-term credentials (RFC 8489 section 9.2.2) and the algorithm of the MAC it makes.
 * Its text form shows nothing of it.
 */
public final class IntegrityKey {
  /** How key and MAC are made. */
  public enum Algorithm {
    /** MESSAGE-INTEGRITY: HMAC-SHA1 (section 14.5). */
    SHA1(AttributeType.MESSAGE_INTEGRITY, "HmacSHA1", 20),
    /** MESSAGE-INTEGRITY-SHA256: HMAC-SHA256 (section 14.6). */
    SHA256(AttributeType.MESSAGE_INTEGRITY_SHA256, "HmacSHA256", 32);

    private final AttributeType attribute;
    private final String mac;
    private final int length;

    Algorithm(AttributeType attribute, String mac, int length) {
      this.attribute = attribute;
      this.mac = mac;
      this.length = length;
    }
  }

  /** The password algorithms of RFC 8489 section 18.5. */
  public enum PasswordAlgorithm {
    /** 1. */
    MD5(1, "MD5"),
    /** 2. */
    SHA256(2, "SHA-256");

    private final int code;
    private final String digest;

    PasswordAlgorithm(int code, String digest) {
      this.code = code;
      this.digest = digest;
    }

    /** The number on the wire. */
    public int code() {
      return code;
    }
  }

  private final Algorithm algorithm;
  private final byte[] key;

  private IntegrityKey(Algorithm algorithm, byte[] key) {
    this.algorithm = algorithm;
    this.key = key;
  }

  /** The key of user, realm and password, each as the server knows it. */
  public static IntegrityKey longTerm(
      Algorithm algorithm, PasswordAlgorithm password, String user, String realm, String secret) {
    byte[] words = (user + ":" + realm + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return new IntegrityKey(algorithm, digest(password.digest, words));
  }

  /** The USERHASH of section 14.4. */
  public static Buffer userHash(String user, String realm) {
    byte[] words = (user + ":" + realm).getBytes(StandardCharsets.UTF_8);
    return Buffer.buffer(digest("SHA-256", words));
  }

  /** A key used as it is (short-term credentials, section 9.1.1). */
  public static IntegrityKey raw(Algorithm algorithm, Buffer key) {
    return new IntegrityKey(algorithm, key.getBytes());
  }

  /** The attribute that carries the MAC. */
  AttributeType attribute() {
    return algorithm.attribute;
  }

  /** How many bytes the MAC has. */
  int length() {
    return algorithm.length;
  }

  /** The MAC of some bytes. */
  Buffer mac(Buffer bytes) {
    try {
      Mac mac = Mac.getInstance(algorithm.mac);
      mac.init(new SecretKeySpec(key, algorithm.mac));
      return Buffer.buffer(mac.doFinal(bytes.getBytes()));
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no " + algorithm.mac, missing);
    }
  }

  private static byte[] digest(String algorithm, byte[] bytes) {
    try {
      return MessageDigest.getInstance(algorithm).digest(bytes);
    } catch (GeneralSecurityException missing) {
      throw new IllegalStateException("this Java has no " + algorithm, missing);
    }
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
