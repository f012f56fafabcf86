package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import io.linecheck.certificate.corpus.HostileCases;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Mutated and hostile chains: never anything but a verdict, never above the budget. */
class HostileChainTest {
  private static final long MOST_MEMORY = 64L << 20;

  /** 50 ms of processor time; measured once warm, with room for a loaded machine. */
  private static final long MOST_NANOS = 50_000_000L;

  private static final List<Chain> CHAINS = Corpus.all();
  private final ThreadMXBean meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void mutatedDerGivesAVerdictWithinTheBudget() {
    Random random = new Random(20261121);
    for (int round = 0; round < 12; round++) {
      for (Chain chain : CHAINS) {
        List<byte[]> mutated = new ArrayList<>();
        for (byte[] each : chain.sent()) {
          mutated.add(mutate(each.clone(), random));
        }
        judge(chain, mutated);
      }
    }
  }

  @Test
  void everyChainOfTheCorpusStaysWithinTheBudget() {
    CHAINS.forEach(chain -> judge(chain, chain.sent()));
    long slowest = 0;
    String name = "";
    for (Chain chain : CHAINS) {
      long before = meter.getCurrentThreadCpuTime();
      judge(chain, chain.sent());
      long took = meter.getCurrentThreadCpuTime() - before;
      if (took > slowest) {
        slowest = took;
        name = chain.name();
      }
    }
    assertTrue(slowest < MOST_NANOS, name + " took " + slowest / 1000 + " µs");
  }

  @Test
  void chainsMadeToCostStayWithinTheBudget() {
    List<Chain> hostile = HostileCases.all();
    for (int warm = 0; warm < 3; warm++) {
      hostile.forEach(chain -> judge(chain, chain.sent()));
    }
    StringBuilder slow = new StringBuilder();
    for (Chain chain : hostile) {
      long best = Long.MAX_VALUE;
      for (int i = 0; i < 3; i++) {
        long before = meter.getCurrentThreadCpuTime();
        judge(chain, chain.sent());
        best = Math.min(best, meter.getCurrentThreadCpuTime() - before);
      }
      if (best > MOST_NANOS) {
        slow.append(chain.name()).append(" took ").append(best / 1000).append(" µs\n");
      }
    }
    assertEquals("", slow.toString());
  }

  @Test
  void certificateWithOneOctetLessNeverPasses() {
    Chain good = CHAINS.getFirst();
    byte[] leaf = good.sent().getFirst();
    for (int length = 0; length < leaf.length; length++) {
      List<byte[]> cut = new ArrayList<>(good.sent());
      cut.set(0, java.util.Arrays.copyOf(leaf, length));
      assertFalse(BrowserVerdict.judge(cut, Judge.question(good)).accepted(), "cut at " + length);
    }
  }

  private void judge(Chain chain, List<byte[]> sent) {
    Question question = Judge.question(chain);
    long before = meter.getCurrentThreadAllocatedBytes();
    Verdict verdict = BrowserVerdict.judge(sent, question);
    long allocated = meter.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < MOST_MEMORY, chain.name() + " took " + allocated + " octets");
    assertTrue(verdict.accepted() || !verdict.faults().isEmpty(), chain.name() + ": no reason");
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return bytes;
    }
    int changes = 1 + random.nextInt(4);
    byte[] mutated = bytes;
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(4)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated[at] = (byte) (random.nextBoolean() ? 0xff : 0x80);
        default -> mutated = java.util.Arrays.copyOf(mutated, Math.max(1, at));
      }
    }
    return mutated;
  }
}
