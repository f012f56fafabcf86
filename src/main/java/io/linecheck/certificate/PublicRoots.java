package io.linecheck.certificate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which roots browsers ship, by SHA-256 fingerprint: Mozilla's list at the time of the release. It
 * decides whether the rules for public authorities apply, never whether a root is trusted: a root
 * that the owner of a machine added to the system's bundle is trusted and private.
 */
final class PublicRoots {
  private static final Set<String> FINGERPRINTS = read();

  private PublicRoots() {}

  static boolean contains(Certificate root) {
    return FINGERPRINTS.contains(root.sha256());
  }

  private static Set<String> read() {
    try (InputStream in = PublicRoots.class.getResourceAsStream("public-roots.txt")) {
      if (in == null) {
        throw new IllegalStateException("public-roots.txt is not on the class path");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
          .map(line -> line.substring(0, 64))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
