package io.linecheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Wall time from the shell: {@code bin/linecheck --help} and {@code bin/linecheck check} of one
 * healthy dialer of real servers, after two runs that warm the disk and make the launcher's cache.
 * Run from the root of a built tree; the argument is the number of runs (default 20).
 */
public final class StartBench {
  private StartBench() {}

  /** Prints median and fastest. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = args.length == 0 ? 20 : Integer.parseInt(args[0]);
    try (HealthyDialer dialer = new HealthyDialer(Files.createTempDirectory("start-bench"))) {
      measure("bin/linecheck --help", List.of("--help"), runs);
      measure("bin/linecheck check of a healthy dialer", dialer.arguments(), runs);
    }
  }

  private static void measure(String name, List<String> arguments, int runs)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(Path.of("bin", "linecheck").toString()));
    command.addAll(arguments);
    List<Long> millis = new ArrayList<>();
    int failed = 0;
    for (int i = -2; i < runs; i++) {
      long started = System.nanoTime();
      int code =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
      if (i >= 0) {
        millis.add((System.nanoTime() - started) / 1_000_000);
        failed += code == 0 ? 0 : 1;
      }
    }
    Collections.sort(millis);
    System.out.println(
        String.format(
            Locale.ROOT,
            "%-40s median %d ms, fastest %d ms of %d runs, %d with another exit code than 0",
            name,
            millis.get(millis.size() / 2),
            millis.getFirst(),
            runs,
            failed));
  }
}
