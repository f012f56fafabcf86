package io.linecheck.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.linecheck.certificate.corpus.Chain;
import io.linecheck.certificate.corpus.Corpus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A verdict is kept until a date could change it, and not a second longer. */
class VerdictCacheTest {
  @Test
  void verdictIsKeptUntilTheNextDateAndNotLonger() {
    Chain chain = named("a good chain");
    Question question = Judge.question(chain);
    VerdictCache cache = new VerdictCache(10);
    Verdict first = cache.judge(chain.sent(), question);
    assertTrue(first.faults().isEmpty());
    Instant before = first.until().minusSeconds(1);
    assertSame(first, cache.judge(chain.sent(), at(question, before)));
    Verdict next = cache.judge(chain.sent(), at(question, first.until().plusSeconds(1)));
    assertNotSame(first, next);
    assertEquals("certificate-renewal-overdue", next.faults().getFirst().code().word());
  }

  @Test
  void everyVerdictOfTheCorpusHoldsUntilItsDate() {
    for (Chain chain : Corpus.all()) {
      Question question = Judge.question(chain);
      Verdict first = BrowserVerdict.judge(chain.sent(), question);
      if (first.until().equals(Instant.MAX) || !first.until().isAfter(chain.at())) {
        continue;
      }
      Duration left = Duration.between(chain.at(), first.until());
      for (Instant later :
          List.of(chain.at().plus(left.dividedBy(2)), first.until().minusSeconds(1))) {
        Verdict again = BrowserVerdict.judge(chain.sent(), at(question, later));
        assertEquals(first.accepted(), again.accepted(), chain.name() + " at " + later);
        assertEquals(
            first.faults().stream().map(fault -> fault.code()).toList(),
            again.faults().stream().map(fault -> fault.code()).toList(),
            chain.name() + " at " + later);
      }
    }
  }

  @Test
  void intermediateThatBecomesValidIsSeen() {
    Chain chain = named("intermediate of tomorrow");
    Question question = Judge.question(chain);
    VerdictCache cache = new VerdictCache(10);
    assertFalse(cache.judge(chain.sent(), question).accepted());
    Question tomorrow = at(question, Instant.parse("2026-11-22T00:00:00Z"));
    assertTrue(cache.judge(chain.sent(), tomorrow).accepted());
  }

  @Test
  void anotherHostOrStoreIsAnotherVerdict() {
    Chain chain = named("a good chain");
    Question question = Judge.question(chain);
    VerdictCache cache = new VerdictCache(10);
    assertTrue(cache.judge(chain.sent(), question).accepted());
    Question other = Question.of("www.example.com", chain.at(), question.trust());
    assertFalse(cache.judge(chain.sent(), other).accepted());
    Question nobody = Question.of(chain.host(), chain.at(), TrustStore.of(List.of()));
    assertFalse(cache.judge(chain.sent(), nobody).accepted());
    assertTrue(cache.judge(chain.sent(), question).accepted());
  }

  @Test
  void aLookWithAnOcspAnswerAndOneWithoutKeepBothTheirVerdicts() {
    Chain chain = named("a good chain");
    Question bare = Judge.question(chain);
    Question shaken = bare.withWitness(HandshakeWitness.of(Optional.empty()));
    VerdictCache cache = new VerdictCache(10);
    Verdict first = cache.judge(chain.sent(), bare);
    Verdict second = cache.judge(chain.sent(), shaken);
    assertSame(first, cache.judge(chain.sent(), bare));
    assertSame(second, cache.judge(chain.sent(), shaken));
  }

  private static Question at(Question question, Instant at) {
    return Question.of(question.host(), at, question.trust()).withLists(question.lists());
  }

  private static Chain named(String name) {
    return Corpus.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }
}
