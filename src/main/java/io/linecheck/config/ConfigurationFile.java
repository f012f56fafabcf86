package io.linecheck.config;

import io.linecheck.config.shape.Mapping;
import io.linecheck.config.shape.Place;
import io.linecheck.config.shape.Problem;
import io.linecheck.config.shape.Reading;
import io.linecheck.config.shape.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads configuration files. Holds no state of its own; safe for any thread. */
public final class ConfigurationFile {
  private static final int MOST_BYTES = 16 * 1024 * 1024;

  private final Map<String, String> environment;
  private final Mapping<Configuration> shape;
  private final Predicate<String> needed;

  /**
   * A reader.
   *
   * @param profiles the profiles dialers may name
   * @param environment the variables that secrets may name
   */
  public ConfigurationFile(Profiles profiles, Map<String, String> environment) {
    this(Map.copyOf(environment), ConfigurationShape.of(profiles), anySecret -> true);
  }

  private ConfigurationFile(
      Map<String, String> environment, Mapping<Configuration> shape, Predicate<String> needed) {
    this.environment = environment;
    this.shape = shape;
    this.needed = needed;
  }

  /**
   * A reader for who uses only some secrets: the others are not looked up and may be missing.
   *
   * @param secrets whether the secret of a dotted path is used
   */
  public ConfigurationFile needing(Predicate<String> secrets) {
    return new ConfigurationFile(environment, shape, secrets);
  }

  /** Reads a file; relative paths in it start at its own folder. */
  public Loaded load(Path file) {
    if (Files.isDirectory(file)) {
      return unreadable(file, "is a folder; name the file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        return unreadable(file, "is longer than 16 MiB");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Path parent = file.toAbsolutePath().getParent();
      return load(text, file.toString(), parent == null ? Path.of("/") : parent);
    } catch (NoSuchFileException e) {
      return unreadable(file, "there is no such file");
    } catch (AccessDeniedException e) {
      return unreadable(file, "may not be read by this user");
    } catch (CharacterCodingException e) {
      return unreadable(file, "is not UTF-8 text");
    } catch (IOException e) {
      return unreadable(file, "cannot be read");
    }
  }

  /** Reads a text as if it were the file of this name in this folder. */
  public Loaded load(String text, String name, Path folder) {
    Reading reading = new Reading(name, folder, environment, needed);
    Optional<Configuration> read =
        YamlText.parse(text, reading).flatMap(node -> shape.read(Place.root(node, reading)));
    reading.names().check();
    reading.names().refuseCircles("id", "parent");
    read.ifPresent(configuration -> ConfigurationRules.check(configuration, reading));
    List<Problem> problems = reading.problems();
    return read.isPresent() && problems.isEmpty()
        ? new Loaded.Valid(read.get(), reading.warnings())
        : new Loaded.Invalid(problems);
  }

  private static Loaded unreadable(Path file, String rule) {
    return new Loaded.Invalid(
        List.of(new Problem(file.toString(), 1, "", "", rule, Optional.empty())));
  }
}
