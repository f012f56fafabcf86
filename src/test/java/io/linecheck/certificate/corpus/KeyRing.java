package io.linecheck.certificate.corpus;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keys by owner and kind, each made once: {@code EC P-256}, {@code RSA 2048}, {@code DSA 2048}. */
final class KeyRing {
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();

  KeyPair key(String owner, String kind) {
    return keys.computeIfAbsent(owner + "/" + kind, label -> generate(kind));
  }

  private static KeyPair generate(String kind) {
    String[] parts = kind.split(" ", 2);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(parts[0]);
      switch (parts[0]) {
        case "EC" -> generator.initialize(new ECGenParameterSpec(curve(parts[1])));
        case "Ed25519" -> {}
        default -> generator.initialize(Integer.parseInt(parts[1]));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String curve(String name) {
    return switch (name) {
      case "P-256" -> "secp256r1";
      case "P-384" -> "secp384r1";
      case "P-521" -> "secp521r1";
      default -> name;
    };
  }
}
