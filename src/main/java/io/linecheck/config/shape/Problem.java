package io.linecheck.config.shape;

import java.util.Optional;

/**
 * One thing that is wrong in a file.
 *
 * @param file the file as it was named by the person
 * @param line 1 for the first line
 * @param path the dotted path of the value, {@code dialers[0].services.wss.port}; empty for the
 *     whole file
 * @param value what stands there, shortened; {@code [REDACTED]} where it could be a secret; empty
 *     where nothing stands there
 * @param rule what was expected or what to do
 * @param nearest the known word that was probably meant
 */
public record Problem(
    String file, int line, String path, String value, String rule, Optional<String> nearest) {

  /** {@code file:line: path: value: rule (did you mean 'nearest'?)}. */
  public String text() {
    StringBuilder text = new StringBuilder(file).append(':').append(line).append(": ");
    if (!path.isEmpty()) {
      text.append(path).append(": ");
    }
    if (!value.isEmpty()) {
      text.append(value).append(": ");
    }
    text.append(rule);
    nearest.ifPresent(word -> text.append(" (did you mean '").append(word).append("'?)"));
    return text.toString();
  }
}
