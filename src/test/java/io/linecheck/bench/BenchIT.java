package io.linecheck.bench;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs the benchmarks, which print; only a crash fails. {@code bin/test --long}. */
@Tag("long")
class BenchIT {
  @Test
  void httpsChecksBesideBlackboxExporter() throws Exception {
    HttpsBench.main(new String[] {"5"});
  }

  @Test
  void commandsFromTheShell() throws Exception {
    StartBench.main(new String[0]);
  }

  @Test
  void serverWithAThousandDialers() throws Exception {
    ServeBench.main(new String[] {System.getProperty("bench.minutes", "10")});
  }

  @Test
  void verdictsOfBrowsers() {
    VerdictBench.main(new String[0]);
  }
}
