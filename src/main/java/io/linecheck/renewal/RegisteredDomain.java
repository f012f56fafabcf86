package io.linecheck.renewal;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The part of a name that somebody registered, by which authorities count. Told from the shape of
 * the name, without the list of public suffixes: the last two labels, or three below the second
 * levels that countries use ({@code com.ph}, {@code co.uk}). Wrong in rare zones, and then on the
 * careful side: too many names are counted together.
 */
final class RegisteredDomain {
  private static final Set<String> SECOND_LEVELS =
      Set.of("ac", "co", "com", "edu", "go", "gov", "mil", "ne", "net", "or", "org");

  private RegisteredDomain() {}

  /** Those of all names of a certificate. */
  static Set<String> of(List<String> names) {
    return names.stream().map(RegisteredDomain::of).collect(Collectors.toSet());
  }

  static String of(String name) {
    String[] labels = name.toLowerCase(Locale.ROOT).split("\\.", -1);
    int last = labels.length - 1;
    if (last < 1) {
      return name.toLowerCase(Locale.ROOT);
    }
    boolean country =
        last >= 2 && labels[last].length() == 2 && SECOND_LEVELS.contains(labels[last - 1]);
    String two = labels[last - 1] + "." + labels[last];
    return country ? labels[last - 2] + "." + two : two;
  }
}
