package io.linecheck.bench;

import io.linecheck.certificate.BrowserVerdict;
import io.linecheck.certificate.Judge;
import io.linecheck.certificate.Question;
import io.linecheck.certificate.Verdict;
import io.linecheck.certificate.VerdictCache;
import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Verdicts per core second. Run: {@code mvn -q test-compile} and then this class with the test
 * class path.
 */
public final class VerdictBench {
  private VerdictBench() {}

  /** Prints cold and cached rates for chains like Let's Encrypt's. */
  public static void main(String[] args) {
    for (Chain chain : Corpus.likeLetsEncrypt()) {
      Question question = Judge.question(chain);
      report("cold, " + chain.name(), 400, () -> BrowserVerdict.judge(chain.sent(), question));
      VerdictCache cache = new VerdictCache(1_000);
      report("cached, " + chain.name(), 1_000_000, () -> cache.judge(chain.sent(), question));
    }
  }

  private static void report(String name, int rounds, Supplier<Verdict> judge) {
    long accepted = run(rounds, judge);
    double best = 0;
    for (int i = 0; i < 5; i++) {
      long before = cpu();
      accepted += run(rounds, judge);
      best = Math.max(best, rounds / ((cpu() - before) / 1e9));
    }
    System.out.println(
        String.format(
            Locale.ROOT, "%-60s %,12.0f verdicts per core second (%d)", name, best, accepted));
  }

  private static long run(int rounds, Supplier<Verdict> judge) {
    long accepted = 0;
    for (int i = 0; i < rounds; i++) {
      accepted += judge.get().accepted() ? 1 : 0;
    }
    return accepted;
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
