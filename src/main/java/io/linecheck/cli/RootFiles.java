package io.linecheck.cli;

import io.linecheck.certificate.Pem;
import io.linecheck.config.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the PEM files of {@code --ca-file}. */
final class RootFiles {
  private static final int LIMIT = 4 * 1024 * 1024;

  private RootFiles() {}

  /** The certificates of all files, DER. */
  static List<byte[]> read(List<Path> files) {
    List<byte[]> roots = new ArrayList<>();
    for (Path file : files) {
      List<byte[]> found = Pem.certificates(text(file));
      if (found.isEmpty()) {
        throw new InvalidInputException(
            "--ca-file: " + file + " holds no PEM certificate (-----BEGIN CERTIFICATE-----)");
      }
      roots.addAll(found);
    }
    return roots;
  }

  private static String text(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(LIMIT), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      throw new InvalidInputException("--ca-file: there is no file " + file);
    } catch (IOException e) {
      throw new InvalidInputException(
          "--ca-file: cannot read " + file + " (" + SecretFiles.reason(e) + ")");
    }
  }
}
