package io.linecheck.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.config.shape.Problem;
import io.linecheck.config.shape.ReferenceText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in {@code config/} is what the program does. */
class ReferenceTest {
  private static final Path REFERENCE = Path.of("config/reference.yaml");
  private static final Pattern VARIABLE = Pattern.compile("env: ([A-Z_]+)");
  private static final Pattern SECRET_FILE = Pattern.compile("\\{ ?file: ([^ }]+) ?}");
  private static final Profiles PROFILES = Profiles.load();

  @TempDir private Path folder;

  /** With LINECHECK_WRITE_REFERENCE=1 in the environment it is written anew. */
  @Test
  void referenceShowsEveryKeyWithItsDefault() throws Exception {
    String expected =
        ReferenceText.of(
            ConfigurationShape.of(PROFILES),
            "Every key of a configuration, with its default, else with an example. Generated from"
                + " the program's own description and compared with it by a test. Durations are"
                + " numbers with ms, s, m, h or d; secrets are {env: NAME} or {file: PATH}; relative"
                + " paths start at the folder of the file. An empty file is a whole configuration.");
    if (System.getenv("LINECHECK_WRITE_REFERENCE") != null) {
      Files.writeString(REFERENCE, expected);
    }
    assertEquals(expected, Files.readString(REFERENCE));
  }

  @Test
  void referenceLoadsWithoutAProblem() throws Exception {
    assertLoads(REFERENCE);
  }

  @Test
  void everyExampleLoadsWithoutAProblem() throws Exception {
    try (var files = Files.list(Path.of("config/examples"))) {
      List<Path> examples = files.filter(file -> file.toString().endsWith(".yaml")).toList();
      assertTrue(examples.size() >= 3, "examples: " + examples);
      for (Path example : examples) {
        assertLoads(example);
      }
    }
  }

  private void assertLoads(Path file) throws Exception {
    String text = Files.readString(file);
    Map<String, String> environment = new HashMap<>();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      environment.put(variable.group(1), "c2VjcmV0");
    }
    Matcher secret = SECRET_FILE.matcher(text);
    while (secret.find()) {
      Path at = folder.resolve(secret.group(1));
      Files.createDirectories(at.getParent());
      Files.writeString(at, "secret\n");
    }
    Loaded loaded =
        new ConfigurationFile(PROFILES, environment).load(text, file.toString(), folder);
    if (loaded instanceof Loaded.Invalid(List<Problem> problems)) {
      throw new AssertionError(
          problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    }
    Loaded.Valid valid = assertInstanceOf(Loaded.Valid.class, loaded);
    assertEquals(List.of(), valid.warnings().stream().map(Problem::text).toList());
  }
}
