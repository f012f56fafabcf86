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
  void verdictsOfBrowsers() {
    VerdictBench.main(new String[0]);
  }
}
