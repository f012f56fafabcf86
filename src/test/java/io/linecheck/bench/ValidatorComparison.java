package io.linecheck.bench;

import io.linecheck.certificate.BrowserVerdict;
import io.linecheck.certificate.Judge;
import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The corpus through Linecheck, {@code openssl verify -x509_strict} and the JDK's trust manager:
 * prints where they differ and which rule decides, as a table for docs/certificates.md. Run with
 * the test class path; takes a minute.
 */
public final class ValidatorComparison {
  /** What three validators say of one chain. */
  private record Row(Chain chain, boolean linecheck, Answer openssl, Answer jdk) {}

  private ValidatorComparison() {}

  /** Prints the report. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("linecheck-comparison");
    List<Row> rows = new ArrayList<>();
    OpenSslVerify openssl = new OpenSslVerify(folder);
    for (Chain chain : Corpus.all()) {
      boolean accepted = BrowserVerdict.judge(chain.sent(), Judge.question(chain)).accepted();
      rows.add(new Row(chain, accepted, openssl.judge(chain), JdkTrust.judge(chain)));
    }
    long right = rows.stream().filter(row -> row.linecheck() == row.chain().accepted()).count();
    System.out.printf(Locale.ROOT, "%d chains, %s%n", rows.size(), OpenSslVerify.version());
    System.out.printf(Locale.ROOT, "Linecheck as browsers: %d of %d%n", right, rows.size());
    count("OpenSSL", rows, row -> row.openssl().accepted() == row.chain().accepted());
    count("JDK", rows, row -> row.jdk().accepted() == row.chain().accepted());
    differences(
        "OpenSSL accepts, browsers refuse",
        rows,
        row -> row.openssl().accepted() && !row.chain().accepted(),
        false);
    differences(
        "OpenSSL refuses, browsers accept",
        rows,
        row -> !row.openssl().accepted() && row.chain().accepted(),
        false);
    differences(
        "The JDK accepts, browsers refuse",
        rows,
        row -> row.jdk().accepted() && !row.chain().accepted(),
        true);
    differences(
        "The JDK refuses, browsers accept",
        rows,
        row -> !row.jdk().accepted() && row.chain().accepted(),
        true);
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void count(String name, List<Row> rows, Predicate<Row> agrees) {
    long agreeing = rows.stream().filter(agrees).count();
    System.out.printf(
        Locale.ROOT,
        "%s as browsers: %d of %d (%.1f %%)%n",
        name,
        agreeing,
        rows.size(),
        100.0 * agreeing / rows.size());
  }

  /** By the rule that decides, so that the table stays readable. */
  private static void differences(
      String title, List<Row> rows, Predicate<Row> differs, boolean jdk) {
    Map<String, List<Row>> byRule = new TreeMap<>();
    rows.stream()
        .filter(differs)
        .forEach(
            row -> byRule.computeIfAbsent(row.chain().rule(), rule -> new ArrayList<>()).add(row));
    System.out.println("\n### " + title + "\n\n| rule | chains | what it says |\n|---|---|---|");
    byRule.forEach((rule, differing) -> {
      String names = String.join("; ", differing.stream().map(row -> row.chain().name()).toList());
      String said =
          String.join(
              "; ",
              differing.stream()
                  .map(row -> (jdk ? row.jdk() : row.openssl()).reason())
                  .distinct()
                  .toList());
      System.out.println("| " + rule + " | " + names + " | " + said + " |");
    });
  }

  /**
   * What a validator says.
   *
   * @param reason its own words, short
   */
  record Answer(boolean accepted, String reason) {}
}
