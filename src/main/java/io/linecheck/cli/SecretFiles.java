package io.linecheck.cli;

import io.linecheck.config.InvalidInputException;
import io.linecheck.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a secret from a file; one line break at its end, as editors leave it, does not count. */
final class SecretFiles {
  private static final int LIMIT = 64 * 1024;

  private SecretFiles() {}

  static Secret read(String option, Path file) {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(LIMIT + 1);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException(option + ": there is no file " + file);
    } catch (IOException e) {
      throw new InvalidInputException(option + ": cannot read " + file + " (" + reason(e) + ")");
    }
    if (bytes.length > LIMIT) {
      throw new InvalidInputException(
          option + ": " + file + " is longer than 64 KiB, so it is no secret");
    }
    String text = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
    if (text.isEmpty()) {
      throw new InvalidInputException(option + ": " + file + " is empty; put the secret into it");
    }
    if (text.indexOf('\n') >= 0) {
      throw new InvalidInputException(
          option + ": " + file + " holds several lines; a secret is one line");
    }
    return new Secret(text);
  }

  static String reason(IOException problem) {
    return problem instanceof java.nio.file.AccessDeniedException
        ? "permission denied"
        : problem.getMessage() == null
                || Files.isDirectory(Path.of(problem.getMessage().replace("\0", "")))
            ? "it is a directory"
            : problem.getMessage();
  }
}
