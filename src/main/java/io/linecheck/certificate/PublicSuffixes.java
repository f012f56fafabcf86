package io.linecheck.certificate;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names below which registries register, such as {@code com} and {@code co.uk}: browsers let no
 * wildcard stand right below one. Only the part that ICANN keeps: {@code *.appspot.com} is fine.
 */
final class PublicSuffixes {
  private static final Map<String, Set<String>> BY_PARENT = read();

  private PublicSuffixes() {}

  /**
   * Whether this is such a name; every single label is one, known or not.
   *
   * @param name A-labels, lower case, without a final dot
   */
  static boolean contains(String name) {
    int dot = name.indexOf('.');
    if (dot < 0) {
      return true;
    }
    String label = name.substring(0, dot);
    Set<String> siblings = BY_PARENT.getOrDefault(name.substring(dot + 1), Set.of());
    return siblings.contains(label) || (siblings.contains("*") && !siblings.contains("!" + label));
  }

  private static Map<String, Set<String>> read() {
    try (InputStream in = PublicSuffixes.class.getResourceAsStream("public-suffixes.txt")) {
      if (in == null) {
        throw new IllegalStateException("public-suffixes.txt is not on the class path");
      }
      return new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
          .lines()
          .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
          .map(line -> line.split(" ", 2))
          .collect(
              Collectors.toUnmodifiableMap(line -> line[0], line -> Set.of(line[1].split(" "))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
