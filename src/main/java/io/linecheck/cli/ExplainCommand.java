package io.linecheck.cli;

import io.linecheck.config.CatalogueReader;
import io.linecheck.config.InvalidInputException;
import io.linecheck.config.shape.NearestWord;
import io.linecheck.model.Catalogue;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Platform;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code explain CODE}: what a finding means, how it is recognised, how it is fixed per platform.
 */
@Command(
    name = "explain",
    description = "What a finding means, how it is recognised, confirmed, fixed and prevented.",
    mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(
      paramLabel = "CODE",
      arity = "0..1",
      description = "a finding's code, such as port-refused; none lists them all")
  private String code = "";

  ExplainCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    Catalogue catalogue = CatalogueReader.read();
    if (code.isEmpty()) {
      for (FindingCode each : FindingCode.values()) {
        terminal
            .out()
            .printf(
                "%-40s %-9s %s%n",
                each.word(), each.severity().word(), catalogue.texts(each).title());
      }
      return 0;
    }
    FindingCode found =
        FindingCode.find(code)
            .orElseThrow(() ->
                new InvalidInputException(
                    "there is no finding '"
                        + code
                        + "'"
                        + NearestWord.find(code, words())
                            .map(word -> "; did you mean '" + word + "'?")
                            .orElse("")
                        + "; `linecheck explain` lists them all"));
    print(found, catalogue.texts(found));
    return 0;
  }

  private void print(FindingCode found, Catalogue.Texts texts) {
    StringBuilder text = new StringBuilder();
    text.append(terminal.paint(Terminal.Colour.BOLD, found.word()))
        .append(": ")
        .append(texts.title())
        .append('\n');
    text.append("severity ")
        .append(found.severity().word())
        .append(", fixed by ")
        .append(found.fixedBy().word())
        .append("\n");
    section(text, "What it means", texts.meaning());
    section(text, "How it is recognised", texts.recognised());
    section(text, "Why it happens", texts.cause());
    perPlatform(text, "How to confirm it", texts.confirm());
    perPlatform(text, "How to fix it", texts.remedies());
    section(text, "How to keep it from coming back", texts.prevention());
    terminal.out().print(text);
  }

  private void perPlatform(StringBuilder text, String heading, Map<Platform, String> byPlatform) {
    byPlatform.entrySet().stream()
        .sorted(
            Comparator.comparing(
                entry -> entry.getKey() == Platform.GENERIC ? "" : product(entry.getKey())))
        .forEach(entry ->
            section(
                text,
                heading
                    + (entry.getKey() == Platform.GENERIC ? "" : " on " + product(entry.getKey())),
                entry.getValue()));
  }

  private void section(StringBuilder text, String heading, String words) {
    text.append('\n').append(terminal.paint(Terminal.Colour.BOLD, heading)).append('\n');
    for (String paragraph : words.strip().split("\n", -1)) {
      TextReport.wrap(paragraph, terminal.columns() - 2)
          .forEach(line -> text.append(line.isEmpty() ? "" : "  ").append(line).append('\n'));
    }
  }

  private static String product(Platform platform) {
    return switch (platform) {
      case VICIDIAL -> "VICIdial";
      case ASTERISK -> "Asterisk";
      case THREE_CX -> "3CX";
      case FREESWITCH -> "FreeSWITCH";
      case KAMAILIO -> "Kamailio";
      case GENERIC -> "any platform";
    };
  }

  private static List<String> words() {
    return Arrays.stream(FindingCode.values()).map(FindingCode::word).toList();
  }
}
