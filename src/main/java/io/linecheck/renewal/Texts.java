package io.linecheck.renewal;

import java.time.Duration;
import java.util.Locale;

/** How long, in the words of people. */
final class Texts {
  private Texts() {}

  /** {@code 30 days}, {@code 80 hours}, {@code 40 minutes}: what is left. */
  static String left(Duration duration) {
    if (duration.compareTo(Duration.ofDays(10)) >= 0) {
      return number(duration.toHours() / 24.0) + " days";
    }
    if (duration.compareTo(Duration.ofHours(1)) >= 0) {
      return number(duration.toMinutes() / 60.0) + " hours";
    }
    return duration.toMinutes() + " minutes";
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  /** One line of at most 300 characters, for reports. */
  static String line(String text) {
    String line = text.replaceAll("\\s+", " ").strip();
    return line.length() > 300 ? line.substring(0, 299) + "…" : line;
  }
}
