package io.linecheck.config;

import io.linecheck.config.shape.Either;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Place;
import io.linecheck.config.shape.Scalar;
import io.linecheck.config.shape.Shape;
import io.linecheck.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where secrets come from: an environment variable or a file of their own, never the YAML. */
public final class Secrets {
  private static final int LONGEST = 64 * 1024;
  private static final String RULE = "{env: NAME} or {file: PATH}, not the secret itself";

  /** Stands where nobody will look: the one secret of a file that nothing may be opened with. */
  private static final Secret UNUSED = new Secret("not looked up");

  private Secrets() {}

  /**
   * The secret a file holds, without the line end after it.
   *
   * @throws InvalidInputException naming the file and the reason
   */
  public static Secret readFile(Path file) {
    return switch (content(file)) {
      case Content.Sound(Secret secret) -> secret;
      case Content.Broken(String reason) -> throw new InvalidInputException(reason);
    };
  }

  static Shape<Secret> shape() {
    Keys keys = new Keys();
    Key<Secret> env =
        keys.optional(
            "env",
            new Scalar<>("the name of a variable", Map.of("type", "string"), Secrets::variable),
            "NAME",
            "The environment variable that holds it.");
    Key<Secret> file =
        keys.alternative(
            "file",
            new Scalar<>("the path of a file", Map.of("type", "string"), Secrets::file),
            "secrets/name",
            "The file that holds it; relative paths start at the configuration's folder.");
    Scalar<Secret> plain =
        new Scalar<>(RULE, Map.of("not", Map.of()), place -> place.refuseUnseen("must be " + RULE));
    return new Either<>(
        plain,
        keys.make(values -> values.find(env).or(() -> values.find(file)).orElseThrow())
            .with((values, place) -> {
              if (values.find(env).isPresent() == values.find(file).isPresent()) {
                place.refuse("must be {env: NAME} or {file: PATH}, one of them");
              }
            })
            .hidden());
  }

  private static Optional<Secret> variable(Place place) {
    if (!place.raw().matches("[A-Za-z_][A-Za-z0-9_]*")) {
      return place.refuseUnseen(
          "must be the name of an environment variable: letters, digits and underscores");
    }
    if (!place.reading().needs(place.path())) {
      return Optional.of(UNUSED);
    }
    Optional<String> value = place.reading().variable(place.raw());
    if (value.isEmpty()) {
      return place.refuse("this environment variable is not set");
    }
    return value.get().isEmpty()
        ? place.refuse("this environment variable is empty")
        : Optional.of(new Secret(value.get()));
  }

  private static Optional<Secret> file(Place place) {
    if (!place.reading().needs(place.path())) {
      return Optional.of(UNUSED);
    }
    return switch (content(place.reading().resolve(place.raw()))) {
      case Content.Sound(Secret secret) -> Optional.of(secret);
      case Content.Broken(String reason) -> place.refuse(reason);
    };
  }

  private sealed interface Content {
    record Sound(Secret secret) implements Content {}

    record Broken(String reason) implements Content {}
  }

  private static Content content(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new Content.Broken("the secret's file is not a regular file: " + file);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        return new Content.Broken("the secret's file is longer than 64 KiB: " + file);
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String secret = text.replaceFirst("[\r\n]+\\z", "");
      return secret.isEmpty()
          ? new Content.Broken("the secret's file is empty: " + file)
          : new Content.Sound(new Secret(secret));
    } catch (NoSuchFileException e) {
      return new Content.Broken("there is no such file: " + file);
    } catch (AccessDeniedException e) {
      return new Content.Broken("the secret's file may not be read by this user: " + file);
    } catch (CharacterCodingException e) {
      return new Content.Broken("the secret's file is not UTF-8 text: " + file);
    } catch (IOException e) {
      return new Content.Broken("the secret's file cannot be read: " + file);
    }
  }
}
