package io.linecheck.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules and scrape configuration that ship for Prometheus, held against its own promtool. */
class PrometheusRulesIT {
  private static final Path FOLDER = Path.of("dashboards", "prometheus");

  @Test
  void rulesPassTheirOwnTests() throws Exception {
    promtool(FOLDER, "test", "rules", "rules.test.yaml");
  }

  @Test
  void scrapeConfigurationIsAccepted() throws Exception {
    promtool(FOLDER, "check", "config", "prometheus.yaml");
  }

  @Test
  void testsFailWhenARuleIsWrong(@TempDir Path folder) throws Exception {
    String rules = Files.readString(FOLDER.resolve("rules.yaml"));
    String broken =
        rules.replace(
            "linecheck_dialer_readiness{state=\"not-ready\"} == 1",
            "linecheck_dialer_readiness{state=\"not-ready\"} == 0");
    assertTrue(!broken.equals(rules), "the rule to break is not there any more");
    Files.writeString(folder.resolve("rules.yaml"), broken);
    Files.copy(FOLDER.resolve("rules.test.yaml"), folder.resolve("rules.test.yaml"));
    Process process = start(folder, "test", "rules", "rules.test.yaml");
    process.getInputStream().readAllBytes();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(1, process.exitValue());
  }

  private static void promtool(Path folder, String... arguments) throws Exception {
    Process process = start(folder, arguments);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    assertEquals(0, process.exitValue(), output);
  }

  private static Process start(Path folder, String... arguments) throws IOException {
    List<String> command = Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
    return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
  }
}
