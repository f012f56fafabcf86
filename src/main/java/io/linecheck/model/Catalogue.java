package io.linecheck.model;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of every finding, by code. Pure data: read from {@code probes/<family>/findings.yaml}
 * at start and handed to whoever turns a {@link Fault} into a {@link Finding}.
 *
 * <p>Texts may hold {@code {host}}, {@code {port}}, {@code {path}}, {@code {service}} and whatever
 * names the fault's details have.
 */
public final class Catalogue {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-zA-Z][a-zA-Z0-9.]*)}");

  private final Function<FindingCode, Texts> texts;

  /** A catalogue of the given texts; every code must have its own. */
  public Catalogue(Map<FindingCode, Texts> texts) {
    for (FindingCode code : FindingCode.values()) {
      if (!texts.containsKey(code)) {
        throw new IllegalArgumentException("no texts for finding " + code.word());
      }
    }
    Map<FindingCode, Texts> all = new EnumMap<>(texts);
    this.texts = code -> Objects.requireNonNull(all.get(code));
  }

  private Catalogue(Function<FindingCode, Texts> texts) {
    this.texts = texts;
  }

  /** A catalogue that asks for the texts of a code when they are first needed; any thread may. */
  public static Catalogue lazily(Function<FindingCode, Texts> reader) {
    return new Catalogue(reader);
  }

  /**
   * The texts of one code.
   *
   * @param title one line, in the indicative
   * @param meaning what it means for agents
   * @param recognised how Linecheck recognises it
   * @param cause why it happens, one or two sentences
   * @param confirm how to confirm it on the box, by platform; {@link Platform#GENERIC} is always
   *     there
   * @param remedies what to do, by platform; {@link Platform#GENERIC} is always there
   * @param prevention how to keep it from coming back
   */
  public record Texts(
      String title,
      String meaning,
      String recognised,
      String cause,
      Map<Platform, String> confirm,
      Map<Platform, String> remedies,
      String prevention) {
    public Texts {
      confirm = Map.copyOf(confirm);
      remedies = Map.copyOf(remedies);
      if (!confirm.containsKey(Platform.GENERIC) || !remedies.containsKey(Platform.GENERIC)) {
        throw new IllegalArgumentException(
            "the texts of '" + title + "' lack a generic remedy or confirmation");
      }
    }

    /** The remedy for a platform, else the generic one; VICIdial falls back to Asterisk first. */
    public String remedy(Platform platform) {
      return pick(remedies, platform);
    }

    /**
     * How to confirm it on a platform, else the generic way; VICIdial falls back to Asterisk first.
     */
    public String confirm(Platform platform) {
      return pick(confirm, platform);
    }

    private static String pick(Map<Platform, String> byPlatform, Platform platform) {
      String text = byPlatform.get(platform);
      if (text == null && platform == Platform.VICIDIAL) {
        text = byPlatform.get(Platform.ASTERISK);
      }
      return text == null ? byPlatform.getOrDefault(Platform.GENERIC, "") : text;
    }
  }

  /** The texts of a code. */
  public Texts texts(FindingCode code) {
    return texts.apply(code);
  }

  /** The finding that a fault of a service amounts to, worded for the platform. */
  public Finding finding(Fault fault, Service service, Stage stage, Platform platform) {
    Texts words = texts(fault.code());
    Map<String, String> values = new HashMap<>();
    values.put("host", service.host());
    values.put("port", Integer.toString(service.port()));
    values.put("path", service.path());
    values.put("service", service.name());
    values.putAll(fault.details());
    return new Finding(
        fault.code(),
        fault.severity(),
        service.name(),
        stage,
        fill(words.title(), values),
        fault.evidence(),
        fill(words.cause(), values),
        fill(words.remedy(platform), values),
        fault.code().fixedBy());
  }

  private static String fill(String text, Map<String, String> values) {
    Matcher matcher = PLACEHOLDER.matcher(text);
    return matcher.replaceAll(match ->
        Matcher.quoteReplacement(values.getOrDefault(match.group(1), "<" + match.group(1) + ">")));
  }
}
