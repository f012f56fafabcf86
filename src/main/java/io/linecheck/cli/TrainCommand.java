package io.linecheck.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * {@code train}: runs the verbs that end by themselves once each, {@code check} on some practice
 * dialers with every kind of report, so that the classes a real check needs are in the
 * ahead-of-time cache that the launcher makes of this run.
 */
@Command(name = "train", hidden = true, description = "Makes the launcher's cache of classes.")
final class TrainCommand implements Callable<Integer> {
  private static final List<List<String>> REPORTS =
      List.of(List.of("--verbose"), List.of("--json"), List.of("--nagios"), List.of());

  private final Terminal terminal;
  private final Map<String, String> environment;

  TrainCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = Files.createTempDirectory("linecheck-train");
    Process practice = practice(folder);
    try (BufferedReader lines = practice.inputReader(StandardCharsets.UTF_8)) {
      run("--help");
      run("check", "--help");
      run("explain", "port-refused");
      List<List<String>> checks = new ArrayList<>();
      for (String line = lines.readLine();
          line != null && !line.isEmpty();
          line = lines.readLine()) {
        checks.add(List.of(line.split("\t")));
      }
      for (int i = 0; i < REPORTS.size(); i++) {
        List<String> words = new ArrayList<>(checks.get(i));
        words.addAll(REPORTS.get(i));
        words.addAll(List.of("--timeout", i == 0 ? "20s" : "3s"));
        run(words.toArray(String[]::new));
      }
    } finally {
      practice.getOutputStream().close();
      if (!practice.waitFor(10, TimeUnit.SECONDS)) {
        practice.destroyForcibly();
      }
      DemoCommand.delete(folder);
    }
    return 0;
  }

  /** In a process of its own, so that only what a check needs is in the cache. */
  private static Process practice(Path folder) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "practice",
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private void run(String... words) {
    Main.run(words, terminal.out(), terminal.err(), environment);
  }
}
