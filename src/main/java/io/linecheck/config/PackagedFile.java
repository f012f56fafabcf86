package io.linecheck.config;

import io.linecheck.config.shape.Place;
import io.linecheck.config.shape.Problem;
import io.linecheck.config.shape.Reading;
import io.linecheck.config.shape.Shape;
import io.linecheck.config.shape.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** A YAML file that is part of the program; a problem in it is a fault of ours. */
final class PackagedFile {
  private PackagedFile() {}

  static <T> T read(String resource, Shape<T> shape) {
    Reading reading = new Reading(resource, Path.of("."), Map.of(), anySecret -> true);
    return YamlText.parse(text(resource), reading)
        .flatMap(node -> shape.read(Place.root(node, reading)))
        .filter(_ -> reading.problems().isEmpty())
        .orElseThrow(() ->
            new IllegalStateException(
                reading.problems().stream()
                    .map(Problem::text)
                    .collect(Collectors.joining("\n", "a file of the program is broken:\n", ""))));
  }

  static String text(String resource) {
    try (InputStream in = PackagedFile.class.getResourceAsStream("/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the program lacks its file " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
