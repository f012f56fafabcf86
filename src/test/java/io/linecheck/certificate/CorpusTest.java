package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import io.linecheck.model.Fault;
import io.linecheck.model.FindingCode;
import io.linecheck.model.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every chain of the corpus gets its verdict for its reason. */
class CorpusTest {
  private static final List<Chain> CHAINS = Corpus.all();

  static List<Chain> chains() {
    return CHAINS;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("chains")
  void chainGetsItsVerdictForItsReason(Chain chain) {
    Verdict verdict = BrowserVerdict.judge(chain.sent(), Judge.question(chain));
    String told = verdict.faults() + " " + verdict.notes();
    assertEquals(chain.accepted(), verdict.accepted(), told);
    List<FindingCode> codes =
        verdict.faults().stream()
            .filter(fault -> chain.code().isPresent() || fault.severity() != Severity.INFO)
            .map(Fault::code)
            .toList();
    if (chain.code().isEmpty()) {
      assertEquals(List.of(), codes, told);
    } else if (chain.accepted()) {
      assertTrue(codes.contains(chain.code().get()), told);
    } else {
      assertEquals(chain.code().get(), codes.getFirst(), told);
    }
  }

  @Test
  void corpusIsLargeAndEveryChainHasItsOwnName() {
    Set<String> names = new HashSet<>();
    for (Chain chain : CHAINS) {
      assertTrue(names.add(chain.name()), chain.name() + " stands there twice");
    }
    assertTrue(CHAINS.size() >= 150, CHAINS.size() + " chains");
    long good = CHAINS.stream().filter(Chain::accepted).count();
    assertTrue(good > 50 && good < CHAINS.size() - 50, good + " of them accepted");
  }
}
