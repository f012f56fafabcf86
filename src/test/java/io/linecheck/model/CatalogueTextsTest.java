package io.linecheck.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds the texts of {@code probes/<family>/findings.yaml} to the catalogue of codes. */
class CatalogueTextsTest {
  private static final Path PROBES = Path.of("probes");
  private static final Set<String> PLAIN =
      Set.of("title", "meaning", "recognised", "cause", "prevention");
  private static final Set<String> BY_PLATFORM = Set.of("confirm", "remedy");
  private static final Set<String> PLACEHOLDERS = Set.of("host", "port", "path", "service");
  private static final Set<String> PLATFORMS =
      Arrays.stream(Platform.values()).map(Platform::word).collect(Collectors.toSet());
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9.]*)}");
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|TBD|XXX)\\b");
  private static final Pattern CODE_IN_README = Pattern.compile("`([a-z0-9]+(?:-[a-z0-9]+)+)`");

  @Test
  void everyCodeHasItsTextsInTheFileOfItsFamilyAndNoOtherStandsThere() {
    for (String family : families()) {
      assertEquals(codesOf(family), texts(family).keySet(), "probes/" + family + "/findings.yaml");
    }
  }

  @Test
  void everyFolderOfProbesIsAFamily() throws IOException {
    try (Stream<Path> folders = Files.list(PROBES)) {
      Set<String> names =
          folders
              .filter(Files::isDirectory)
              .map(folder -> PROBES.relativize(folder).toString())
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(families(), names);
    }
  }

  @Test
  void everyCodeHasAllKeysAndNoUnknownOne() {
    List<String> problems = new ArrayList<>();
    forEachCode((code, texts) -> {
      Set<String> expected = new TreeSet<>(PLAIN);
      expected.addAll(BY_PLATFORM);
      if (!texts.keySet().equals(expected)) {
        problems.add(code + " has keys " + new TreeSet<>(texts.keySet()));
      }
      for (String key : BY_PLATFORM) {
        Set<String> platforms = map(texts.get(key)).keySet();
        if (!platforms.contains("generic") || !PLATFORMS.containsAll(platforms)) {
          problems.add(code + "." + key + " has platforms " + platforms);
        }
      }
    });
    assertEquals(List.of(), problems);
  }

  @Test
  void everyTextIsFinishedAndUsesOnlyKnownPlaceholders() {
    List<String> problems = new ArrayList<>();
    forEachCode((code, texts) ->
        leaves(texts)
            .forEach((key, text) -> {
              if (text.isBlank()) {
                problems.add(code + "." + key + " is empty");
              }
              if (UNFINISHED.matcher(text).find()) {
                problems.add(code + "." + key + " is not finished");
              }
              Matcher matcher = PLACEHOLDER.matcher(text);
              while (matcher.find()) {
                if (!PLACEHOLDERS.contains(matcher.group(1))) {
                  problems.add(code + "." + key + " has the placeholder " + matcher.group());
                }
              }
            }));
    assertEquals(List.of(), problems);
  }

  @Test
  void everyTitleIsOneShortLineOfItsOwnWithoutADot() {
    List<String> problems = new ArrayList<>();
    Map<String, String> seen = new TreeMap<>();
    forEachCode((code, texts) -> {
      String title = String.valueOf(texts.get("title"));
      if (title.length() > 90 || title.contains("\n") || title.endsWith(".")) {
        problems.add(code + ": " + title);
      }
      String other = seen.put(title, code);
      if (other != null) {
        problems.add(code + " has the title of " + other);
      }
    });
    assertEquals(List.of(), problems);
  }

  @Test
  void everyFamilyHasAReadmeThatNamesItsCodesAndOnlyExistingOnes() throws IOException {
    for (String family : families()) {
      Path readme = PROBES.resolve(family).resolve("README.md");
      assertTrue(Files.isRegularFile(readme), readme + " is missing");
      String text = Files.readString(readme);
      for (String code : codesOf(family)) {
        assertTrue(text.contains("`" + code + "`"), readme + " does not name " + code);
      }
      Set<String> prefixes =
          Arrays.stream(FindingCode.values())
              .map(code -> code.word().substring(0, code.word().indexOf('-') + 1))
              .collect(Collectors.toSet());
      Matcher matcher = CODE_IN_README.matcher(text);
      while (matcher.find()) {
        String word = matcher.group(1);
        if (prefixes.stream().anyMatch(word::startsWith)) {
          assertTrue(FindingCode.find(word).isPresent(), word + " in " + readme + " is no code");
        }
      }
    }
  }

  private static Set<String> families() {
    return Arrays.stream(FindingCode.values())
        .map(FindingCode::family)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> codesOf(String family) {
    return Arrays.stream(FindingCode.values())
        .filter(code -> code.family().equals(family))
        .map(FindingCode::word)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The content of one family's file: code to texts. */
  private static Map<String, Object> texts(String family) {
    Path file = PROBES.resolve(family).resolve("findings.yaml");
    try {
      LoadSettings settings =
          LoadSettings.builder().setLabel(file.toString()).setAllowDuplicateKeys(false).build();
      return map(new Load(settings).loadFromString(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface CodeVisitor {
    void visit(String code, Map<String, Object> texts);
  }

  private static void forEachCode(CodeVisitor visitor) {
    for (String family : families()) {
      texts(family).forEach((code, value) -> visitor.visit(code, map(value)));
    }
  }

  /** Every text of one code by its path: {@code title}, {@code remedy.asterisk}. */
  private static Map<String, String> leaves(Map<String, Object> texts) {
    Map<String, String> found = new TreeMap<>();
    texts.forEach((key, value) -> {
      if (value instanceof Map<?, ?> || value instanceof Collection<?>) {
        map(value).forEach((inner, text) -> found.put(key + "." + inner, String.valueOf(text)));
      } else {
        found.put(key, String.valueOf(value));
      }
    });
    return found;
  }

  private static Map<String, Object> map(Object value) {
    Map<?, ?> entries = assertInstanceOf(Map.class, value);
    Map<String, Object> copy = new TreeMap<>();
    entries.forEach((key, inner) -> copy.put(String.valueOf(key), inner));
    return copy;
  }
}
