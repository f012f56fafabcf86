package io.linecheck.config;

import io.linecheck.config.shape.Dictionary;
import io.linecheck.config.shape.Key;
import io.linecheck.config.shape.Keys;
import io.linecheck.config.shape.Mapping;
import io.linecheck.model.Catalogue;
import io.linecheck.model.Catalogue.Texts;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Reads the texts of all findings from {@code probes/<family>/findings.yaml} of the program. */
public final class CatalogueReader {
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+(?:-[a-z0-9]+)*");

  private CatalogueReader() {}

  /**
   * The catalogue whose families are each read when one of their texts is first needed: a check
   * that finds nothing reads none.
   */
  public static Catalogue lazily() {
    Map<String, Map<FindingCode, Texts>> families = new ConcurrentHashMap<>();
    return Catalogue.lazily(code ->
        Objects.requireNonNull(
            families.computeIfAbsent(code.family(), CatalogueReader::family).get(code)));
  }

  private static Map<FindingCode, Texts> family(String family) {
    List<String> problems = new ArrayList<>();
    Map<FindingCode, Texts> texts = family(family, problems);
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "the catalogue of findings is broken:\n" + String.join("\n", problems));
    }
    return texts;
  }

  private static Map<FindingCode, Texts> family(String family, List<String> problems) {
    Map<FindingCode, Texts> texts = new EnumMap<>(FindingCode.class);
    String file = "probes/" + family + "/findings.yaml";
    PackagedFile.read(file, new Dictionary<>(WORD, "a code in lower case", texts(), "", ""))
        .forEach((word, text) ->
            FindingCode.find(word)
                .filter(code -> code.family().equals(family))
                .ifPresentOrElse(
                    code -> texts.put(code, text),
                    () ->
                        problems.add(
                            file + " has texts for " + word + ", which is no code of it")));
    return texts;
  }

  /**
   * The whole catalogue.
   *
   * @throws IllegalStateException naming every text that is missing or in the wrong folder
   */
  public static Catalogue read() {
    List<String> families =
        Arrays.stream(FindingCode.values()).map(FindingCode::family).distinct().toList();
    Map<FindingCode, Texts> texts = new EnumMap<>(FindingCode.class);
    List<String> problems = new ArrayList<>();
    for (String family : families) {
      texts.putAll(family(family, problems));
    }
    for (FindingCode code : FindingCode.values()) {
      if (!texts.containsKey(code)) {
        problems.add("probes/" + code.family() + "/findings.yaml lacks " + code.word());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          "the catalogue of findings is broken:\n" + String.join("\n", problems));
    }
    return new Catalogue(texts);
  }

  private static Mapping<Texts> texts() {
    Keys keys = new Keys();
    Key<String> title = keys.required("title", Words.text(), "–", "One line.");
    Key<String> meaning = keys.required("meaning", Words.text(), "–", "What it means for agents.");
    Key<String> recognised =
        keys.required("recognised", Words.text(), "–", "How Linecheck recognises it.");
    Key<String> cause = keys.required("cause", Words.text(), "–", "Why it happens.");
    Key<Map<Platform, String>> confirm =
        keys.required("confirm", byPlatform(), "{}", "How to confirm it on the box.");
    Key<Map<Platform, String>> remedy = keys.required("remedy", byPlatform(), "{}", "What to do.");
    Key<String> prevention =
        keys.required("prevention", Words.text(), "–", "How to keep it from coming back.");
    return keys.make(values ->
        new Texts(
            values.get(title).strip(),
            values.get(meaning).strip(),
            values.get(recognised).strip(),
            values.get(cause).strip(),
            values.get(confirm),
            values.get(remedy),
            values.get(prevention).strip()));
  }

  private static Mapping<Map<Platform, String>> byPlatform() {
    Keys keys = new Keys();
    Map<Platform, Key<String>> byPlatform = new EnumMap<>(Platform.class);
    byPlatform.put(
        Platform.GENERIC,
        keys.required("generic", Words.text(), "–", "For any platform without its own text."));
    for (Platform platform : Platform.values()) {
      if (platform != Platform.GENERIC) {
        byPlatform.put(
            platform, keys.optional(platform.word(), Words.text(), "–", "For this platform."));
      }
    }
    return keys.make(values -> {
      Map<Platform, String> found = new EnumMap<>(Platform.class);
      byPlatform.forEach(
          (platform, key) -> values.find(key).ifPresent(text -> found.put(platform, text.strip())));
      return found;
    });
  }
}
