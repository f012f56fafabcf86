package io.linecheck.renewal.dns;

import java.util.ArrayList;
import java.util.List;

/** The names that may be the zone of a name. */
final class Zones {
  private Zones() {}

  /** Every ending of at least two labels, the longest first. */
  static List<String> candidates(String name) {
    List<String> candidates = new ArrayList<>();
    String at = name;
    while (at.indexOf('.') >= 0) {
      if (!at.startsWith("_acme-challenge.")) {
        candidates.add(at);
      }
      at = at.substring(at.indexOf('.') + 1);
    }
    return candidates;
  }
}
