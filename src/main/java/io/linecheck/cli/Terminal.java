package io.linecheck.cli;

import java.io.PrintWriter;
import java.util.Map;

/**
 * Where text goes and how: colour only on a terminal and never with {@code NO_COLOR}.
 *
 * @param out standard output
 * @param err standard error
 * @param interactive whether standard output is a terminal
 * @param colour whether to colour
 * @param columns the width for wrapping, 60 to 120
 */
record Terminal(
    PrintWriter out, PrintWriter err, boolean interactive, boolean colour, int columns) {

  static Terminal of(PrintWriter out, PrintWriter err, Map<String, String> environment) {
    boolean interactive = "true".equals(environment.get("LINECHECK_TERMINAL"));
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean colour = interactive && !dumb && environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        out, err, interactive && !dumb, colour, columns(environment.get("LINECHECK_COLUMNS")));
  }

  private static int columns(@org.jspecify.annotations.Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,4}")) {
      return 100;
    }
    return Math.clamp(Integer.parseInt(text), 60, 120);
  }

  /** Text in a colour, or as it is. */
  String paint(Colour colour, String text) {
    return this.colour ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
  }

  /** The few colours that are used, always together with a word or a sign. */
  enum Colour {
    RED("31;1"),
    YELLOW("33;1"),
    GREEN("32;1"),
    DIM("2"),
    BOLD("1");

    private final String code;

    Colour(String code) {
      this.code = code;
    }
  }
}
